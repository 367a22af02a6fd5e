export const logs = {
  title: 'Logs',
  intro: 'What this manager and the roles in its process logged last, newest first.',
  levels: 'Least level',
  level: 'Level',
  debug: 'Debug',
  info: 'Info',
  warn: 'Warning',
  error: 'Error',
  room: 'Part',
  line: 'What happened',
  caption: 'Log lines, newest first',
  search: 'Search lines',
  searchLabel: 'Search log lines',
  emptyTitle: 'No line matches',
  emptyBody: 'Nothing of this level was logged since the start. Try a lower level or another word.',
  more: (shown: number) =>
    `The last ${shown} that match are shown. Older ones stand in the log of the service.`,
}
