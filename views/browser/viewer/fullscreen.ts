import { notify } from './notices.ts'
import type { Viewing } from './viewing.ts'

/**
 * The button with `data-fullscreen`. Where the browser allows it, the keys it keeps for itself (Alt Tab,
 * Ctrl W, Escape, Super) go to the session meanwhile; then holding Escape is the way out, and is said.
 */
export function watchFullscreen({ stage, toSession }: Viewing): void {
  const button = stage.querySelector<HTMLButtonElement>('[data-fullscreen]')
  if (!button) return
  button.hidden = !document.fullscreenEnabled
  button.addEventListener('click', async () => {
    if (document.fullscreenElement) await document.exitFullscreen()
    else await document.documentElement.requestFullscreen({ navigationUI: 'hide' })
    toSession()
  })
  document.addEventListener('fullscreenchange', async () => {
    const full = document.fullscreenElement !== null
    button.setAttribute('aria-pressed', String(full))
    if (!full) navigator.keyboard?.unlock?.()
    else notify(stage, (await lockKeys()) ? 'keys-locked' : 'keys-free')
  })
}

async function lockKeys(): Promise<boolean> {
  try {
    if (!navigator.keyboard?.lock) return false
    await navigator.keyboard.lock()
    return true
  } catch {
    return false // The browser or a policy refuses: Escape leaves, as everywhere.
  }
}
