import type { Translation } from '../translation.ts'

function snapshots(count: number): string {
  return count === 1 ? '1 Sicherung' : `${count} Sicherungen`
}

export const profiles: Translation<'profiles'> = {
  title: 'Profile der Arbeitsbereiche',
  menu: 'Profile der Arbeitsbereiche',
  intro:
    'Was diese Arbeitsbereiche für Sie aufheben: Ihre Dateien und Einstellungen, von einer Sitzung zur nächsten.',
  asked: 'Ihr Host arbeitet daran.',
  emptyTitle: 'Noch ist nichts aufgehoben',
  emptyBody:
    'Ein Profil entsteht, wenn ein Arbeitsbereich mit Profil zum ersten Mal geöffnet wird.',
  sizeOf: (size: string, quota: string) => `${size} von ${quota}`,
  lastUsed: 'Zuletzt benutzt',
  onHost: (host: string) => `auf ${host}`,
  near: 'Öffnen Sie den Arbeitsbereich und entfernen Sie, was Sie nicht mehr brauchen, oder bitten Sie einen Administrator um mehr.',
  over: 'Es ist größer als erlaubt. Öffnen Sie den Arbeitsbereich und entfernen Sie, was Sie nicht mehr brauchen, oder bitten Sie einen Administrator um mehr.',
  nearlyFull: 'Fast voll',
  inUseNow: 'In Benutzung',
  atRest: 'In Ruhe',
  works: {
    measure: 'Wird gemessen',
    snapshot: 'Wird gesichert',
    restore: 'Wird wiederhergestellt',
    reset: 'Wird zurückgesetzt',
    delete: 'Wird gelöscht',
  },
  troubleTitle: 'Die letzte Arbeit daran ist nicht gelungen',
  heldNote:
    'Eine Sitzung hat es offen; beenden Sie diese zuerst, um es zurückzusetzen oder wiederherzustellen.',
  openSession: 'Sitzung öffnen',
  snapshot: 'Sicherung von',
  archive: 'Archiv',
  snapshotsOf: (workspace: string) => `Sicherungen von ${workspace}`,
  noSnapshots: 'Noch keine Sicherung: Eine entsteht, wenn eine Sitzung endet.',
  reset: 'Zurücksetzen',
  resetTitle: (name: string) => `Das Profil von ${name} zurücksetzen?`,
  resetBody: (size: string, kept: number) =>
    kept === 0
      ? `Alle ${size} an Dateien und Einstellungen gehen verloren. Es gibt keine Sicherung, zu der man zurück kann.`
      : `Alle ${size} an Dateien und Einstellungen gehen verloren. ${snapshots(kept)} bleiben und lassen sich wiederherstellen.`,
  restore: 'Wiederherstellen',
  restoreTitle: (name: string) => `Das Profil von ${name} wiederherstellen?`,
  restoreBody: (size: string) =>
    `Die ${size}, die jetzt da sind, gehen verloren; an ihre Stelle tritt, was damals gesichert wurde.`,
  viewerNear: 'Ihr Profil ist fast voll. Entfernen Sie Dateien, die Sie nicht mehr brauchen.',
  busyTitle: (workspace: string) => `Ihr Profil von ${workspace} ist noch nicht bereit`,
  heldTitle: (workspace: string) => `${workspace} ist schon offen`,
  heldBody:
    'Ihr Profil davon gehört immer nur einer Sitzung, damit keine Datei doppelt geschrieben wird. Öffnen Sie die laufende Sitzung, oder starten Sie eine weitere ohne das Profil: Sie beginnt leer, und nichts davon wird aufgehoben.',
  busyBody:
    'Der Host arbeitet noch an Ihrem Profil: Er sichert, was die letzte Sitzung hinterließ, oder tut, worum Sie gebeten haben. Das dauert einen Moment. Versuchen Sie es erneut, oder starten Sie ohne das Profil: Eine solche Sitzung beginnt leer, und nichts davon wird aufgehoben.',
  openRunning: 'Laufende Sitzung öffnen',
  startWithout: 'Ohne das Profil starten',
  tryAgain: 'Noch einmal versuchen',
  inUse: (workspace: string) =>
    `Ihr Profil von ${workspace} wird von einer laufenden Sitzung benutzt. Öffnen Sie jene Sitzung, oder starten Sie ohne das Profil.`,
  busy: (workspace: string) =>
    `Der Host arbeitet noch an Ihrem Profil von ${workspace}. Versuchen Sie es gleich noch einmal, oder starten Sie ohne das Profil.`,
}
