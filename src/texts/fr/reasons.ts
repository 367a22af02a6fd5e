import type { Translation } from '../translation.ts'

const GIB = 1024 ** 3

function gib(bytes: number): string {
  return `${figure(bytes / GIB, 1)} Gio`
}

function figure(value: number, digits = 2): string {
  return new Intl.NumberFormat('fr-FR', { maximumFractionDigits: digits }).format(value)
}

function minutesOf(count: number): string {
  return count === 1 ? '1 minute' : `${count} minutes`
}

function sessionsOf(count: number): string {
  return count === 1 ? '1 session' : `${count} sessions`
}

/** What had not happened when a launch was given up, by the state that it stood in. */
const LATE: Readonly<Record<string, string>> = {
  requested: 'Aucun hôte n’a été trouvé pour elle',
  placing: 'Son hôte n’a pas commencé',
  pulling: 'Son image n’était pas prête',
  starting: 'Son bureau n’a pas répondu',
  restarting: 'Son bureau n’a pas répondu',
}

export const reasons: Translation<'reasons'> = {
  disabled: 'Il est fermé aux nouvelles sessions',
  silent: (seconds: number) => `Il n’a pas donné signe de vie depuis ${seconds} s`,
  docker: (problem: string) => problem,
  image: (problem: string) => `Il n’a pas l’image. ${problem}`,
  cores: (free: number, of: number, needed: number) =>
    `${figure(Math.max(0, free))} CPU libres sur ${figure(of)}, ${figure(needed)} nécessaires`,
  memory: (free: number, of: number, needed: number) =>
    `${gib(Math.max(0, free))} de mémoire libres sur ${gib(of)}, ${gib(needed)} nécessaires`,
  profileElsewhere: 'Votre profil est sur un autre hôte, et une session doit tourner là où il est',
  otherZone: (zone: string, zones: string) =>
    `Il est dans la zone ${zone} ; cet espace de travail s’exécute dans ${zones}`,
  missingLabels: (labels: string, count: number) =>
    count === 1 ? `Il n’a pas l’étiquette ${labels}` : `Il n’a pas les étiquettes ${labels}`,
  restricted:
    'Cet espace de travail ne peut s’exécuter sur aucun hôte. Attendre n’y change rien : demandez à un administrateur de vérifier où il peut s’exécuter.',
  offerOld: 'Son Casement est trop ancien pour ce que cet espace de travail demande à un hôte',
  offerDevice: (name: string) => `Il ne propose pas l’appareil ${name}`,
  offerNetwork: (name: string) => `Il ne propose pas le réseau ${name}`,
  offerVolume: (path: string) => `Il ne propose pas le dossier ${path}`,
  noGo: 'Cette session ne peut pas ouvrir d’adresse pendant qu’elle tourne. Ouvrez une nouvelle session avec cette adresse.',
  goOften:
    'Beaucoup d’adresses attendent déjà dans cette session. Attendez qu’elle tourne, puis réessayez.',
  noAgents:
    'Aucun hôte n’a encore rejoint cette installation. Un administrateur voit les hôtes sous Agents.',
  noPlace:
    'Aucun hôte n’a de place pour elle maintenant. Terminez une session dont vous n’avez plus besoin, ou réessayez plus tard.',
  imageFailed: (image: string, problem: string) =>
    `L’image ${image} ne peut pas être obtenue. ${problem}`,
  containerFailed: (problem: string) => `Son conteneur n’a pas pu démarrer. ${problem}`,
  exited: (code: number, said?: string) =>
    `Son conteneur s’est terminé de lui-même avec le code ${code}${said === undefined ? '' : ` et a écrit en dernier : « ${said} »`}. Ouvrez-la de nouveau ; si cela persiste, un administrateur peut regarder son image.`,
  outOfMemory: (limit: number) =>
    `Elle a utilisé plus que ses ${gib(limit)} de mémoire et le système l’a terminée. Ouvrez-la de nouveau avec moins à la fois, ou demandez plus de mémoire à un administrateur.`,
  outOfMemoryAlive: (limit: number) =>
    `Un programme de cette session a utilisé plus que ses ${gib(limit)} de mémoire et le système l’a terminé. Enregistrez votre travail et gardez moins de choses ouvertes.`,
  deadline: (state: string, seconds: number, problem?: string) =>
    `${LATE[state] ?? 'Elle n’a pas avancé'} en ${seconds} s, donc elle a été abandonnée. ${problem === undefined ? '' : `${problem} `}Réessayez ; si cela persiste, un administrateur peut regarder l’hôte.`,
  vanished:
    'Son conteneur a disparu de l’hôte : quelqu’un ou quelque chose l’y a retiré. Ce qui n’était pas enregistré ailleurs est perdu. Ouvrez de nouveau pour en avoir une autre.',
  cutOff:
    'Son hôte a redémarré alors qu’elle était en pause. Ce qui y tournait est terminé ; ses fichiers sont conservés. Démarrez-la pour continuer.',
  noPlaceAgain: (agent: string, reason: string) =>
    `Ses fichiers sont sur ${agent}, qui ne peut pas la prendre maintenant : ${reason}. Rien n’en est perdu ; démarrez-la de nouveau plus tard.`,
  hostGone:
    'L’hôte qui a ses fichiers a disparu. Terminez cette session et ouvrez-en une nouvelle.',
  endSlow: (agent: string) =>
    `${agent} n’a pas encore confirmé la fin. Il est redemandé jusqu’à ce qu’il le fasse ; vous n’avez rien à faire.`,
  endTrouble: (agent: string, problem: string) =>
    `${agent} ne peut pas encore la terminer. ${problem} On réessaie jusqu’à ce que cela marche ; un administrateur peut forcer la fin.`,
  pauseTrouble: (agent: string, problem: string) =>
    `${agent} ne peut pas encore la mettre en pause. ${problem} On réessaie jusqu’à ce que cela marche.`,
  resumeTrouble: (agent: string, problem: string) =>
    `${agent} ne peut pas encore la laisser reprendre. ${problem} On réessaie jusqu’à ce que cela marche.`,
  stopTrouble: (agent: string, problem: string) =>
    `${agent} ne peut pas encore l’arrêter. ${problem} On réessaie jusqu’à ce que cela marche.`,
  stopSlow: (agent: string) =>
    `${agent} n’a pas encore confirmé qu’elle est arrêtée. Il est redemandé jusqu’à ce qu’il le fasse ; vous n’avez rien à faire.`,
  cannotPause:
    'Seule une session qui tourne peut être mise en pause, et celle-ci ne tourne pas. Revenez à vos espaces de travail pour voir ce qu’elle fait.',
  cannotResume:
    'Seule une session en pause peut reprendre, et celle-ci ne l’est pas. Revenez à vos espaces de travail pour voir ce qu’elle fait.',
  cannotStop:
    'Seule une session qui tourne ou en pause peut être arrêtée, et celle-ci ne l’est pas. Revenez à vos espaces de travail pour voir ce qu’elle fait.',
  cannotStart:
    'Seule une session arrêtée peut être démarrée, et celle-ci ne l’est pas. Revenez à vos espaces de travail pour voir ce qu’elle fait.',
  cannotHold: (agent: string) =>
    `${agent} a une version plus ancienne, qui ne peut ni mettre en pause ni arrêter de sessions. Demandez à un administrateur de la mettre à jour.`,
  tooMany: (limit: number, origin: string | undefined) =>
    `Vous pouvez avoir ${sessionsOf(limit)} à la fois${origin ? `, selon le groupe ${origin}` : ''}. Terminez-en une d’abord.`,
  tooManyOfWorkspace: (limit: number, workspace: string) =>
    `Vous pouvez avoir ${sessionsOf(limit)} de ${workspace} à la fois. Terminez-en une d’abord.`,
  workspaceFull: (limit: number, workspace: string) =>
    `${workspace} est prévu pour ${sessionsOf(limit)} à la fois, et tout est pris. Réessayez plus tard.`,
  timeUp: (minutes: number) =>
    `Son temps de ${minutesOf(minutes)} était écoulé. Elle a de nouveau ce temps quand elle reprend.`,
  idle: (minutes: number) =>
    `Personne ne l’a utilisée pendant ${minutesOf(minutes)}. Elle reprend dès que quelqu’un le veut.`,
  nothingToExtend:
    'Cette session n’a pas de limite de temps maintenant, donc il n’y a rien à prolonger.',
  cannotExtend: (most: number, origin: string | undefined) =>
    most === 0
      ? 'Son temps ne peut pas être prolongé. Enregistrez votre travail avant qu’il soit écoulé, ou demandez à un administrateur.'
      : `Son temps peut être prolongé ${most === 1 ? 'une fois' : `${most} fois`}${origin ? `, selon le groupe ${origin},` : ''} et l’a été. Enregistrez votre travail avant qu’il soit écoulé, ou demandez à un administrateur.`,
  notLaunchable: 'Cet espace de travail est désactivé. Demandez à un administrateur de l’activer.',
  launchUrl:
    'L’adresse à ouvrir doit commencer par http:// ou https://. Corrigez-la et ouvrez de nouveau.',
  notRunning:
    'Cette session ne tourne pas, donc il n’y a rien à quoi se connecter. Revenez à vos espaces de travail.',
}
