import type { Translation } from '../translation.ts'

export const prints: Translation<'prints'> = {
  title: 'Drucken',
  help: 'Drucken Sie in einem Programm der Sitzung auf den Drucker PDF. Was Sie drucken, erscheint hier und bleibt in ~/PDF.',
  absent: 'Das Image dieser Sitzung hat keinen Drucker.',
  ready: '{name} ist fertig',
  download: 'Herunterladen',
  downloadOne: '{name} herunterladen',
  later: 'Nicht jetzt',
  failed: 'Die Datei kam nicht an. Versuchen Sie es gleich noch einmal.',
}
