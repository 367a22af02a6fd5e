import type { Translation } from '../translation.ts'

const GIB = 1024 ** 3

function gib(bytes: number): string {
  return `${figure(bytes / GIB, 1)} GiB`
}

function figure(value: number, digits = 2): string {
  return new Intl.NumberFormat('de-DE', { maximumFractionDigits: digits }).format(value)
}

function minutesOf(count: number): string {
  return count === 1 ? '1 Minute' : `${count} Minuten`
}

function sessionsOf(count: number): string {
  return count === 1 ? '1 Sitzung' : `${count} Sitzungen`
}

/** What had not happened when a launch was given up, by the state that it stood in. */
const LATE: Readonly<Record<string, string>> = {
  requested: 'Es wurde kein Host dafür gefunden',
  placing: 'Der Host hat nicht damit begonnen',
  pulling: 'Das Image war nicht fertig',
  starting: 'Der Desktop hat nicht geantwortet',
  restarting: 'Der Desktop hat nicht geantwortet',
}

export const reasons: Translation<'reasons'> = {
  disabled: 'Der Host ist für neue Sitzungen abgeschaltet',
  silent: (seconds: number) => `Er hat sich seit ${seconds} s nicht gemeldet`,
  docker: (problem: string) => problem,
  image: (problem: string) => `Er hat das Image nicht. ${problem}`,
  cores: (free: number, of: number, needed: number) =>
    `${figure(Math.max(0, free))} von ${figure(of)} CPUs sind frei, ${figure(needed)} nötig`,
  memory: (free: number, of: number, needed: number) =>
    `${gib(Math.max(0, free))} von ${gib(of)} Speicher sind frei, ${gib(needed)} nötig`,
  profileElsewhere:
    'Ihr Profil ist auf einem anderen Host, und eine Sitzung muss laufen, wo es ist',
  otherZone: (zone: string, zones: string) =>
    `Er steht in der Zone ${zone}; dieser Arbeitsbereich läuft in ${zones}`,
  missingLabels: (labels: string, count: number) =>
    count === 1 ? `Ihm fehlt das Label ${labels}` : `Ihm fehlen die Labels ${labels}`,
  restricted:
    'Auf keinem Host darf dieser Arbeitsbereich laufen. Warten hilft nicht: Bitten Sie einen Admin nachzusehen, wo er laufen darf.',
  offerOld:
    'Das Casement des Hosts ist zu alt für das, was dieser Arbeitsbereich von einem Host braucht',
  offerDevice: (name: string) => `Der Host bietet das Gerät ${name} nicht an`,
  offerNetwork: (name: string) => `Der Host bietet das Netzwerk ${name} nicht an`,
  offerVolume: (path: string) => `Der Host bietet den Ordner ${path} nicht an`,
  noGo: 'Diese Sitzung kann keine Adressen öffnen, während sie läuft. Öffnen Sie mit der Adresse eine neue Sitzung.',
  goOften:
    'In dieser Sitzung warten schon viele Adressen. Warten Sie, bis sie läuft, und versuchen Sie es dann noch einmal.',
  noAgents:
    'Dieser Installation ist noch kein Host beigetreten. Ein Administrator sieht die Hosts unter Agents.',
  noPlace:
    'Kein Host hat jetzt Platz dafür. Beenden Sie eine Sitzung, die Sie nicht mehr brauchen, oder versuchen Sie es später erneut.',
  imageFailed: (image: string, problem: string) =>
    `Das Image ${image} ist nicht zu bekommen. ${problem}`,
  containerFailed: (problem: string) => `Der Container ließ sich nicht starten. ${problem}`,
  exited: (code: number, said?: string) =>
    `Der Container hat sich selbst mit dem Code ${code} beendet${said === undefined ? '' : ` und zuletzt geschrieben: „${said}“`}. Öffnen Sie ihn noch einmal; wenn es so bleibt, kann ein Administrator das Image ansehen.`,
  outOfMemory: (limit: number) =>
    `Sie hat mehr als ihre ${gib(limit)} Speicher gebraucht, und das System hat sie beendet. Öffnen Sie sie noch einmal mit weniger auf einmal, oder bitten Sie einen Administrator um mehr Speicher.`,
  outOfMemoryAlive: (limit: number) =>
    `Ein Programm in dieser Sitzung hat mehr als ihre ${gib(limit)} Speicher gebraucht, und das System hat das Programm beendet. Sichern Sie Ihre Arbeit, und halten Sie weniger offen.`,
  deadline: (state: string, seconds: number, problem?: string) =>
    `${LATE[state] ?? 'Es ging nicht weiter'} innerhalb von ${seconds} s, deshalb wurde aufgegeben. ${problem === undefined ? '' : `${problem} `}Versuchen Sie es erneut; wenn es so bleibt, kann ein Administrator den Host ansehen.`,
  vanished:
    'Der Container ist vom Host verschwunden: Jemand oder etwas hat ihn dort entfernt. Was nicht anderswo gesichert ist, ist verloren. Öffnen Sie noch einmal, um eine neue Sitzung zu bekommen.',
  cutOff:
    'Der Host wurde neu gestartet, während sie angehalten war. Was darin lief, ist beendet; die Dateien sind erhalten. Starten Sie sie, um weiterzumachen.',
  noPlaceAgain: (agent: string, reason: string) =>
    `Die Dateien sind auf ${agent}, der sie jetzt nicht aufnehmen kann: ${reason}. Es ist nichts verloren; starten Sie sie später wieder.`,
  hostGone:
    'Der Host mit den Dateien ist verschwunden. Beenden Sie diese Sitzung, und öffnen Sie eine neue.',
  endSlow: (agent: string) =>
    `${agent} hat das Ende noch nicht bestätigt. Er wird so lange gefragt, bis er es tut; Sie müssen nichts tun.`,
  endTrouble: (agent: string, problem: string) =>
    `${agent} kann sie noch nicht beenden. ${problem} Es wird so lange versucht, bis es gelingt; ein Administrator kann das Ende erzwingen.`,
  pauseTrouble: (agent: string, problem: string) =>
    `${agent} kann sie noch nicht anhalten. ${problem} Es wird so lange versucht, bis es gelingt.`,
  resumeTrouble: (agent: string, problem: string) =>
    `${agent} kann sie noch nicht fortsetzen. ${problem} Es wird so lange versucht, bis es gelingt.`,
  stopTrouble: (agent: string, problem: string) =>
    `${agent} kann sie noch nicht stoppen. ${problem} Es wird so lange versucht, bis es gelingt.`,
  stopSlow: (agent: string) =>
    `${agent} hat noch nicht bestätigt, dass sie gestoppt ist. Er wird so lange gefragt, bis er es tut; Sie müssen nichts tun.`,
  cannotPause:
    'Nur eine laufende Sitzung lässt sich anhalten, und diese läuft nicht. Gehen Sie zurück zu Ihren Arbeitsbereichen, um zu sehen, was sie tut.',
  cannotResume:
    'Nur eine angehaltene Sitzung lässt sich fortsetzen, und diese ist nicht angehalten. Gehen Sie zurück zu Ihren Arbeitsbereichen, um zu sehen, was sie tut.',
  cannotStop:
    'Nur eine laufende oder angehaltene Sitzung lässt sich stoppen, und diese ist keine. Gehen Sie zurück zu Ihren Arbeitsbereichen, um zu sehen, was sie tut.',
  cannotStart:
    'Nur eine gestoppte Sitzung lässt sich starten, und diese ist nicht gestoppt. Gehen Sie zurück zu Ihren Arbeitsbereichen, um zu sehen, was sie tut.',
  cannotHold: (agent: string) =>
    `${agent} hat eine ältere Version, die Sitzungen weder anhalten noch stoppen kann. Bitten Sie einen Administrator, sie zu aktualisieren.`,
  tooMany: (limit: number, origin: string | undefined) =>
    `Sie dürfen ${sessionsOf(limit)} auf einmal haben${origin ? `, festgelegt von der Gruppe ${origin}` : ''}. Beenden Sie zuerst eine.`,
  tooManyOfWorkspace: (limit: number, workspace: string) =>
    `Von ${workspace} dürfen Sie ${sessionsOf(limit)} auf einmal haben. Beenden Sie zuerst eine.`,
  workspaceFull: (limit: number, workspace: string) =>
    `${workspace} ist für ${sessionsOf(limit)} auf einmal da, und mehr gehen jetzt nicht. Versuchen Sie es später erneut.`,
  timeUp: (minutes: number) =>
    `Ihre Zeit von ${minutesOf(minutes)} war um. Sie hat dieselbe Zeit noch einmal, wenn sie weitergeht.`,
  idle: (minutes: number) =>
    `Niemand hat sie ${minutesOf(minutes)} lang benutzt. Sie geht weiter, sobald jemand es will.`,
  nothingToExtend: 'Diese Sitzung hat jetzt keine Zeitgrenze, also gibt es nichts zu verlängern.',
  cannotExtend: (most: number, origin: string | undefined) =>
    most === 0
      ? 'Ihre Zeit lässt sich nicht verlängern. Sichern Sie Ihre Arbeit, bevor sie um ist, oder fragen Sie einen Administrator.'
      : `Ihre Zeit lässt sich ${most === 1 ? 'einmal' : `${most}-mal`} verlängern${origin ? `, festgelegt von der Gruppe ${origin},` : ''} und wurde es schon. Sichern Sie Ihre Arbeit, bevor sie um ist, oder fragen Sie einen Administrator.`,
  notLaunchable:
    'Dieser Arbeitsbereich ist abgeschaltet. Bitten Sie einen Administrator, ihn einzuschalten.',
  launchUrl:
    'Die zu öffnende Adresse muss mit http:// oder https:// beginnen. Berichtigen Sie sie, und öffnen Sie erneut.',
  notRunning:
    'Diese Sitzung läuft nicht, also gibt es nichts, womit man sich verbinden könnte. Gehen Sie zurück zu Ihren Arbeitsbereichen.',
}
