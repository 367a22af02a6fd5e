import type { Translation } from '../translation.ts'

export const launch: Translation<'launch'> = {
  opening: (name: string) => `${name} wird geöffnet`,
  ready: (name: string) => `${name} ist bereit`,
  soFar: 'bisher.',
  usually: (duration: string) => `Meist ${duration}.`,
  longer: 'Der Host holt zuerst das Image; das nächste Mal geht es schneller.',
  progress: 'Fortschritt des Starts',
  stepPlace: 'Platz finden',
  stepPlaced: 'Platz gefunden',
  stepImage: 'Image holen',
  stepImageHere: 'Image ist da',
  stepStart: 'Container starten',
  stepStarted: 'Container gestartet',
  stepScreen: 'Auf den Desktop warten',
  stepScreenReady: 'Desktop antwortet',
  on: (agent: string) => `Auf ${agent}`,
  placing: 'Ein Host mit Platz wird gesucht',
  pulling: (percent: number | undefined) =>
    percent === undefined
      ? 'Der Host bereitet das Image vor'
      : `Der Host bereitet das Image vor, ${percent} %`,
  starting: 'Der Host startet Ihren Container',
  waiting: 'Der Container läuft; sein Bildschirm kommt als Nächstes',
  closeTab: 'Sie können diesen Tab schließen. Die Sitzung wartet auf Sie.',
  cancel: 'Start abbrechen',
  cancelTitle: (name: string) => `${name} nicht öffnen?`,
  cancelBody: 'Der Start endet, und nichts bleibt davon zurück. Sie können jederzeit neu öffnen.',
  failed: (name: string) => `${name} ließ sich nicht öffnen`,
  failedRunning: (name: string) => `${name} ist ausgefallen`,
  failedNote:
    'Das zählt nicht zu Ihrer Höchstzahl. Was davon auf einem Host übrig sein mag, wird von selbst entfernt.',
  refusedBy: (count: number) =>
    count === 1 ? 'Von 1 Host abgelehnt' : `Von ${count} Hosts abgelehnt`,
  reasons: 'Was die Hosts dazu sagen',
  host: 'Host',
  reason: 'Grund',
  tryAgain: 'Noch einmal versuchen',
  back: 'Zurück zu den Arbeitsbereichen',
  dismiss: 'Ausblenden',
  lostTitle: (name: string) => `${name} ist nicht erreichbar`,
  lostBody: (agent: string) =>
    `${agent} meldet sich nicht mehr. Ihre Sitzung läuft dort vielleicht noch; diese Seite öffnet sie, sobald der Host zurück ist.`,
  lostBodyUnknown:
    'Der Host meldet sich nicht mehr. Ihre Sitzung läuft dort vielleicht noch; diese Seite öffnet sie, sobald der Host zurück ist.',
  pausedTitle: (name: string) => `${name} ist angehalten`,
  pausedBody:
    'Alles ist eingefroren, wie Sie es verlassen haben. Setzen Sie fort, um dort weiterzumachen.',
  stoppingTitle: (name: string) => `${name} wird gestoppt`,
  stoppingBody: 'Was darin läuft, wird geschlossen. Die Dateien bleiben.',
  stoppedTitle: (name: string) => `${name} ist gestoppt`,
  stoppedBody:
    'Darin läuft nichts, und die Dateien sind erhalten. Starten Sie, um mit ihnen weiterzumachen.',
  restartingTitle: (name: string) => `${name} startet wieder`,
  restartingBody: 'Der Container startet mit Ihren Dateien darin; der Desktop kommt als Nächstes.',
  endingTitle: (name: string) => `${name} wird beendet`,
  endingBody: 'Der Host entfernt Container und Dateien.',
  endedTitle: (name: string) => `${name} ist beendet`,
  endedBody:
    'Von dieser Sitzung ist nichts übrig. Öffnen Sie den Arbeitsbereich noch einmal, um eine neue zu bekommen.',
}
