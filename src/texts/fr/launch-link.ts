import type { Translation } from '../translation.ts'

export const launchLink: Translation<'launchLink'> = {
  title: (workspace: string) => `Ouvrir ${workspace}`,
  asks: 'Un lien vous a conduit ici. Une nouvelle session commence dès que vous l’ouvrez.',
  opensAt: 'Elle commence à cette adresse :',
  opening: 'Cela prend un instant.',
  open: 'Ouvrir',
  back: 'Aller à mes espaces de travail',
  link: 'Cet espace de travail est un autre site. Il s’ouvre dans un nouvel onglet.',
  unknown:
    'Cet espace de travail n’existe pas, ou vos groupes ne vous le montrent pas. Vérifiez le lien, ou demandez à un administrateur.',
  ambiguous:
    'Plusieurs de vos espaces de travail portent ce nom. Ouvrez-en un depuis votre liste, ou prenez un lien avec son identifiant.',
}
