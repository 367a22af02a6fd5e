/**
 * A value that is changed in its place is sent when one leaves it or presses Enter, once for each change;
 * Escape takes back what was typed.
 */
export function watchInline(): void {
  document.addEventListener('change', ({ target }) => {
    if (target instanceof HTMLInputElement && target.matches('[data-inline]')) send(target)
  })
  document.addEventListener('keydown', (event) => {
    const { target, key } = event
    if (!(target instanceof HTMLInputElement) || !target.matches('[data-inline]')) return
    if (key === 'Escape') target.value = target.defaultValue
    if (key !== 'Enter') return
    event.preventDefault()
    send(target)
  })
}

function send(input: HTMLInputElement) {
  // Enter has sent it already, and leaving the field says that it changed once more.
  if (input.value === input.defaultValue) return
  input.defaultValue = input.value
  input.form?.requestSubmit()
}
