import { recall, remember } from './memory.ts'
import { notify } from './notices.ts'
import type { Viewing } from './viewing.ts'

const forBrowser = () => localStorage

/** Who sees a session in this browser for the first time reads where everything beside its picture is. */
export function watchHint({ stage, connection }: Viewing): void {
  if (recall(forBrowser, 'hint') !== null) return
  let told = false
  connection.listen({
    changed: ({ kind }) => {
      if (told || kind !== 'connected') return
      told = true
      remember(forBrowser, 'hint', 'told')
      const shut = stage.querySelector<HTMLElement>('[data-panel]')?.hidden === true
      if (shut) notify(stage, matchMedia('(pointer: coarse)').matches ? 'hint-touch' : 'hint')
    },
  })
}
