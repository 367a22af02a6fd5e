import type { Translation } from '../translation.ts'

export const files: Translation<'files'> = {
  title: 'Fichiers',
  drop: 'Déposez des fichiers n’importe où, ou collez-les. Ils arrivent dans ~/Uploads.',
  chooseFiles: 'Choisir des fichiers',
  chooseFolder: 'Choisir un dossier',
  dropHere: 'Déposer pour envoyer',
  dropTarget: 'Fichiers et dossiers arrivent dans ~/Uploads de la session.',
  uploadOff: {
    group: 'L’envoi de fichiers est désactivé pour votre groupe.',
    workspace: 'L’envoi de fichiers est désactivé pour cet espace de travail.',
  },
  downloadOff: {
    group: 'Le téléchargement est désactivé pour votre groupe.',
    workspace: 'Le téléchargement est désactivé pour cet espace de travail.',
  },
  downloads: 'Téléchargements',
  refresh: 'Actualiser la liste',
  listed: 'Ce que les programmes enregistrent dans ~/Downloads apparaît ici.',
  nothing: 'Rien dans ~/Downloads pour le moment.',
  listFailed: 'La liste n’est pas arrivée. Actualisez-la pour réessayer.',
  folder: 'Dossier, en archive',
  download: 'Télécharger {name}',
  uploads: 'Envois',
  uploading: 'Envoi en cours, {done} sur {all} terminés',
  uploaded: 'Tous les envois sont terminés',
  someFailed: 'Envois échoués : {failed} sur {all}',
  cancelAll: 'Annuler tous les envois',
  close: 'Fermer la liste des envois',
  cancel: 'Annuler {name}',
  again: 'Réessayer {name}',
  progress: '{sent} sur {all}',
  progressLeft: '{sent} sur {all}, encore {left}',
  filesDone: '{done} fichiers sur {all}, encore {left}',
  waiting: 'En attente',
  done: 'Terminé',
  doneAs: 'Terminé, sous le nom {name}',
  cancelled: 'Annulé, rien n’a été gardé',
  reasons: {
    badName:
      'Ce nom ne peut pas servir dans la session. Renommez le fichier sans caractères de contrôle, puis réessayez.',
    longName: 'Le nom est trop long. Raccourcissez-le, puis réessayez.',
    leadsOut: 'Ce dossier d’Uploads est un lien vers ailleurs. Retirez le lien dans la session.',
    diskFull: 'Le disque de la session n’a pas la place. Libérez-y de l’espace, puis réessayez.',
    quota:
      'Cela ne tient pas dans ce que cette session peut stocker. Supprimez-y quelque chose, puis réessayez.',
    notWritable:
      'La session ne laisse pas entrer de fichiers dans ce dossier. Regardez-y ses permissions.',
    notRunning: 'La session ne tourne pas pour le moment. Démarrez-la de nouveau, puis réessayez.',
    away: 'L’hôte de la session n’a pas pu le prendre. Réessayez dans un instant.',
    unreadable:
      'Le navigateur n’a pas pu le lire. Il a peut-être été déplacé ou modifié : choisissez-le de nouveau.',
    signedOut: 'Vous êtes déconnecté. Connectez-vous de nouveau, puis réessayez.',
    network: 'La connexion s’est interrompue, donc rien n’en a été gardé. Réessayez.',
  },
}
