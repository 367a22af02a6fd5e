import type { english } from '../index.ts'
import type { Translation } from '../translation.ts'

export const portal: Translation<typeof english.portal> = {
  title: 'Espaces de travail',
  yourSessions: 'Vos sessions',
  openWorkspace: 'Ouvrir un espace de travail',
  search: 'Rechercher un espace de travail',
  categories: 'Catégories',
  all: 'Tous',
  favourites: 'Favoris',
  mark: (name: string) => `Mettre ${name} dans les favoris`,
  unmark: (name: string) => `${name} est un favori : le retirer`,
  noFavourites: 'Aucun favori pour le moment',
  noFavouritesBody: 'Appuyez sur l’étoile d’un espace de travail, et il passe devant.',
  sessionCount: (running: number, most: number | undefined) =>
    most === undefined ? `${running}` : `${running} sur ${most}`,
  open: 'Ouvrir',
  follow: 'Suivre',
  why: 'Voir pourquoi',
  cancelAddress: 'Rester ici',
  end: 'Terminer',
  endSession: 'Terminer la session',
  paused: 'Figée telle que vous l’avez laissée.',
  stopped: 'Rien n’y tourne ; ses fichiers sont conservés.',
  endTitle: (name: string) => `Terminer ${name} ?`,
  endBody: (name: string) =>
    `${name} se ferme avec tous ses programmes. Les fichiers dans la session sont supprimés.`,
  openSince: (duration: string) => `Ouverte depuis ${duration}`,
  onHost: (host: string) => `sur ${host}`,
  preparing: (percent: number) => `Son image est en préparation, ${percent} %`,
  ready: 'Prêt',
  badAddress: 'Son adresse n’est pas une adresse web. Demandez à un administrateur de la corriger.',
  opensLink: 'S’ouvre dans un nouvel onglet',
  withAddress: (name: string) => `Ouvrir ${name} avec une adresse`,
  address: 'Adresse',
  addressHelp: 'Une adresse web, comme https://www.example.com',
  openAddress: 'Ouvrir l’adresse',
  emptyTitle: 'Aucun espace de travail pour vous',
  emptyBody:
    'Vos groupes n’en montrent aucun. Demandez à un administrateur de vous ajouter à un groupe qui en a.',
  emptyAdminBody:
    'Aucun espace de travail n’est activé pour vos groupes. Créez-en un, ou ajoutez un groupe à l’un d’eux.',
  createWorkspace: 'Créer un espace de travail',
  nothingFound: 'Aucun espace de travail ne correspond',
  nothingFoundBody: 'Essayez un autre mot ou une autre catégorie.',
}
