import type { Translation } from '../translation.ts'

function snapshots(count: number): string {
  return count === 1 ? '1 sauvegarde' : `${count} sauvegardes`
}

export const profiles: Translation<'profiles'> = {
  title: 'Profils des espaces de travail',
  menu: 'Profils des espaces de travail',
  intro:
    'Ce que ces espaces de travail gardent pour vous : vos fichiers et réglages, d’une session à la suivante.',
  asked: 'Votre hôte y travaille.',
  emptyTitle: 'Rien n’est gardé pour le moment',
  emptyBody:
    'Un profil est créé quand un espace de travail qui en garde un est ouvert pour la première fois.',
  sizeOf: (size: string, quota: string) => `${size} sur ${quota}`,
  lastUsed: 'Dernière utilisation',
  onHost: (host: string) => `sur ${host}`,
  near: 'Ouvrez l’espace de travail et retirez ce qui ne sert plus, ou demandez plus à un administrateur.',
  over: 'Il dépasse son quota. Ouvrez l’espace de travail et retirez ce qui ne sert plus, ou demandez plus à un administrateur.',
  nearlyFull: 'Presque plein',
  inUseNow: 'Utilisé',
  atRest: 'Au repos',
  works: {
    measure: 'En cours de mesure',
    snapshot: 'En cours de sauvegarde',
    restore: 'En cours de restauration',
    reset: 'En cours de réinitialisation',
    delete: 'En cours de suppression',
  },
  troubleTitle: 'Le dernier travail sur lui n’a pas réussi',
  heldNote: 'Une session l’a ouvert ; terminez-la d’abord pour le réinitialiser ou le restaurer.',
  openSession: 'Ouvrir la session',
  snapshot: 'Sauvegarde du',
  archive: 'Archive',
  snapshotsOf: (workspace: string) => `Sauvegardes de ${workspace}`,
  noSnapshots: 'Aucune sauvegarde encore : une est faite quand une session se termine.',
  reset: 'Réinitialiser',
  resetTitle: (name: string) => `Réinitialiser le profil de ${name} ?`,
  resetBody: (size: string, kept: number) =>
    kept === 0
      ? `Tous ses ${size} de fichiers et réglages sont perdus. Il n’y a aucune sauvegarde à laquelle revenir.`
      : `Tous ses ${size} de fichiers et réglages sont perdus. ${snapshots(kept)} restent et peuvent être restaurées.`,
  restore: 'Restaurer',
  restoreTitle: (name: string) => `Restaurer le profil de ${name} ?`,
  restoreBody: (size: string) =>
    `Les ${size} présents maintenant sont perdus ; ce qui fut sauvegardé alors prend leur place.`,
  viewerNear: 'Votre profil est presque plein. Retirez les fichiers dont vous n’avez plus besoin.',
  busyTitle: (workspace: string) => `Votre profil de ${workspace} n’est pas encore prêt`,
  heldTitle: (workspace: string) => `${workspace} est déjà ouvert`,
  heldBody:
    'Votre profil n’appartient qu’à une session à la fois, pour qu’aucun fichier ne soit écrit deux fois. Ouvrez la session qui tourne, ou démarrez-en une autre sans le profil : elle commence vide, et rien n’en est gardé.',
  busyBody:
    'L’hôte travaille encore sur votre profil : il sauvegarde ce que la dernière session a laissé, ou fait ce que vous avez demandé. Cela prend un instant. Réessayez, ou démarrez sans le profil : une telle session commence vide, et rien n’en est gardé.',
  openRunning: 'Ouvrir la session qui tourne',
  startWithout: 'Démarrer sans le profil',
  tryAgain: 'Réessayer',
  inUse: (workspace: string) =>
    `Votre profil de ${workspace} est utilisé par une session qui tourne. Ouvrez cette session, ou démarrez sans le profil.`,
  busy: (workspace: string) =>
    `L’hôte travaille encore sur votre profil de ${workspace}. Réessayez dans un instant, ou démarrez sans le profil.`,
}
