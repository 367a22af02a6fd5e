export const abilities = {
  title: 'What may cross',
  names: {
    'clipboard-up': 'Clipboard into the session',
    'clipboard-down': 'Clipboard out of the session',
    upload: 'Upload files',
    download: 'Download files',
    sound: 'Sound',
    microphone: 'Microphone',
    printing: 'Printing',
  },
  ofGroup:
    'The first group by priority that says on or off decides for its members. A workspace can switch off more. A change reaches running sessions at once.',
  ofWorkspace:
    'Off is off for everybody. What is on here, groups can still switch off for their members. A change reaches running sessions at once.',
  unset: 'Not set',
  on: 'On',
  off: 'Off',
  /** In the words of groups.effectiveNow and its like. */
  nowOn: 'on',
  nowOff: 'off',
  unknown: 'Choose not set, on or off.',
  /** In the viewer: why something is not there. */
  offFor: {
    group: 'Switched off for your group.',
    workspace: 'Switched off for this workspace.',
  },
  clipboard: {
    upOnly: 'To the session only',
    upHelp: 'What you type here can be pasted in the session.',
    upOffFor: {
      group: 'Text from your computer is kept out of the session: switched off for your group.',
      workspace:
        'Text from your computer is kept out of the session: switched off for this workspace.',
    },
    downOnly: 'From the session only',
    downHelp: 'What you copy in the session appears here.',
    downOffFor: {
      group: 'Text copied in the session stays there: switched off for your group.',
      workspace: 'Text copied in the session stays there: switched off for this workspace.',
    },
  },
}
