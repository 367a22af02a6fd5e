import { type Key, sendKey } from './keysyms.ts'
import type { Viewing } from './viewing.ts'

const CHORDS: Readonly<Record<string, readonly Key[]>> = {
  'ctrl-alt-del': ['ControlLeft', 'AltLeft', 'Delete'],
  'alt-tab': ['AltLeft', 'Tab'],
  super: ['MetaLeft'],
  escape: ['Escape'],
  'print-screen': ['PrintScreen'],
}

/** The buttons with `data-keys` press keys together in the session, in this order. */
export function watchKeys({ stage, connection, toSession }: Viewing): void {
  stage.addEventListener('click', (event) => {
    if (!(event.target instanceof Element)) return
    const name = event.target.closest<HTMLElement>('[data-keys]')?.dataset.keys
    const { rfb } = connection
    if (name === undefined || !rfb) return
    const chord = CHORDS[name] ?? []
    for (const key of chord) sendKey(rfb, key, true)
    for (const key of chord.toReversed()) sendKey(rfb, key, false)
    toSession()
  })
}
