/** Brings views/viewer.tsx to life: noVNC on the screen, and what stands around it. */
import { watchClipboard } from './viewer/clipboard.ts'
import { Connection } from './viewer/connection.ts'
import { watchFullscreen } from './viewer/fullscreen.ts'
import { watchKeys } from './viewer/keys.ts'
import { watchPanel } from './viewer/panel.ts'
import { watchStates } from './viewer/states.ts'
import type { Viewing } from './viewer/viewing.ts'

/** In the order in which they hear of a new connection. */
const MODULES = [watchStates, watchClipboard, watchPanel, watchKeys, watchFullscreen]

const stage = document.getElementById('viewer')
const screen = stage?.querySelector<HTMLElement>('[data-screen]')
if (stage && screen) open(stage, screen)

function open(stage: HTMLElement, screen: HTMLElement): void {
  const { ticket = '', stream = '', progress = '' } = stage.dataset
  const connection = new Connection({ ticket, stream, progress }, screen)
  const toSession = () => connection.rfb?.focus({ preventScroll: true })
  const viewing: Viewing = { stage, connection, toSession }
  for (const watch of MODULES) watch(viewing)
  connection.start()
}
