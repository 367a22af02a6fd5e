/** The viewer's sound and microphone. */
export const sound = {
  title: 'Sound',
  mute: 'Mute',
  muted: 'Muted',
  volume: 'Volume',
  /** The browser's code fills in the figure. */
  percent: '{percent} %',
  waiting: 'Sound starts with your first click or key.',
  lost: 'The sound is interrupted. It comes back by itself.',
  absent: 'The image of this workspace has no sound.',
  unable:
    'This browser cannot play the sound. That takes a newer browser, and an address that begins with https.',
  microphone: 'Microphone',
  microphoneIs: {
    off: 'Off. Nothing is captured.',
    asking: 'Your browser asks whether this site may use the microphone.',
    on: 'On. The session hears you.',
    muted: 'Your computer mutes the microphone. Unmute it there.',
    ended: 'The microphone was unplugged or taken back. Switch it on again.',
    lost: 'The session does not hear you at the moment. That comes back by itself.',
    absent: 'The image of this workspace takes no microphone.',
    denied:
      'Your browser does not let this site use the microphone. Allow it beside the address, then switch it on again.',
    missing: 'No microphone was found. Connect one, then switch it on again.',
    busy: 'Another program holds the microphone. Close that one, then switch it on again.',
    unable:
      'This browser cannot use a microphone here. That takes a newer browser, and an address that begins with https.',
  },
}
