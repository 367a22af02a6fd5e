/** Brings views/viewer.tsx to life: noVNC on the screen, and what stands around it. */
import { Clipboard } from './viewer/clipboard.ts'
import { Connection } from './viewer/connection.ts'
import { watchFullscreen, watchKeys } from './viewer/keys.ts'
import { watchPanel } from './viewer/panel.ts'
import { showState } from './viewer/states.ts'

const stage = document.getElementById('viewer')
const screen = stage?.querySelector<HTMLElement>('[data-screen]')
if (stage && screen) open(stage, screen)

function open(stage: HTMLElement, screen: HTMLElement): void {
  const clipboard = new Clipboard(stage)
  const connection = new Connection(
    {
      ticket: stage.dataset.ticket ?? '',
      stream: stage.dataset.stream ?? '',
      progress: stage.dataset.progress ?? '',
    },
    screen,
    {
      changed: (state) => showState(stage, state),
      opened: (rfb) => clipboard.attach(rfb),
      closed: () => clipboard.detach(),
    },
  )
  const toSession = () => connection.rfb?.focus({ preventScroll: true })
  watchPanel(stage, toSession)
  watchKeys(stage, () => connection.rfb)
  watchFullscreen(stage, toSession)
  stage.querySelector('[data-try-now]')?.addEventListener('click', () => connection.tryNow())
  connection.start()
}
