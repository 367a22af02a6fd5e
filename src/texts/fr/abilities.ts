import type { Translation } from '../translation.ts'

export const abilities: Translation<'abilities'> = {
  offFor: {
    group: 'Désactivé pour votre groupe.',
    workspace: 'Désactivé pour cet espace de travail.',
  },
  clipboard: {
    upOnly: 'Vers la session seulement',
    upHelp: 'Ce que vous tapez ici peut être collé dans la session.',
    upOffFor: {
      group:
        'Le texte de votre ordinateur n’entre pas dans la session : désactivé pour votre groupe.',
      workspace:
        'Le texte de votre ordinateur n’entre pas dans la session : désactivé pour cet espace de travail.',
    },
    downOnly: 'Depuis la session seulement',
    downHelp: 'Ce que vous copiez dans la session apparaît ici.',
    downOffFor: {
      group: 'Le texte copié dans la session y reste : désactivé pour votre groupe.',
      workspace: 'Le texte copié dans la session y reste : désactivé pour cet espace de travail.',
    },
  },
}
