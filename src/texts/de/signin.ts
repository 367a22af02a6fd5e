import type { Translation } from '../translation.ts'

export const signin: Translation<'signin'> = {
  title: 'Anmelden',
  name: 'Name',
  password: 'Passwort',
  submit: 'Anmelden',
  refused: 'Nicht angemeldet',
  signedOut: 'Sie sind abgemeldet. Ihre Sitzungen laufen weiter und warten auf Sie.',
  passwordTitle: 'Passwort ändern',
  passwordForced:
    'Dieses Passwort hat jemand anderes vergeben. Wählen Sie ein eigenes, dann geht es weiter.',
  passwordNote: 'Andere Browser, die mit Ihrem Namen angemeldet sind, werden abgemeldet.',
  current: 'Aktuelles Passwort',
  next: 'Neues Passwort',
  nextHelp: (length: number) =>
    `Mindestens ${length} Zeichen. Ein paar Wörter hintereinander sind gut.`,
  repeat: 'Neues Passwort noch einmal',
  passwordSubmit: 'Passwort ändern',
  passwordSaved: 'Ihr Passwort ist geändert. Andere Browser sind abgemeldet.',
}
