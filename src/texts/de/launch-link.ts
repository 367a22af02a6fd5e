import type { Translation } from '../translation.ts'

export const launchLink: Translation<'launchLink'> = {
  title: (workspace: string) => `${workspace} öffnen`,
  asks: 'Ein Link hat Sie hierher geführt. Eine neue Sitzung beginnt, sobald Sie sie öffnen.',
  opensAt: 'Sie beginnt mit dieser Adresse:',
  opening: 'Das dauert einen Moment.',
  open: 'Öffnen',
  back: 'Zu meinen Arbeitsbereichen',
  link: 'Dieser Arbeitsbereich ist eine andere Website. Sie öffnet sich in einem neuen Tab.',
  unknown:
    'Diesen Arbeitsbereich gibt es nicht, oder Ihre Gruppen zeigen ihn Ihnen nicht. Prüfen Sie den Link, oder fragen Sie einen Administrator.',
  ambiguous:
    'Mehrere Ihrer Arbeitsbereiche heißen so. Öffnen Sie einen aus Ihrer Liste, oder nehmen Sie einen Link mit seiner Kennung.',
}
