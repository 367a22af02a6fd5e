/**
 * Menus by keyboard: arrows go from line to line and around, Home and End to the first and the last. From the
 * button of an open menu an arrow goes into it. Escape and the focus after it are the browser's.
 */
export function watchMenus(): void {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return
    const menu = menuAt(event.target)
    if (!menu) return
    const lines = [...menu.querySelectorAll<HTMLElement>('a, button')].filter((line) =>
      line.checkVisibility(),
    )
    const next = lineAt(lines, event.key)
    if (!next) return
    event.preventDefault()
    next.focus()
  })
}

function menuAt(target: EventTarget | null): Element | null {
  if (!(target instanceof Element)) return null
  const opener = target.closest('[popovertarget]')
  const opened = opener && document.getElementById(opener.getAttribute('popovertarget') ?? '')
  return (opened ?? target).closest('.menu:popover-open')
}

function lineAt(lines: readonly HTMLElement[], key: string): HTMLElement | undefined {
  const at = lines.findIndex((line) => line.matches(':focus'))
  switch (key) {
    case 'ArrowDown':
      return lines[(at + 1) % lines.length]
    case 'ArrowUp':
      return lines.at(at < 0 ? -1 : at - 1)
    case 'Home':
      return lines[0]
    case 'End':
      return lines.at(-1)
    default:
      return undefined
  }
}
