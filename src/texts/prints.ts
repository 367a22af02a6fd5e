/** What was printed in a session, in the viewer. The browser's code puts the file into {name}. */
export const prints = {
  title: 'Printing',
  help: 'Print to the printer PDF in any program of the session. What you print appears here, and stays in ~/PDF.',
  absent: 'The image of this session has no printer.',
  ready: '{name} is ready',
  download: 'Download',
  downloadOne: 'Download {name}',
  later: 'Not now',
  failed: 'The file did not come. Try again in a moment.',
}
