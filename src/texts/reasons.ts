const GIB = 1024 ** 3

function gib(bytes: number): string {
  return `${Number((bytes / GIB).toFixed(1))} GiB`
}

function figure(cores: number): string {
  return String(Number(cores.toFixed(2)))
}

/** What had not happened when a launch was given up, by the state that it stood in. */
const LATE: Readonly<Record<string, string>> = {
  requested: 'No host was found for it',
  placing: 'Its host did not begin with it',
  pulling: 'Its image was not ready',
  starting: 'Its desktop did not answer',
  restarting: 'Its desktop did not answer',
}

/** Why an agent did not take a session, and why a session ended. */
export const reasons = {
  disabled: 'It is switched off for new sessions',
  silent: (seconds: number) => `It has not reported for ${seconds} s`,
  docker: (problem: string) => problem,
  image: (problem: string) => `It does not have the image. ${problem}`,
  cores: (free: number, of: number, needed: number) =>
    `${figure(Math.max(0, free))} of ${figure(of)} CPUs are free, ${figure(needed)} needed`,
  memory: (free: number, of: number, needed: number) =>
    `${gib(Math.max(0, free))} of ${gib(of)} memory is free, ${gib(needed)} needed`,
  profileElsewhere: 'Your profile is on another host, and a session has to run where it is',
  otherZone: (zone: string, zones: string) =>
    `It is in the zone ${zone}; this workspace runs in ${zones}`,
  missingLabels: (labels: string, count: number) =>
    count === 1 ? `It does not have the label ${labels}` : `It does not have the labels ${labels}`,
  restricted:
    'No host is one that this workspace may run on. Waiting does not help: ask an admin to look at where it may run.',
  offerOld: 'Its Casement is too old for what this workspace asks of a host',
  offerDevice: (name: string) => `It does not offer the device ${name}`,
  offerNetwork: (name: string) => `It does not offer the network ${name}`,
  offerVolume: (path: string) => `It does not offer the folder ${path}`,
  noGo: 'This session cannot open addresses while it runs. Open a new session with the address.',
  goOften:
    'Many addresses wait to be opened in this session already. Wait until it runs, then try again.',
  noAgents: 'No host has joined this installation yet. An admin can see the hosts under Agents.',
  noPlace: 'No host has room for it now. End a session you no longer need, or try again later.',
  imageFailed: (image: string, problem: string) => `The image ${image} cannot be had. ${problem}`,
  containerFailed: (problem: string) => `Its container could not be started. ${problem}`,
  exited: (code: number, said?: string) =>
    `Its container ended by itself with code ${code}${said === undefined ? '' : ` and wrote last: “${said}”`}. Open it again; if it stays, an admin can look at its image.`,
  outOfMemory: (limit: number) =>
    `It used more than its ${gib(limit)} of memory and the system ended it. Open it again with less at once, or ask an admin for more memory.`,
  outOfMemoryAlive: (limit: number) =>
    `A program in this session used more than its ${gib(limit)} of memory and the system ended that program. Save your work and keep fewer things open.`,
  deadline: (state: string, seconds: number, problem?: string) =>
    `${LATE[state] ?? 'It got no further'} within ${seconds} s, so it was given up. ${problem === undefined ? '' : `${problem} `}Try again; if it stays, an admin can look at the host.`,
  vanished:
    'Its container is gone from the host: somebody or something removed it there. What was not saved elsewhere is lost. Open it again for a new one.',
  cutOff:
    'Its host was restarted while it was paused. What ran in it has ended; its files are kept. Start it to go on.',
  noPlaceAgain: (agent: string, reason: string) =>
    `Its files are on ${agent}, which cannot take it now: ${reason}. Nothing of it is lost; start it again later.`,
  hostGone: 'The host with its files is gone. End this session and open a new one.',
  pauseTrouble: (agent: string, problem: string) =>
    `${agent} cannot pause it yet. ${problem} It is tried again until it works.`,
  resumeTrouble: (agent: string, problem: string) =>
    `${agent} cannot let it go on yet. ${problem} It is tried again until it works.`,
  stopTrouble: (agent: string, problem: string) =>
    `${agent} cannot stop it yet. ${problem} It is tried again until it works.`,
  stopSlow: (agent: string) =>
    `${agent} has not confirmed yet that it is stopped. It is asked again until it does; nothing needs to be done.`,
  cannotPause:
    'Only a session that runs can be paused, and this one does not. Go back to your workspaces to see what it does.',
  cannotResume:
    'Only a paused session can be resumed, and this one is not. Go back to your workspaces to see what it does.',
  cannotStop:
    'Only a session that runs or is paused can be stopped, and this one is not. Go back to your workspaces to see what it does.',
  cannotStart:
    'Only a stopped session can be started, and this one is not. Go back to your workspaces to see what it does.',
  cannotHold: (agent: string) =>
    `${agent} runs an older version, which cannot pause or stop sessions. Ask an admin to upgrade it.`,
  endSlow: (agent: string) =>
    `${agent} has not confirmed the end yet. It is asked again until it does; nothing needs to be done.`,
  endTrouble: (agent: string, problem: string) =>
    `${agent} cannot end it yet. ${problem} It is tried again until it works; an admin can force the end.`,
  tooMany: (limit: number, origin: string | undefined) =>
    `You may have ${limit} ${limit === 1 ? 'session' : 'sessions'} at a time${origin ? `, set by the group ${origin}` : ''}. End one first.`,
  tooManyOfWorkspace: (limit: number, workspace: string) =>
    `You may have ${limit} ${limit === 1 ? 'session' : 'sessions'} of ${workspace} at a time. End one first.`,
  workspaceFull: (limit: number, workspace: string) =>
    `${workspace} is for ${limit} ${limit === 1 ? 'session' : 'sessions'} at a time, and all of them are taken. Try again later.`,
  timeUp: (minutes: number) =>
    `Its time of ${minutes} ${minutes === 1 ? 'minute' : 'minutes'} was up. It has that time again when it goes on.`,
  idle: (minutes: number) =>
    `Nobody used it for ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}. It goes on as soon as somebody wants it to.`,
  nothingToExtend: 'This session has no time limit now, so there is nothing to extend.',
  cannotExtend: (most: number, origin: string | undefined) =>
    most === 0
      ? 'Its time cannot be extended. Save your work before it is up, or ask an admin.'
      : `Its time can be extended ${most === 1 ? 'once' : `${most} times`}${origin ? `, set by the group ${origin},` : ''} and was. Save your work before it is up, or ask an admin.`,
  notLaunchable: 'This workspace is switched off. Ask an admin to switch it on.',
  hostRole:
    'This key already belongs to a host of another role. Remove the .key file in its secrets folder and start it again.',
  badSignature:
    'The host is not known here, or its signature is wrong or too old. Check its clock, then start it again so that it enrols anew.',
  badHostKey:
    'The key of this host is no Ed25519 public key. Remove the .key file in its secrets folder and start it again.',
  badToken:
    'The manager token is wrong. It is in secrets/manager-token of the manager; give it with --token.',
  badContract:
    'The request is not in a form that this version knows. Upgrade the older of the two hosts.',
  launchUrl:
    'The address to open must begin with http:// or https://. Correct it and launch again.',
  coresOverride:
    'This is no number of CPUs. Type a figure from 0 to 4096, such as 12 or 1.5, or leave it empty for the real one.',
  memoryOverride:
    'This is no size of memory. Type it with its unit, such as 48 GiB or 4096 MB, or leave it empty for the real one.',
  notRunning:
    'This session does not run, so there is nothing to connect to. Go back to your workspaces.',
}
