import type { Translation } from '../translation.ts'

export const picture: Translation<'picture'> = {
  title: 'Bild',
  quality: 'Qualität',
  automatic: 'Automatisch',
  sharp: 'Scharf',
  fast: 'Schnell',
  automaticHelp:
    'Text bleibt scharf; was sich auf einem großen Teil des Bildschirms bewegt, kommt als Video.',
  sharpHelp: 'Jedes Bild in bester Qualität, nie als Video. Braucht ein gutes Netzwerk.',
  fastHelp: 'Weniger Einzelheiten und früher Video, für ein langsames Netzwerk.',
  statistics: 'Zeigen, wie gut es ankommt',
  latency: 'Umlaufzeit',
  milliseconds: 'ms',
  frames: 'Bilder pro Sekunde',
  bandwidth: 'Bandbreite',
  megabits: 'Mbit/s',
  mode: 'Kommt an als',
  video: 'Video (H.264)',
  stills: 'Einzelbilder',
  unknown: '–',
}
