import type { Translation } from '../translation.ts'

export const signin: Translation<'signin'> = {
  title: 'Se connecter',
  name: 'Nom',
  password: 'Mot de passe',
  submit: 'Se connecter',
  refused: 'Connexion refusée',
  signedOut: 'Vous êtes déconnecté. Vos sessions continuent et vous attendent.',
  passwordTitle: 'Changer le mot de passe',
  passwordForced:
    'Ce mot de passe a été créé par quelqu’un d’autre. Choisissez le vôtre, puis continuez.',
  passwordNote: 'Les autres navigateurs connectés sous votre nom seront déconnectés.',
  current: 'Mot de passe actuel',
  next: 'Nouveau mot de passe',
  nextHelp: (length: number) =>
    `Au moins ${length} caractères. Quelques mots à la suite conviennent bien.`,
  repeat: 'Nouveau mot de passe, encore une fois',
  passwordSubmit: 'Changer le mot de passe',
  passwordSaved: 'Votre mot de passe est changé. Les autres navigateurs sont déconnectés.',
}
