import type { Translation } from '../translation.ts'

export const errors: Translation<'errors'> = {
  titleNotFound: 'Nicht hier',
  titleForbidden: 'Dazu fehlt Ihnen das Recht',
  titleConflict: 'Nicht jetzt',
  titleBusy: 'Zu viel auf einmal',
  titleUnavailable: 'Noch nicht bereit',
  titleInternal: 'Bei uns ist etwas fehlgeschlagen',
  notFound:
    'Diese Seite oder Sache gibt es nicht, oder sie ist nicht für Sie. Prüfen Sie die Adresse, oder gehen Sie zurück.',
  forbidden:
    'Das ist Administratoren vorbehalten. Bitten Sie jemanden mit diesem Recht, oder melden Sie sich so an.',
  foreignOrigin:
    'Die Anfrage kam von einer anderen Website und wurde abgelehnt. Öffnen Sie diese Seite hier und versuchen Sie es erneut.',
  internal:
    'Die Anfrage ist ohne Ihr Zutun fehlgeschlagen; sie steht im Protokoll. Versuchen Sie es erneut, und nennen Sie einem Administrator die Anfragenummer unten, wenn es so bleibt.',
  databaseGone:
    'Die Datenbank antwortet im Moment nicht. Versuchen Sie es in ein paar Sekunden erneut; was Sie gerade speichern wollten, müssen Sie vielleicht noch einmal speichern.',
  home: 'Zurück zu den Arbeitsbereichen',
  signIn: 'Anmelden',
  offline: 'Der Server antwortet nicht',
  offlineBody:
    'Es wurde nichts geändert. Prüfen Sie Ihre Verbindung und versuchen Sie es dann erneut.',
  retry: (seconds: number) => `Versuchen Sie es in ${seconds} s erneut.`,
}
