import type { Translation } from '../translation.ts'

export const picture: Translation<'picture'> = {
  title: 'Image',
  quality: 'Qualité',
  automatic: 'Automatique',
  sharp: 'Nette',
  fast: 'Rapide',
  automaticHelp:
    'Le texte reste net ; ce qui bouge sur une grande partie de l’écran arrive en vidéo.',
  sharpHelp: 'Chaque image dans sa meilleure qualité, jamais en vidéo. Demande un bon réseau.',
  fastHelp: 'Moins de détails et plus vite de la vidéo, pour un réseau lent.',
  statistics: 'Montrer comment elle arrive',
  latency: 'Aller-retour',
  milliseconds: 'ms',
  frames: 'Images par seconde',
  bandwidth: 'Débit',
  megabits: 'Mbit/s',
  mode: 'Arrive en',
  video: 'Vidéo (H.264)',
  stills: 'Images fixes',
  unknown: '–',
}
