/** Workspaces that go into a file, and come out of one. For admins alone. */
export const exchange = {
  export: 'Export',
  exportAll: 'Export all',
  exportTitle: (workspaces: number) =>
    workspaces === 1 ? 'Export this workspace?' : `Export all ${workspaces} workspaces?`,
  exportOne: 'Export 1 workspace?',
  exportMany: 'Export {count} workspaces?',
  exportBody:
    'The file holds what the forms hold, in plain text: also environment variables and run configuration. Where a password or a token is among them, keep the file as you keep those.',
  exportNames: (names: string) => `Look at these variables first: ${names}.`,
  stay: 'Keep it here',
  import: 'Import',
  importTitle: 'Import workspaces',
  importBody:
    'Choose a file that Casement has exported. You see what would become of each workspace before anything is saved.',
  file: 'File',
  fileHelp: 'JSON, at most 1 MiB.',
  look: 'Look into the file',
  another: 'Choose another file',
  notRead: 'The file cannot be imported',
  noFile: 'No file was chosen. Choose one, then look into it.',
  notJson:
    'It is not JSON. Choose a file that Casement has exported, unchanged or edited with care.',
  notOurs: (most: number) =>
    `It is JSON, but no export of workspaces, or holds more than ${most} of them. It begins with "casement": "workspaces" and "version": 1.`,
  newer:
    'It was exported by a newer version, in a form that this one does not know. Upgrade first.',
  empty: 'There is no workspace in it.',
  notAnEntry:
    'This is no workspace. It is an object with at least a name, and an image or a linkUrl.',
  unknownField: 'This version does not know it. Remove it from the file, or upgrade first.',
  wrongShape: 'It has another form than this field takes. Compare it with a file exported here.',
  whole: 'Workspace',
  unnamed: 'Without a name',
  preview: (all: number) =>
    all === 1 ? 'There is 1 workspace in the file.' : `There are ${all} workspaces in the file.`,
  broken: (broken: number, all: number) =>
    `${broken} of ${all} cannot be imported. Nothing was saved: correct the file, then choose it again.`,
  asked: 'While you looked, a name was taken. Nothing was saved yet: say what to do with it.',
  caption: 'Workspaces in the file, and what becomes of each',
  becomes: 'What becomes of it',
  create: 'Is created',
  createAs: (name: string) => `Is created as ${name}`,
  taken: (name: string) => `There is a workspace called ${name} already`,
  choices: { skip: 'Skip', replace: 'Replace', both: 'Keep both' },
  noGroups: 'Nobody',
  unknownGroups: (groups: string) => `Not here, so left out: ${groups}`,
  off: 'It comes switched off.',
  done: 'Import',
  nothingYet: 'Nothing is saved before you press Import; then all of it, or nothing.',
  imported: 'Imported',
  importedBody: (created: number, replaced: number, skipped: number) =>
    `${created} created, ${replaced} replaced, ${skipped} skipped.`,
  duplicate: 'Duplicate',
  copyOf: (name: string) => `${name} copy`,
  copyTitle: (name: string) => `Copy of ${name}`,
  copyBody:
    'It exists as soon as you save it. It has the same groups and is switched off, so that nobody sees it before you switch it on.',
}
