/** The latch opens and shuts the panel; so do Ctrl Alt Shift C, and Escape from inside it. */
export function watchPanel(stage: HTMLElement, toSession: () => void): void {
  const panel = stage.querySelector<HTMLElement>('[data-panel]')
  const latch = stage.querySelector<HTMLElement>('[data-latch]')
  if (!panel || !latch) return

  function show(open: boolean): void {
    if (!panel || !latch) return
    releaseKeys()
    panel.hidden = !open
    latch.setAttribute('aria-expanded', String(open))
    const label = open ? latch.dataset.labelClose : latch.dataset.labelOpen
    latch.setAttribute('aria-label', label ?? '')
    if (open) panel.querySelector<HTMLElement>('textarea, button')?.focus()
    else toSession()
  }

  latch.addEventListener('click', () => show(panel.hidden !== false))
  panel.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') show(false)
  })
  // Before noVNC, which would hand it to the session.
  window.addEventListener(
    'keydown',
    (event) => {
      if (!(event.ctrlKey && event.altKey && event.shiftKey) || event.code !== 'KeyC') return
      event.preventDefault()
      event.stopImmediatePropagation()
      show(panel.hidden !== false)
    },
    { capture: true },
  )
}

/**
 * The keys held down for the shortcut were told to the session, and their release would go to the panel:
 * noVNC lets go of all keys when the window loses the focus, so it is told just that.
 */
function releaseKeys(): void {
  window.dispatchEvent(new Event('blur'))
}
