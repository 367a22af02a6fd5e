import { recall, remember } from './memory.ts'
import type { Viewing } from './viewing.ts'

const forTab = () => sessionStorage
const forBrowser = () => localStorage

/**
 * The latch opens and shuts the panel; so do Ctrl Alt Shift C, and Escape from inside it. A reload finds it
 * as it was, with the same sections open, and leaves the keyboard to the session.
 */
export function watchPanel({ stage, toSession }: Viewing): void {
  const panel = stage.querySelector<HTMLElement>('[data-panel]')
  const latch = stage.querySelector<HTMLElement>('[data-latch]')
  if (!panel || !latch) return
  const place = `panel ${stage.dataset.stream}`

  function show(open: boolean): void {
    if (!panel || !latch) return
    panel.hidden = !open
    latch.setAttribute('aria-expanded', String(open))
    const label = open ? latch.dataset.labelClose : latch.dataset.labelOpen
    latch.setAttribute('aria-label', label ?? '')
  }

  function turn(): void {
    if (!panel) return
    const open = panel.hidden !== false
    releaseKeys()
    show(open)
    remember(forTab, place, String(open))
    if (open) panel.querySelector<HTMLElement>('summary, button')?.focus()
    else toSession()
  }

  show(recall(forTab, place) === 'true')
  rememberFolds(panel)
  latch.addEventListener('click', turn)
  panel.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') turn()
  })
  // Before noVNC, which would hand it to the session.
  window.addEventListener(
    'keydown',
    (event) => {
      if (!(event.ctrlKey && event.altKey && event.shiftKey) || event.code !== 'KeyC') return
      event.preventDefault()
      event.stopImmediatePropagation()
      turn()
    },
    { capture: true },
  )
}

function rememberFolds(panel: HTMLElement): void {
  for (const fold of panel.querySelectorAll<HTMLDetailsElement>('[data-fold]')) {
    const name = `fold ${fold.dataset.fold}`
    const known = recall(forBrowser, name)
    if (known !== null) fold.open = known === 'true'
    fold.addEventListener('toggle', () => remember(forBrowser, name, String(fold.open)))
  }
}

/**
 * The keys held down for the shortcut were told to the session, and their release would go to the panel:
 * noVNC lets go of all keys when the window loses the focus, so it is told just that.
 */
function releaseKeys(): void {
  window.dispatchEvent(new Event('blur'))
}
