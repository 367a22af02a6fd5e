/**
 * What a walk through a page by keyboard meets. These functions run in the page, one at a time, so each has all
 * of what it needs inside.
 */

/** An element with its place among all of the page. */
export type Place = { readonly id: number; readonly html: string }
/** What has the focus, and what is wrong with it. */
export type Stop = Place & { readonly faults: readonly string[] }

/** All that somebody may act on. Of radio buttons of one name Tab reaches one. */
export function stopsToReach(): Place[] {
  const all = [...document.querySelectorAll('*')]
  const seen = new Set<string>()
  return [
    ...document.querySelectorAll<HTMLElement>(
      'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]:not([tabindex="-1"])',
    ),
  ]
    .filter((element) => !element.matches(':disabled, [inert] *') && element.checkVisibility())
    .filter((element) => {
      if (!(element instanceof HTMLInputElement) || element.type !== 'radio') return true
      const group = `${element.form?.id ?? ''} ${element.name}`
      const chosen = document.querySelector(`input[name="${CSS.escape(element.name)}"]:checked`)
      if (seen.has(group) || (chosen !== null && chosen !== element)) return false
      seen.add(group)
      return true
    })
    .map((element) => ({ id: all.indexOf(element), html: element.outerHTML.slice(0, 120) }))
}

/** Undefined where the page has lost the focus, as behind its last stop. */
export function stopHere(): Stop | undefined {
  const element = document.activeElement
  if (!element || element === document.body) return undefined
  const faults: string[] = []
  const ringed = (one: Element | null): boolean => {
    if (!one) return false
    const { outlineStyle, outlineWidth } = getComputedStyle(one)
    return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2
  }
  // The ring of a hidden radio button is that of the label around it.
  if (!ringed(element) && !ringed(element.closest('label'))) faults.push('no ring')
  const box = (element.closest('label') ?? element).getBoundingClientRect()
  const away = box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth
  if (away) faults.push('out of sight')
  return {
    id: [...document.querySelectorAll('*')].indexOf(element),
    html: element.outerHTML.slice(0, 120),
    faults,
  }
}
