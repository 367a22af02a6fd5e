/** What the commands that change the executable say on the terminal. */
export const service = {
  noPrevious: (path: string) =>
    `There is no version to go back to: ${path} does not exist. An upgrade by install.sh leaves one there.`,
  goingBack: (from: string, to: string) => `Going back from ${from} to ${to}; sessions go on.`,
  isBack: (to: string, from: string) =>
    `Casement ${to} runs again. ${from} lies beside it: another "casement rollback" returns to it.`,
  reloaded: (settings: string) => `The configuration was read again. Changed: ${settings}.`,
  nothingNew:
    'The configuration was read again; nothing in it has changed. Certificates are read anew.',
  needsRestart: (settings: string) =>
    `Only a restart changes ${settings}: run "casement restart"; sessions go on.`,
  notReloaded: (cause: string) =>
    `The configuration cannot be used, and that of before stays in use: ${cause}`,
  cannotReload: (version: string) =>
    `Casement ${version}, which runs, cannot do that. Run "casement restart"; sessions go on.`,
  silentReload: (log: string) =>
    `Casement was told, and has not said yet what came of it. Its log: ${log}`,
  doesNotRun: (to: string, from: string) =>
    `Casement ${to} does not run here, for the reason above. ${from} takes its place again.`,
}
