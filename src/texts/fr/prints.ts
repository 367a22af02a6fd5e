import type { Translation } from '../translation.ts'

export const prints: Translation<'prints'> = {
  title: 'Impression',
  help: 'Imprimez sur l’imprimante PDF dans un programme de la session. Ce que vous imprimez apparaît ici, et reste dans ~/PDF.',
  absent: 'L’image de cette session n’a pas d’imprimante.',
  ready: '{name} est prêt',
  download: 'Télécharger',
  downloadOne: 'Télécharger {name}',
  later: 'Pas maintenant',
  failed: 'Le fichier n’est pas arrivé. Réessayez dans un instant.',
}
