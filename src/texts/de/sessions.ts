import type { Translation } from '../translation.ts'

export const sessions: Translation<'sessions'> = {
  pause: 'Anhalten',
  resume: 'Fortsetzen',
  stop: 'Stoppen',
  start: 'Starten',
  extend: 'Um eine Stunde verlängern',
  stopTitle: (workspace: string) => `${workspace} stoppen?`,
  stopBody:
    'Alle Programme darin schließen sich, und was sie anderen wegnehmen, wird frei. Die Dateien bleiben, und die Sitzung kann wieder gestartet werden. Was in keiner Datei gespeichert ist, geht verloren.',
  states: {
    requested: 'Angefordert',
    placing: 'Platz wird gesucht',
    pulling: 'Image wird geholt',
    starting: 'Startet',
    running: 'Läuft',
    paused: 'Angehalten',
    stopping: 'Stoppt',
    stopped: 'Gestoppt',
    restarting: 'Startet wieder',
    lost: 'Nicht erreichbar',
    deleting: 'Wird beendet',
    deleted: 'Beendet',
    failed: 'Fehlgeschlagen',
  },
}
