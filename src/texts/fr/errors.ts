import type { Translation } from '../translation.ts'

export const errors: Translation<'errors'> = {
  titleNotFound: 'Rien ici',
  titleForbidden: 'Vous n’y êtes pas autorisé',
  titleConflict: 'Pas maintenant',
  titleBusy: 'Trop à la fois',
  titleUnavailable: 'Pas encore prêt',
  titleInternal: 'Une erreur est survenue chez nous',
  notFound:
    'Cette page ou cette chose n’existe pas, ou n’est pas pour vous. Vérifiez l’adresse, ou revenez en arrière.',
  forbidden:
    'Ceci est réservé aux administrateurs. Demandez à l’un d’eux de le faire, ou connectez-vous comme tel.',
  foreignOrigin:
    'La requête venait d’un autre site et a été refusée. Ouvrez cette page ici et réessayez.',
  internal:
    'La requête a échoué sans que vous y soyez pour rien ; elle est dans le journal. Réessayez, et donnez à un administrateur le numéro de requête ci-dessous si cela persiste.',
  databaseGone:
    'La base de données ne répond pas pour le moment. Réessayez dans quelques secondes ; ce que vous enregistriez est peut-être à enregistrer de nouveau.',
  home: 'Retour aux espaces de travail',
  signIn: 'Se connecter',
  offline: 'Le serveur ne répond pas',
  offlineBody: 'Rien n’a été modifié. Vérifiez votre connexion, puis réessayez.',
  retry: (seconds: number) => `Réessayez dans ${seconds} s.`,
}
