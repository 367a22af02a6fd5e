import type { Viewing } from './viewing.ts'

/** The button with `data-fullscreen`; Escape leaves, as everywhere. */
export function watchFullscreen({ stage, toSession }: Viewing): void {
  const button = stage.querySelector<HTMLButtonElement>('[data-fullscreen]')
  if (!button) return
  button.hidden = !document.fullscreenEnabled
  button.addEventListener('click', async () => {
    if (document.fullscreenElement) await document.exitFullscreen()
    else await stage.requestFullscreen()
    toSession()
  })
  document.addEventListener('fullscreenchange', () => {
    button.setAttribute('aria-pressed', String(document.fullscreenElement !== null))
  })
}
