import type { Translation } from '../translation.ts'

export const sound: Translation<'sound'> = {
  title: 'Ton',
  mute: 'Stummschalten',
  muted: 'Stumm',
  volume: 'Lautstärke',
  percent: '{percent} %',
  waiting: 'Der Ton beginnt mit Ihrem ersten Klick oder Tastendruck.',
  lost: 'Der Ton ist unterbrochen. Er kommt von selbst wieder.',
  absent: 'Das Image dieses Arbeitsbereichs hat keinen Ton.',
  unable:
    'Dieser Browser kann den Ton nicht abspielen. Dazu braucht es einen neueren Browser und eine Adresse, die mit https beginnt.',
  microphone: 'Mikrofon',
  microphoneIs: {
    off: 'Aus. Es wird nichts aufgenommen.',
    asking: 'Ihr Browser fragt, ob diese Website das Mikrofon benutzen darf.',
    on: 'An. Die Sitzung hört Sie.',
    muted: 'Ihr Computer hat das Mikrofon stummgeschaltet. Schalten Sie es dort wieder ein.',
    ended:
      'Das Mikrofon wurde ausgesteckt oder die Erlaubnis zurückgenommen. Schalten Sie es wieder ein.',
    lost: 'Die Sitzung hört Sie im Moment nicht. Das gibt sich von selbst.',
    absent: 'Das Image dieses Arbeitsbereichs nimmt kein Mikrofon an.',
    denied:
      'Ihr Browser lässt diese Website das Mikrofon nicht benutzen. Erlauben Sie es neben der Adresse, und schalten Sie es dann wieder ein.',
    missing:
      'Es wurde kein Mikrofon gefunden. Schließen Sie eines an, und schalten Sie es dann wieder ein.',
    busy: 'Ein anderes Programm belegt das Mikrofon. Schließen Sie jenes, und schalten Sie es dann wieder ein.',
    unable:
      'Dieser Browser kann hier kein Mikrofon benutzen. Dazu braucht es einen neueren Browser und eine Adresse, die mit https beginnt.',
  },
}
