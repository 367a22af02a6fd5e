import type { TicketOffice } from './ticket.ts'
import { momentOf, sizeOf, wordsIn } from './words.ts'

type Entry = {
  readonly name: string
  readonly folder: boolean
  readonly size: number
  readonly changed: number
}

/** The list of ~/Downloads: asked for when its section opens, when the page is come back to, and on demand. */
export function watchDownloads(place: HTMLElement, address: string, tickets: TicketOffice): void {
  const fold = place.closest('details')
  const look = () => {
    if (fold?.open && !document.hidden && place.checkVisibility())
      void refresh(place, address, tickets)
  }
  fold?.addEventListener('toggle', look)
  window.addEventListener('focus', look)
  new IntersectionObserver(look).observe(place)
  place.querySelector('[data-refresh]')?.addEventListener('click', () => {
    void refresh(place, address, tickets)
  })
}

async function refresh(place: HTMLElement, address: string, tickets: TicketOffice): Promise<void> {
  const button = place.querySelector('[data-refresh]')
  if (button?.getAttribute('aria-busy') === 'true') return
  button?.setAttribute('aria-busy', 'true')
  const entries = await list(address, tickets)
  button?.removeAttribute('aria-busy')
  const state = entries === undefined ? 'failed' : entries.length === 0 ? 'nothing' : 'listed'
  for (const one of place.querySelectorAll<HTMLElement>('[data-list-state]')) {
    one.hidden = one.dataset.listState !== state
  }
  if (!entries) return // what was there before is still true as far as anybody knows
  const rows = entries.map((entry) => rowOf(entry, place, address, tickets))
  place.querySelector('[data-entries]')?.replaceChildren(...rows.filter((row) => row !== undefined))
}

/** Undefined where it did not come. */
async function list(address: string, tickets: TicketOffice): Promise<Entry[] | undefined> {
  try {
    if (!(await tickets.fetch())) return undefined
    const headers = { accept: 'application/json' }
    const response = await fetch(address, { headers, cache: 'no-store' })
    const answer: unknown = response.ok ? await response.json() : undefined
    return entriesIn(answer)
  } catch {
    return undefined // the network is gone, which the list says
  }
}

function rowOf(
  entry: Entry,
  place: HTMLElement,
  address: string,
  tickets: TicketOffice,
): HTMLElement | undefined {
  const template = place.querySelector<HTMLTemplateElement>('[data-entry-template]')
  const row = template?.content.firstElementChild?.cloneNode(true)
  if (!(row instanceof HTMLElement)) return undefined
  const { name, folder, size, changed } = entry
  row.dataset.kind = folder ? 'folder' : 'file'
  const named = row.querySelector('[data-name]')
  if (named) named.textContent = name
  const what = folder ? wordsIn(place)('folder') : sizeOf(size)
  const about = row.querySelector('[data-about]')
  if (about) about.textContent = `${what} · ${momentOf(changed)}`
  const button = row.querySelector('[data-download]')
  button?.setAttribute(
    'aria-label',
    (place.dataset.downloads ?? '').replace('{name}', () => name),
  )
  button?.addEventListener('click', async () => {
    // Without a ticket the browser would save a refusal in the place of the file.
    const admitted = await tickets.fetch().catch(() => false)
    if (admitted) save(`${address}?path=${encodeURIComponent(name)}`)
    else void refresh(place, address, tickets)
  })
  return row
}

/** Has the browser save what lies at an address, which says its name itself. */
export function save(href: string): void {
  const link = document.createElement('a')
  link.href = href
  link.download = ''
  document.body.append(link)
  link.click()
  link.remove()
}

function entriesIn(answer: unknown): Entry[] | undefined {
  if (typeof answer !== 'object' || answer === null || !('entries' in answer)) return undefined
  return Array.isArray(answer.entries) ? answer.entries.filter(isEntry) : undefined
}

function isEntry(value: unknown): value is Entry {
  if (typeof value !== 'object' || value === null) return false
  const { name, folder, size, changed }: Partial<Record<keyof Entry, unknown>> = value
  return (
    typeof name === 'string' &&
    typeof folder === 'boolean' &&
    typeof size === 'number' &&
    typeof changed === 'number'
  )
}
