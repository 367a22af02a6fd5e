function snapshots(count: number): string {
  return count === 1 ? '1 snapshot' : `${count} snapshots`
}

export const profiles = {
  title: 'Workspace profiles',
  menu: 'Workspace profiles',
  intro:
    'What these workspaces keep for you: your files and settings, from one session to the next.',
  asked: 'Your host is at work on it.',
  emptyTitle: 'Nothing is kept yet',
  emptyBody: 'A profile is made when a workspace that keeps one is opened for the first time.',
  sizeOf: (size: string, quota: string) => `${size} of ${quota}`,
  lastUsed: 'Last used',
  onHost: (host: string) => `on ${host}`,
  near: 'Open the workspace and remove what is no longer needed, or ask an admin for more.',
  over: 'It is larger than its quota. Open the workspace and remove what is no longer needed, or ask an admin for more.',
  nearlyFull: 'Nearly full',
  inUseNow: 'In use',
  atRest: 'At rest',
  works: {
    measure: 'Being measured',
    snapshot: 'Being saved',
    restore: 'Being restored',
    reset: 'Being reset',
    delete: 'Being deleted',
  },
  troubleTitle: 'The last work on it did not succeed',
  heldNote: 'A session has it open; end that first to reset or restore it.',
  openSession: 'Open session',
  snapshot: 'Snapshot of',
  archive: 'Archive',
  snapshotsOf: (workspace: string) => `Snapshots of ${workspace}`,
  noSnapshots: 'No snapshot yet: one is taken when a session ends.',
  reset: 'Reset',
  resetTitle: (name: string) => `Reset the profile of ${name}?`,
  resetBody: (size: string, kept: number) =>
    kept === 0
      ? `All of its ${size} of files and settings are lost. There is no snapshot to go back to.`
      : `All of its ${size} of files and settings are lost. ${snapshots(kept)} stay and can be restored.`,
  restore: 'Restore',
  restoreTitle: (name: string) => `Restore the profile of ${name}?`,
  restoreBody: (size: string) =>
    `The ${size} that are there now are lost; what was saved then takes their place.`,
  delete: 'Delete',
  deleteTitle: (name: string) => `Delete the profile of ${name}?`,
  deleteBody: (size: string, kept: number) =>
    `All of its ${size} of files and settings and ${snapshots(kept)} are lost for good.`,
  ofUser: 'Workspace profiles',
  ofWorkspace: 'Profiles of people',
  goneWith: (count: number, size: string) =>
    count === 0
      ? ''
      : `${count === 1 ? '1 profile' : `${count} profiles`} with ${size} of files and all snapshots are deleted, too.`,
  viewerNear: 'Your profile is nearly full. Remove files that you no longer need.',
  busyTitle: (workspace: string) => `Your profile of ${workspace} is not ready yet`,
  heldTitle: (workspace: string) => `${workspace} is open already`,
  heldBody:
    'Your profile of it belongs to one session at a time, so that no file is written twice. Open the session that runs, or start another one without the profile: it begins empty, and nothing of it is kept.',
  busyBody:
    'The host is still at work on your profile: it saves what the last session left, or does what you have asked for. That takes a moment. Try again, or start without the profile: such a session begins empty, and nothing of it is kept.',
  openRunning: 'Open the running session',
  startWithout: 'Start without the profile',
  tryAgain: 'Try again',
  whatStays: 'What stays and what is ready',
  kind: 'Profile',
  kindOff: 'None',
  kindVolume: 'Volume',
  kindPath: 'Folder of the host',
  kindHelp:
    'With a profile everybody finds their home as they left it. A volume stays on one host; a folder has to be on storage that all hosts share. Profiles that exist stay where they are.',
  path: 'Folder',
  pathHelp:
    'Names {user_id}; {username} and {workspace_id} are known, too. Below one of the folders that profile-roots allows.',
  pathExample: '/srv/profiles/{username}/{user_id}',
  quota: 'Quota',
  quotaExample: '5 GiB',
  quotaHelp: 'Such as 5 GiB. People are warned at 90 %. Empty for none.',
  keep: 'Snapshots',
  keepHelp: 'One is taken when a session ends; so many are kept.',
  pool: 'Ready sessions',
  poolHelp:
    'So many are started before anybody comes, and hold their capacity until a person needs it. Not with a profile, nor with {username} or {user_id} in the environment: Docker cannot mount into a container that runs.',
  inUse: (workspace: string) =>
    `Your profile of ${workspace} is in use by a session that runs. Open that session, or start without the profile.`,
  busy: (workspace: string) =>
    `The host is still working on your profile of ${workspace}. Try again in a moment, or start without the profile.`,
}
