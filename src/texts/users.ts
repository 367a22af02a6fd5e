export const users = {
  enablePicked: 'Let them sign in',
  disablePicked: 'Keep them from signing in',
  title: 'Users',
  summary: (all: number, disabled: number) => {
    const people = all === 1 ? '1 person' : `${all} people`
    return disabled === 0 ? `${people} can sign in.` : `${people}, ${disabled} disabled.`
  },
  add: 'Add user',
  caption: 'Users by name',
  search: 'Name or group',
  searchLabel: 'Search users',
  role: 'Role',
  admin: 'Admin',
  member: 'User',
  groups: 'Groups',
  lastSignIn: 'Last sign-in',
  sessions: 'Sessions',
  you: 'you',
  emptyTitle: 'Nobody matches',
  emptyBody: 'Try another word, or add the person.',
  newTitle: 'New user',
  person: 'Person',
  name: 'Name',
  nameHelp: 'To sign in with. Capital letters make no difference.',
  displayName: 'Full name',
  password: 'First password',
  passwordHelp: (length: number) =>
    `At least ${length} characters. It is to be changed at the first sign-in.`,
  access: 'Access',
  adminHelp: 'Members may change everything: workspaces, people, agents.',
  enabled: 'May sign in',
  enabledHelp: 'Off signs the person out everywhere at once. Sessions go on running.',
  groupsHelp: 'Everybody is in All Users.',
  save: 'Save user',
  create: 'Create user',
  setPassword: 'Set a new password',
  setPasswordHelp: 'Signs the person out everywhere. They choose their own at the next sign-in.',
  newPassword: 'New password',
  setPasswordSubmit: 'Set password',
  effective: 'What applies',
  effectiveHelp: 'The first group by priority that sets a value counts.',
  setting: 'Setting',
  value: 'Value',
  setBy: 'Set by',
  byDefault: 'Default',
  delete: 'Delete user',
  deleteTitle: (name: string) => `Delete ${name}?`,
  deleteBody: (sessions: number) => {
    if (sessions === 0) return 'They can no longer sign in. No session of theirs runs now.'
    const running = sessions === 1 ? '1 running session' : `${sessions} running sessions`
    return `They can no longer sign in. ${running} will be ended, with every file inside.`
  },
}
