import type { Translation } from '../translation.ts'

export const frontDoor: Translation<'frontDoor'> = {
  titles: {
    malformed: 'Non compris',
    refused: 'Non autorisé',
    absent: 'Rien ici',
    elsewhere: 'Il manque une barre oblique',
    away: 'De retour dans un instant',
    broken: 'Une erreur est survenue chez nous',
  },
  malformed: (detail: string) =>
    `La requête a été refusée car elle n’est pas du HTTP correct : ${detail}. Ce qui l’a envoyée doit être corrigé.`,
  malformedPath:
    'L’adresse a été refusée car elle peut se lire de plusieurs façons. Tapez-la de nouveau, sans barres obliques ni points encodés.',
  elsewhere:
    'La page se trouve à cette adresse suivie d’une barre oblique. Les navigateurs y vont d’eux-mêmes.',
  slowHead: 'La requête n’est pas arrivée à temps. Vérifiez le réseau, puis réessayez.',
  misled: (port) =>
    `Un proxy inverse placé devant envoie ce qui est venu en HTTPS au port qui ne fait que mener à HTTPS, ce qui ne finirait jamais. Un administrateur doit le diriger vers le port ${port}.`,
  plainHttp:
    'Ce port parle HTTPS, et la demande est arrivée en HTTP simple. Commencez l’adresse par https://.',
  tooLarge: (megabytes: number) =>
    `La requête dépasse les ${megabytes} Mo acceptés ici. Envoyez moins.`,
  managerAway:
    'Le gestionnaire ne répond pas pour le moment. Les bureaux ouverts continuent. Réessayez dans quelques secondes.',
  reloads: 'Cette page se recharge d’elle-même.',
  loop: 'La requête est déjà passée par cette porte d’entrée : ce qui se trouve en amont la fait tourner en rond. Un administrateur doit corriger l’adresse vers laquelle elle est transmise.',
  again: 'Réessayer',
  home: 'Vos espaces de travail',
  full: 'Autant de personnes sont connectées que cet hôte peut en accueillir. Les bureaux ouverts continuent. Réessayez dans un instant ; un administrateur peut relever la limite de fichiers ouverts.',
  crowdedAddress:
    'Trop de connexions viennent de votre adresse réseau en ce moment. Fermez ce dont vous n’avez pas besoin, puis réessayez ; un administrateur peut relever la limite par adresse.',
  crowded:
    'Cette session a trop de connexions ouvertes. Fermez les autres onglets qui la montrent, puis réessayez.',
  managerBroke:
    'Le gestionnaire a interrompu sa réponse. Réessayez ; donnez le numéro de requête à un administrateur si cela persiste.',
  managerSlow: 'Le gestionnaire a mis trop de temps à répondre. Réessayez dans quelques secondes.',
  gatewayAway:
    'L’hôte de cette session ne répond pas pour le moment. Votre bureau continue ; réessayez dans quelques secondes.',
  gatewayBroke:
    'L’hôte de cette session a interrompu sa réponse. Réessayez ; donnez le numéro de requête à un administrateur si cela persiste.',
  gatewaySlow:
    'L’hôte de cette session a mis trop de temps à répondre. Réessayez dans quelques secondes.',
  containerAway:
    'Ce que cette session propose est injoignable pour le moment. Elle démarre peut-être encore ; réessayez dans quelques secondes.',
  containerBroke:
    'Cette session a interrompu sa réponse. Réessayez ; donnez le numéro de requête à un administrateur si cela persiste.',
  containerSlow: 'Cette session a mis trop de temps à répondre. Réessayez dans quelques secondes.',
  denials: {
    notFound: 'Il n’y a rien à cette adresse. Vérifiez-la, ou revenez à vos espaces de travail.',
    noTicket: 'Personne n’est connecté ici. Ouvrez la session depuis vos espaces de travail.',
    badTicket:
      'Cette admission ne vient pas de nous. Ouvrez la session depuis vos espaces de travail.',
    expiredTicket:
      'Cette admission est trop ancienne. Ouvrez de nouveau la session depuis vos espaces de travail.',
    otherSession:
      'Cette admission est pour une autre session. Ouvrez la session depuis vos espaces de travail.',
    signedOut: 'La connexion qui a ouvert cette session a pris fin. Connectez-vous de nouveau.',
    sessionGone:
      'Cette session est terminée. Ouvrez de nouveau l’espace de travail pour en avoir une autre.',
    notReady:
      'La porte d’entrée vient de démarrer et ne connaît pas encore les sessions. Réessayez.',
    notWebSocket:
      'Seul un WebSocket ouvre une session. Quelque chose en amont ne le transmet peut-être pas.',
    switchedOff:
      'Ceci est désactivé ici pour votre groupe ou cet espace de travail. Un administrateur peut l’activer.',
    foreignOrigin: 'La requête venait d’une page d’un autre site. Ouvrez la session ici.',
  },
}
