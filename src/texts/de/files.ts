import type { Translation } from '../translation.ts'

export const files: Translation<'files'> = {
  title: 'Dateien',
  drop: 'Ziehen Sie Dateien irgendwohin, oder fügen Sie sie ein. Sie landen in ~/Uploads.',
  chooseFiles: 'Dateien wählen',
  chooseFolder: 'Ordner wählen',
  dropHere: 'Zum Hochladen loslassen',
  dropTarget: 'Dateien und Ordner landen in ~/Uploads der Sitzung.',
  uploadOff: {
    group: 'Das Hochladen ist für Ihre Gruppe abgeschaltet.',
    workspace: 'Das Hochladen ist für diesen Arbeitsbereich abgeschaltet.',
  },
  downloadOff: {
    group: 'Das Herunterladen ist für Ihre Gruppe abgeschaltet.',
    workspace: 'Das Herunterladen ist für diesen Arbeitsbereich abgeschaltet.',
  },
  downloads: 'Downloads',
  refresh: 'Liste aktualisieren',
  listed: 'Was Programme in ~/Downloads speichern, erscheint hier.',
  nothing: 'Noch nichts in ~/Downloads.',
  listFailed: 'Die Liste kam nicht an. Aktualisieren Sie sie, um es erneut zu versuchen.',
  folder: 'Ordner, als Archiv',
  download: '{name} herunterladen',
  uploads: 'Uploads',
  uploading: 'Wird hochgeladen, {done} von {all} fertig',
  uploaded: 'Alles hochgeladen',
  someFailed: 'Fehlgeschlagene Uploads: {failed} von {all}',
  cancelAll: 'Alle Uploads abbrechen',
  close: 'Liste der Uploads schließen',
  cancel: '{name} abbrechen',
  again: '{name} noch einmal versuchen',
  progress: '{sent} von {all}',
  progressLeft: '{sent} von {all}, noch {left}',
  filesDone: '{done} von {all} Dateien, noch {left}',
  waiting: 'Wartet',
  done: 'Fertig',
  doneAs: 'Fertig, als {name}',
  cancelled: 'Abgebrochen, nichts wurde behalten',
  reasons: {
    badName:
      'Der Name lässt sich in der Sitzung nicht verwenden. Benennen Sie die Datei ohne Steuerzeichen um, und versuchen Sie es dann erneut.',
    longName: 'Der Name ist zu lang. Kürzen Sie ihn, und versuchen Sie es dann erneut.',
    leadsOut:
      'Dieser Ordner in Uploads ist ein Verweis nach anderswo. Entfernen Sie den Verweis in der Sitzung.',
    diskFull:
      'Auf dem Datenträger der Sitzung ist kein Platz dafür. Schaffen Sie dort Platz, und versuchen Sie es dann erneut.',
    quota:
      'Es passt nicht in das, was diese Sitzung speichern darf. Löschen Sie dort etwas, und versuchen Sie es dann erneut.',
    notWritable:
      'Die Sitzung lässt keine Dateien in diesen Ordner. Sehen Sie sich dort seine Rechte an.',
    notRunning:
      'Die Sitzung läuft im Moment nicht. Starten Sie sie wieder, und versuchen Sie es dann erneut.',
    away: 'Der Host der Sitzung konnte sie nicht annehmen. Versuchen Sie es gleich noch einmal.',
    unreadable:
      'Der Browser konnte sie nicht lesen. Vielleicht wurde sie verschoben oder geändert: Wählen Sie sie noch einmal.',
    signedOut: 'Sie sind abgemeldet. Melden Sie sich an, und versuchen Sie es dann erneut.',
    network:
      'Die Verbindung brach ab, deshalb wurde nichts davon behalten. Versuchen Sie es erneut.',
  },
}
