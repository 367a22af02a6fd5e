export const errors = {
  titleNotFound: 'Not here',
  titleForbidden: 'Not yours to do',
  titleConflict: 'Not now',
  titleBusy: 'Too much at once',
  titleUnavailable: 'Not ready yet',
  titleInternal: 'Something of ours failed',
  notFound: 'This page or thing does not exist, or is not for you. Check the address, or go back.',
  forbidden: 'This is for admins. Ask one to do it, or sign in as one.',
  foreignOrigin:
    'The request came from another site and was refused. Open this page here and try again.',
  internal:
    'The request failed through no fault of yours; it is in the log. Try again, and give an admin the request number below if it stays.',
  databaseGone:
    'The database does not answer at the moment. Try again in a few seconds; what you were saving may need saving again.',
  home: 'Back to workspaces',
  signIn: 'Sign in',
  offline: 'The server does not answer',
  offlineBody: 'Nothing was changed. Check your connection, then try again.',
  retry: (seconds: number) => `Try again in ${seconds} s.`,
}
