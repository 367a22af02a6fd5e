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
}
