/** What `casement backup` and `casement restore` say, on the command line only. */
export const backup = {
  noFile: (command: string) => `Name a file: casement ${command} FILE [options].`,
  onlyManagers:
    'This host runs no manager, so it has nothing to back up. Run this on the host of the manager.',
  noPassphrase:
    'A backup holds every key, so it is encrypted. Put a passphrase into a file and give --passphrase-file FILE, or set CASEMENT_PASSPHRASE.',
  shortPassphrase: (least: number) =>
    `The passphrase has fewer than ${least} characters. Take a longer one; whoever guesses it has every key.`,
  unreadable: (path: string, reason: string) => `${path} cannot be read: ${reason}.`,
  noDatabase: (dataDir: string) =>
    `There is no database in ${dataDir}, so there is nothing to back up. Give the --data-dir of the installation, or its --database-url.`,
  neverStarted:
    'The database has no installation yet, so there is nothing to back up. Start Casement once.',
  otherSchema:
    'The database has the tables of another version than this one. Back up with the version that runs on it, or start this one first.',
  noMasterKey: (path: string) =>
    `There is no ${path}, and without it nobody could read what the database keeps sealed. Give the --data-dir of the installation.`,
  notOurs: (path: string) =>
    `${path} exists and is not a backup of Casement. Choose another name, or move it away.`,
  notABackup: (path: string) =>
    `${path} is not a backup of Casement. Give a file that "casement backup" wrote.`,
  wrongPassphrase: (path: string) =>
    `The passphrase does not open ${path}. Give the one that it was made with; if that is the one, the beginning of the file is damaged.`,
  damaged: (path: string) =>
    `${path} is damaged or cut off. Nothing was restored. Copy it again from where it was made, or take another backup.`,
  incomplete: (table: string, promised: number, found: number) =>
    `The backup promises ${promised} rows of ${table} and has ${found}. Nothing was restored. Take another backup.`,
  newer: (version: string) =>
    `The backup was made by Casement ${version}, whose tables this version does not know. Nothing was restored. Restore it with that version or a newer one.`,
  runs: (dataDir: string) =>
    `Casement runs on ${dataDir}. Stop it (casement stop); a backup is restored into an empty installation only.`,
  notEmpty: (where: string) =>
    `${where} holds an installation already, and a backup is restored into an empty one only. Stop Casement and move that folder away, or give another --data-dir.`,
  databaseNotEmpty:
    'The database of --database-url holds an installation already, and a backup is restored into an empty one only. Make a new database and give its URL.',
  foreignKey: (path: string) =>
    `${path} exists and differs from the one in the backup. Nothing was restored. Move it away, or give another --data-dir.`,
  progress: (percent: number, table: string) => `${String(percent).padStart(3)} %  ${table}`,
  saved: (rows: number, tables: number, files: number, path: string) =>
    `Backed up ${rows} rows of ${tables} tables and ${files} keys to ${path}.`,
  keep: 'Keep the passphrase apart from the file: nobody can open it without. /etc/casement is not in it.',
  restored: (rows: number, tables: number, files: number, from: string) =>
    `Restored ${rows} rows of ${tables} tables and ${files} keys, as they were ${from}.`,
  start:
    'Start it with "casement start". Sessions whose containers are gone end by themselves. Do not run it beside the one that was backed up: both are the same installation.',
}
