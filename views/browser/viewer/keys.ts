import type { Viewing } from './viewing.ts'

/** X keysyms and the codes of the keys that browsers and window managers keep for themselves. */
const KEYS = {
  alt: [0xffe9, 'AltLeft'],
  tab: [0xff09, 'Tab'],
  super: [0xffeb, 'MetaLeft'],
  escape: [0xff1b, 'Escape'],
  print: [0xff61, 'PrintScreen'],
} as const

type Key = keyof typeof KEYS

const CHORDS: Readonly<Record<string, readonly Key[]>> = {
  'alt-tab': ['alt', 'tab'],
  super: ['super'],
  escape: ['escape'],
  'print-screen': ['print'],
}

/** The buttons with `data-keys` press keys in the session. */
export function watchKeys({ stage, connection, toSession }: Viewing): void {
  stage.addEventListener('click', (event) => {
    if (!(event.target instanceof Element)) return
    const name = event.target.closest<HTMLElement>('[data-keys]')?.dataset.keys
    const { rfb } = connection
    if (name === undefined || !rfb) return
    if (name === 'ctrl-alt-del') rfb.sendCtrlAltDel()
    const chord = CHORDS[name] ?? []
    const presses = chord.map((key) => KEYS[key])
    for (const [keysym, code] of presses) rfb.sendKey(keysym, code, true)
    for (const [keysym, code] of presses.toReversed()) rfb.sendKey(keysym, code, false)
    toSession()
  })
}
