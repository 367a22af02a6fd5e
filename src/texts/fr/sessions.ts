import type { Translation } from '../translation.ts'

export const sessions: Translation<'sessions'> = {
  pause: 'Mettre en pause',
  resume: 'Reprendre',
  stop: 'Arrêter',
  start: 'Démarrer',
  extend: 'Prolonger d’une heure',
  stopTitle: (workspace: string) => `Arrêter ${workspace} ?`,
  stopBody:
    'Tous ses programmes se ferment, et ce qu’ils prenaient aux autres est libéré. Ses fichiers restent, et elle peut être redémarrée. Ce qui n’est enregistré dans aucun fichier est perdu.',
  states: {
    requested: 'Demandée',
    placing: 'Recherche d’une place',
    pulling: 'Obtention de l’image',
    starting: 'Démarrage',
    running: 'En marche',
    paused: 'En pause',
    stopping: 'S’arrête',
    stopped: 'Arrêtée',
    restarting: 'Redémarrage',
    lost: 'Hors d’atteinte',
    deleting: 'Se termine',
    deleted: 'Terminée',
    failed: 'Échec',
  },
}
