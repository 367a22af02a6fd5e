/** A form with `data-once` is sent once: the second press of an impatient hand does nothing. */
export function watchOnce(): void {
  document.addEventListener('submit', (event) => {
    const form = event.target
    if (!(form instanceof HTMLFormElement) || form.dataset.once === undefined) return
    if (form.dataset.sent !== undefined) return event.preventDefault()
    form.dataset.sent = ''
    form.querySelector('.tile')?.classList.add('opened')
    form.querySelector('.btn[type="submit"]')?.setAttribute('aria-busy', 'true')
  })
  // A page that comes back from the browser's cache is a fresh one to its reader.
  window.addEventListener('pageshow', (event) => {
    if (!event.persisted) return
    for (const form of document.querySelectorAll<HTMLFormElement>('form[data-sent]')) {
      delete form.dataset.sent
      form.querySelector('.tile')?.classList.remove('opened')
      form.querySelector('[aria-busy]')?.removeAttribute('aria-busy')
    }
  })
}

/**
 * A form with `data-by-itself` is sent as soon as the page is there. While the page still loads, the next
 * one takes its place in the history: going back does not open anything again.
 */
export function sendByItself(): void {
  document.querySelector<HTMLFormElement>('form[data-by-itself]')?.requestSubmit()
}

/** A refused form's summary takes the focus, so that it is read and its links are at hand. */
export function focusWhatMatters(): void {
  const summary = document.querySelector<HTMLElement>('[data-focus]')
  if (!summary) return
  delete summary.dataset.focus
  summary.focus()
}
