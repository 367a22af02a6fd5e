/**
 * Tables by keyboard, and what is picked in them: arrows go from row to row, with Alt they move the row in
 * a list that somebody orders, `x` picks one, and sentences
 * with `{count}` say how many are.
 */
export function watchTables(): void {
  document.addEventListener('change', ({ target }) => {
    if (!(target instanceof HTMLInputElement)) return
    if (target.matches('[data-pick-all]')) {
      for (const pick of picksIn(target)) pick.checked = target.checked && !pick.disabled
    }
    if (target.matches('.pick, [data-pick-all]')) showPicked(target)
  })
  document.addEventListener('keydown', (event) => {
    const { target } = event
    if (event.altKey && !event.ctrlKey && !event.metaKey && moveRow(target, event.key)) {
      return event.preventDefault()
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (
      !(target instanceof Element) ||
      target.closest('input:not(.pick), textarea, select, dialog')
    ) {
      return
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined) {
      if (moveBy(step)) event.preventDefault()
      return
    }
    if (event.key !== 'x') return
    target.closest('tr')?.querySelector<HTMLInputElement>('.pick')?.click()
  })
}

function picksIn(within: Element): HTMLInputElement[] {
  return [...(within.closest('.card')?.querySelectorAll<HTMLInputElement>('.pick') ?? [])]
}

function showPicked(within: Element) {
  const count = picksIn(within).filter(({ checked }) => checked).length
  for (const place of within.closest('.card')?.querySelectorAll<HTMLElement>('[data-many]') ?? []) {
    const { one = '', many = '' } = place.dataset
    place.textContent = count === 1 ? one : many.replace('{count}', String(count))
  }
}

/** Whether this is a row that can be moved: where it is the last, the key does nothing all the same. */
function moveRow(target: EventTarget | null, key: string): boolean {
  const to = { ArrowDown: 'down', ArrowUp: 'up' }[key]
  if (to === undefined || !(target instanceof Element)) return false
  const button = target.closest('tr')?.querySelector<HTMLElement>(`[data-move="${to}"]`)
  if (!button) return false
  button.click()
  return true
}

/** Whether there was a row to go to. Only from a row, or where nothing has the focus. */
function moveBy(step: number): boolean {
  const names = [...document.querySelectorAll<HTMLElement>('main .table tbody .name')]
  const focused = document.activeElement
  const row = focused?.closest('main .table tbody tr')
  if (!row && focused !== document.body) return false
  const at = names.findIndex((name) => row?.contains(name))
  const next = names[at < 0 ? (step > 0 ? 0 : names.length - 1) : at + step]
  next?.focus()
  return next !== undefined
}
