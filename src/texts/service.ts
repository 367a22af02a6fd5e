/** What the commands that change the executable say on the terminal. */
export const service = {
  noPrevious: (path: string) =>
    `There is no version to go back to: ${path} does not exist. An upgrade by install.sh leaves one there.`,
  goingBack: (from: string, to: string) => `Going back from ${from} to ${to}; sessions go on.`,
  isBack: (to: string, from: string) =>
    `Casement ${to} runs again. ${from} lies beside it: another "casement rollback" returns to it.`,
  doesNotRun: (to: string, from: string) =>
    `Casement ${to} does not run here, for the reason above. ${from} takes its place again.`,
}
