import type { Translation } from '../translation.ts'

const MEBIBYTE = 1024 * 1024

function wait(seconds: number): string {
  return seconds < 90 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`
}

export const refusals: Translation<'refusals'> = {
  invalid: (fields: number) =>
    fields === 1
      ? '1 champ est à modifier. Rien n’a été enregistré.'
      : `${fields} champs sont à modifier. Rien n’a été enregistré.`,
  notAForm: 'La requête n’est pas un formulaire. Ouvrez la page ici et envoyez son formulaire.',
  malformed:
    'La requête n’a pas la forme que cette adresse accepte. Ouvrez la page ici et utilisez-la.',
  tooLarge: (limit: number) =>
    `Ce qui a été envoyé dépasse les ${Math.floor(limit / MEBIBYTE)} Mio qui sont lus. Envoyez moins.`,
  signedOut: 'Personne n’est connecté ici. Connectez-vous, puis réessayez.',
  passwordDue:
    'Votre mot de passe a été créé par quelqu’un d’autre. Choisissez d’abord le vôtre, puis continuez.',
  signInWrong:
    'Le nom et le mot de passe ne vont pas ensemble, ou le compte est désactivé. Vérifiez les deux ; un administrateur peut définir un nouveau mot de passe.',
  signInTooOften: (seconds: number) =>
    `Il y a eu trop de connexions échouées sous ce nom ou depuis votre adresse. Attendez ${wait(seconds)}, puis réessayez.`,
  signInQueueFull: (seconds: number) =>
    `Beaucoup de personnes se connectent en ce moment. Réessayez dans ${wait(seconds)}.`,
  passwordShort: (shortest: number, length: number) =>
    `Il a ${length === 1 ? '1 caractère' : `${length} caractères`} ; il en faut au moins ${shortest}. Quelques mots à la suite conviennent bien.`,
  passwordLong: (longest: number) =>
    `Il dépasse les ${longest} caractères qui sont lus. Raccourcissez-le.`,
  passwordMonotonous:
    'Il répète toujours les mêmes quelques caractères. Utilisez-en de plus variés.',
  passwordIsName: 'Il n’est guère plus que le nom de connexion. Choisissez autre chose.',
  passwordSame: 'C’est le mot de passe que vous avez déjà. Choisissez-en un autre.',
  passwordRepeat: 'Les deux ne concordent pas. Tapez encore une fois le nouveau mot de passe.',
  passwordCurrent:
    'Ce n’est pas votre mot de passe actuel. Tapez celui avec lequel vous vous êtes connecté.',
  noHost:
    'Aucun hôte ne donne signe de vie, donc rien ne peut être ouvert. Un administrateur peut regarder sous Agents.',
  hostProblem: (problem: string) => `Son hôte ne peut pas exécuter de sessions. ${problem}`,
}
