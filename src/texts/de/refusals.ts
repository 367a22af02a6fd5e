import type { Translation } from '../translation.ts'

const MEBIBYTE = 1024 * 1024

function wait(seconds: number): string {
  return seconds < 90 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`
}

export const refusals: Translation<'refusals'> = {
  invalid: (fields: number) =>
    fields === 1
      ? '1 Feld muss geändert werden. Es wurde nichts gespeichert.'
      : `${fields} Felder müssen geändert werden. Es wurde nichts gespeichert.`,
  notAForm:
    'Die Anfrage ist kein Formular. Öffnen Sie die Seite hier, und senden Sie ihr Formular.',
  malformed:
    'Die Anfrage hat eine andere Form, als diese Adresse annimmt. Öffnen Sie die Seite hier, und benutzen Sie sie.',
  tooLarge: (limit: number) =>
    `Was gesendet wurde, ist größer als die ${Math.floor(limit / MEBIBYTE)} MiB, die gelesen werden. Senden Sie weniger.`,
  signedOut: 'Hier ist niemand angemeldet. Melden Sie sich an, und versuchen Sie es dann erneut.',
  passwordDue:
    'Ihr Passwort hat jemand anderes vergeben. Wählen Sie zuerst ein eigenes, dann geht es weiter.',
  signInWrong:
    'Name und Passwort passen nicht zusammen, oder das Konto ist abgeschaltet. Prüfen Sie beides; ein Administrator kann ein neues Passwort setzen.',
  signInTooOften: (seconds: number) =>
    `Mit diesem Namen oder von Ihrer Adresse gab es zu viele fehlgeschlagene Anmeldungen. Warten Sie ${wait(seconds)}, und versuchen Sie es dann erneut.`,
  signInQueueFull: (seconds: number) =>
    `In diesem Moment melden sich viele Personen an. Versuchen Sie es in ${wait(seconds)} erneut.`,
  passwordShort: (shortest: number, length: number) =>
    `Es hat ${length} Zeichen; mindestens ${shortest} sind nötig. Ein paar Wörter hintereinander sind gut.`,
  passwordLong: (longest: number) =>
    `Es hat mehr als die ${longest} Zeichen, die gelesen werden. Kürzen Sie es.`,
  passwordMonotonous:
    'Es wiederholt immer dieselben wenigen Zeichen. Verwenden Sie mehr verschiedene.',
  passwordIsName:
    'Es ist kaum mehr als der Name, mit dem Sie sich anmelden. Wählen Sie etwas anderes.',
  passwordSame: 'Das ist das Passwort, das Sie jetzt haben. Wählen Sie ein anderes.',
  passwordRepeat: 'Die beiden stimmen nicht überein. Tippen Sie das neue Passwort noch einmal.',
  passwordCurrent:
    'Das ist nicht Ihr aktuelles Passwort. Tippen Sie das, mit dem Sie sich angemeldet haben.',
  noHost:
    'Im Moment meldet sich kein Host, deshalb lässt sich nichts öffnen. Ein Administrator kann unter Agents nachsehen.',
  hostProblem: (problem: string) => `Der Host kann keine Sitzungen ausführen. ${problem}`,
}
