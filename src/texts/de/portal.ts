import type { Translation } from '../translation.ts'

export const portal: Translation<'portal'> = {
  title: 'Arbeitsbereiche',
  yourSessions: 'Ihre Sitzungen',
  openWorkspace: 'Arbeitsbereich öffnen',
  search: 'Arbeitsbereiche suchen',
  categories: 'Kategorien',
  all: 'Alle',
  favourites: 'Favoriten',
  mark: (name: string) => `${name} zu den Favoriten nehmen`,
  unmark: (name: string) => `${name} ist ein Favorit: aus den Favoriten nehmen`,
  noFavourites: 'Noch keine Favoriten',
  noFavouritesBody: 'Drücken Sie den Stern eines Arbeitsbereichs, dann steht er vorn.',
  sessionCount: (running: number, most: number | undefined) =>
    most === undefined ? `${running}` : `${running} von ${most}`,
  open: 'Öffnen',
  follow: 'Verfolgen',
  why: 'Grund ansehen',
  cancelAddress: 'Hier bleiben',
  end: 'Beenden',
  endSession: 'Sitzung beenden',
  paused: 'Eingefroren, wie Sie sie verlassen haben.',
  stopped: 'Darin läuft nichts; die Dateien sind erhalten.',
  endTitle: (name: string) => `${name} beenden?`,
  endBody: (name: string) =>
    `${name} schließt sich mit allen Programmen darin. Dateien in der Sitzung werden gelöscht.`,
  openSince: (duration: string) => `Offen seit ${duration}`,
  onHost: (host: string) => `auf ${host}`,
  preparing: (percent: number) => `Das Image wird vorbereitet, ${percent} %`,
  ready: 'Bereit',
  badAddress:
    'Die Adresse ist keine Webadresse. Bitten Sie einen Administrator, sie zu berichtigen.',
  opensLink: 'Öffnet sich in einem neuen Tab',
  withAddress: (name: string) => `${name} mit einer Adresse öffnen`,
  address: 'Adresse',
  addressHelp: 'Eine Webadresse, etwa https://www.example.com',
  openAddress: 'Adresse öffnen',
  emptyTitle: 'Noch kein Arbeitsbereich für Sie',
  emptyBody:
    'Ihre Gruppen zeigen keinen Arbeitsbereich. Bitten Sie einen Administrator, Sie in eine Gruppe aufzunehmen, die welche hat.',
  emptyAdminBody:
    'Für Ihre Gruppen ist kein Arbeitsbereich aktiviert. Legen Sie einen an, oder fügen Sie einem eine Gruppe hinzu.',
  createWorkspace: 'Arbeitsbereich anlegen',
  nothingFound: 'Kein Arbeitsbereich passt',
  nothingFoundBody: 'Versuchen Sie ein anderes Wort oder eine andere Kategorie.',
}
