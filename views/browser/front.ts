/** Brings views/front.tsx to life: tests what stands in front, and shows what came of it. */
import { type Finding, SEEN_CHECKS } from '../../src/domain/front.ts'
import { tryStream, tryUpload } from './front/answers.ts'
import { tryQuiet } from './front/quiet.ts'
import { Rows } from './front/rows.ts'

const place = document.querySelector<HTMLElement>('[data-front]')
if (place) {
  const { front = '', upload = '' } = place.dataset
  const rows = new Rows(place)
  trySecure(rows)
  void tryQuiet(place, rows)
  void trySeen(place, front, rows)
  // A quiet line shows best what is kept back.
  void tryStream(`${front}/stream`, rows).then(() =>
    tryUpload(`${front}/upload`, Number(upload), rows),
  )
}

function trySecure(rows: Rows): void {
  if (!window.isSecureContext) rows.show('secure', 'missing')
  else rows.show('secure', 'VideoDecoder' in window ? 'good' : 'old')
}

/** How a request of this page arrives, by the front door's word. */
async function trySeen(place: HTMLElement, front: string, rows: Rows): Promise<void> {
  const query = new URLSearchParams({ page: `${location.origin}${location.pathname}` })
  const headers = { accept: 'application/json' }
  try {
    const answer = await fetch(`${front}/seen?${query}`, { headers, cache: 'no-store' })
    if (!answer.ok) throw new Error(`Status ${answer.status}`)
    chooseServer(place, answer.headers.get('server') ?? '')
    const found: readonly Finding[] = await answer.json()
    for (const { check, outcome, values } of found) rows.show(check, outcome, values)
  } catch {
    // What is not the front door's word says nothing, and the page says that.
    for (const check of SEEN_CHECKS) rows.show(check, 'untried')
  }
}

/** Those that name themselves are who needs the lines. */
function chooseServer(place: HTMLElement, named: string): void {
  for (const choice of place.querySelectorAll<HTMLInputElement>('[name=server]')) {
    if (named.toLowerCase().includes(choice.value)) choice.checked = true
  }
}
