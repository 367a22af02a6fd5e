import type { Translation } from '../translation.ts'

export const abilities: Translation<'abilities'> = {
  offFor: {
    group: 'Für Ihre Gruppe abgeschaltet.',
    workspace: 'Für diesen Arbeitsbereich abgeschaltet.',
  },
  clipboard: {
    upOnly: 'Nur in die Sitzung',
    upHelp: 'Was Sie hier tippen, lässt sich in der Sitzung einfügen.',
    upOffFor: {
      group: 'Text von Ihrem Computer gelangt nicht in die Sitzung: für Ihre Gruppe abgeschaltet.',
      workspace:
        'Text von Ihrem Computer gelangt nicht in die Sitzung: für diesen Arbeitsbereich abgeschaltet.',
    },
    downOnly: 'Nur aus der Sitzung',
    downHelp: 'Was Sie in der Sitzung kopieren, erscheint hier.',
    downOffFor: {
      group: 'In der Sitzung kopierter Text bleibt dort: für Ihre Gruppe abgeschaltet.',
      workspace:
        'In der Sitzung kopierter Text bleibt dort: für diesen Arbeitsbereich abgeschaltet.',
    },
  },
}
