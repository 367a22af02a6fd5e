const MEBIBYTE = 1024 * 1024

function wait(seconds: number): string {
  return seconds < 90 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`
}

/** Why something that a person typed or asked for is not done. */
export const refusals = {
  invalid: (fields: number) =>
    fields === 1
      ? '1 field needs a change. Nothing was saved.'
      : `${fields} fields need a change. Nothing was saved.`,
  notAForm: 'The request is not a form. Open the page here and send its form.',
  malformed: 'The request has another form than this address takes. Open the page here and use it.',
  tooLarge: (limit: number) =>
    `What was sent is larger than the ${Math.floor(limit / MEBIBYTE)} MiB that is read. Send less.`,
  signedOut: 'Nobody is signed in here. Sign in, then try again.',
  passwordDue: 'Your password was made by someone else. Choose your own first, then go on.',

  signInWrong:
    'Name and password do not fit together, or the account is switched off. Check both; an admin can set a new password.',
  signInTooOften: (seconds: number) =>
    `There were too many failed sign-ins with this name or from your address. Wait ${wait(seconds)}, then try again.`,
  signInQueueFull: (seconds: number) =>
    `Many people are signing in at this moment. Try again in ${wait(seconds)}.`,

  passwordShort: (shortest: number, length: number) =>
    `It has ${length === 1 ? '1 character' : `${length} characters`}; at least ${shortest} are needed. A few words in a row do well.`,
  passwordLong: (longest: number) =>
    `It has more than the ${longest} characters that are read. Shorten it.`,
  passwordMonotonous: 'It repeats the same few characters. Use more different ones.',
  passwordIsName: 'It is little more than the name to sign in with. Choose something else.',
  passwordSame: 'It is the password you have now. Choose another one.',
  passwordRepeat: 'The two do not agree. Type the new password once more.',
  passwordCurrent: 'This is not your current password. Type the one you signed in with.',

  required: 'This must not be empty.',
  tooLong: (most: number, length: number) =>
    `It has ${length} characters; at most ${most} fit here.`,
  oneLine: 'It must stay on one line, without control characters.',
  usernameForm:
    'Letters, digits and . _ @ + - only, beginning with a letter or a digit, such as ada or ada@example.com.',
  usernameTaken: (name: string) => `Somebody is called ${name} already. Choose another name.`,
  choiceUnknown: 'One of these choices does not exist. Choose again.',
  groupUnknown: 'One of the chosen groups does not exist any more. Choose again.',
  userUnknown: 'One of the chosen people does not exist any more. Choose again.',
  workspaceUnknown: 'One of the chosen workspaces does not exist any more. Choose again.',
  ownPassword:
    'This is your own account. Change its password from the menu under your name; the current one is asked for there.',
  deleteSelf: 'You cannot delete yourself. Another admin can do it.',
  disableSelf: 'You cannot switch yourself off. Another admin can do it.',
  lastAdmin:
    'Nobody could administer this installation then: this is the last admin who may sign in. Make somebody else an admin first.',
  groupTaken: (name: string) => `There is a group called ${name} already. Choose another name.`,
  groupSystem: 'This group is built in: it cannot be deleted. Change what it shows instead.',
  groupSystemName: (name: string) => `This group is built in and keeps its name, ${name}.`,
  wholeNumber: (least: number, most: number) =>
    `It must be a whole number from ${least} to ${most}.`,

  noHost:
    'No host reports at the moment, so nothing can be opened. An admin can look under Agents.',
  hostProblem: (problem: string) => `Its host cannot run sessions. ${problem}`,

  workspaceKind: 'Choose Container or Link.',
  iconUnknown: 'Choose one of the icons shown.',
  tintUnknown: 'Choose one of the colours shown.',
  categoryLong: (most: number) => `One category has more than ${most} characters. Shorten it.`,
  categoryMany: (most: number) => `These are more than ${most} categories. Leave some out.`,
  tagLong: (most: number) => `One tag has more than ${most} characters. Shorten it.`,
  tagMany: (most: number) => `These are more than ${most} tags. Leave some out.`,
  zoneUnknown: 'One of these zones cannot be a zone. Choose among those shown.',
  labelForm: (label: string) =>
    `“${label}” is no label. It is a word such as gpu, or disk=ssd, of letters, digits and . _ - /`,
  labelMany: (most: number) => `These are more than ${most} labels. Leave some out.`,
  imageForm:
    'This is not an image reference. It looks like casement/desktop, debian:12 or registry.example.com/team/app:1.2, in small letters.',
  coresRange: (least: number, most: number) =>
    `CPUs are a number from ${least} to ${most}, such as 2 or 0.5.`,
  sizeForm: 'Write a number and its unit, such as 4 GiB or 512 MB.',
  sizeRange: (least: string, most: string) => `It must be from ${least} to ${most}.`,
  sharedOverMemory: 'Shared memory is part of the memory, so it cannot be more than that.',
  environmentLine: (line: number, text: string) =>
    `Line ${line}, “${text}”, is not NAME=value. A name has letters, digits and _, and does not begin with a digit.`,
  environmentReserved: (line: number, name: string) =>
    `Line ${line}: ${name} is set by the platform. Leave it out.`,
  environmentTwice: (line: number, name: string) =>
    `Line ${line}: ${name} is there already. Keep one of them.`,
  environmentMany: (most: number) => `These are more than ${most} variables. Leave some out.`,
  profileKind: 'Choose None, Volume or Folder of the host.',
  pathNoRoots:
    'No folder of a host is allowed for profiles. Start the manager and its agents with --profile-roots, or choose Volume.',
  pathForm:
    'This is no absolute path, or it has an empty part, . or .. in it. It looks like /srv/profiles/{username}/{user_id}.',
  pathPlaceholder: (name: string) =>
    `{${name}} is not known here. Use {username}, {user_id} or {workspace_id}.`,
  pathNobody:
    'It must have {user_id} in it: a name alone may belong to somebody else one day, with all that is in the folder.',
  pathOutside: (roots: string) => `It must be below one of these folders: ${roots}.`,
  poolProfile:
    'A workspace with a profile cannot have ready sessions: Docker cannot mount somebody’s profile into a container that runs. Set this to 0, or the profile to None.',
  poolEnvironment: (name: string) =>
    `${name} in the environment differs from person to person, so no session can be ready before one comes. Set this to 0, or change the variable.`,
  urlForm: 'This is no web address. It begins with https:// or http://, without name and password.',
}
