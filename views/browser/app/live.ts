const LEAST_PAUSE_MS = 1_000

/**
 * Asks for the live parts of a page again when the server says that something happened. Only the page that
 * is looked at listens: a browser has few connections to one host, and many tabs would take them all.
 */
export function watchLive(): void {
  const address = document.querySelector('[data-live]')?.getAttribute('data-live')
  if (!address) return
  let source: EventSource | undefined
  let toldAt = 0
  let due = false
  const tell = () => {
    due = false
    toldAt = performance.now()
    for (const part of document.querySelectorAll('[hx-trigger^="live"]')) {
      part.dispatchEvent(new CustomEvent('live'))
    }
  }
  const heed = () => {
    if (due) return
    due = true
    setTimeout(tell, Math.max(0, toldAt + LEAST_PAUSE_MS - performance.now()))
  }
  const look = () => {
    if (document.hidden) {
      source?.close()
      source = undefined
    } else if (!source) {
      let opened = false
      source = new EventSource(address)
      source.addEventListener('open', () => {
        // While the connection was away, nobody told us.
        if (opened) heed()
        opened = true
      })
      source.addEventListener('live', heed)
    }
  }
  document.addEventListener('visibilitychange', () => {
    look()
    if (!document.hidden) heed()
  })
  if (document.readyState === 'complete') look()
  else window.addEventListener('load', look, { once: true })
}
