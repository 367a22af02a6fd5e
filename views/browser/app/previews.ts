const EVERY_MS = 8000

/** Keeps the pictures of running sessions fresh while the page is seen. */
export function watchPreviews(): void {
  const look = () => {
    if (document.hidden) return
    for (const place of document.querySelectorAll<HTMLElement>('[data-preview]'))
      void refresh(place)
  }
  setInterval(look, EVERY_MS)
  document.addEventListener('visibilitychange', look)
  // A session that has just come up shows itself soon.
  document.addEventListener('htmx:after:swap', () => {
    for (const place of document.querySelectorAll<HTMLElement>('[data-preview]')) {
      if (place.querySelector('img[hidden]')) void refresh(place)
    }
  })
  look()
}

const busy = new WeakSet<HTMLElement>()

/** What cannot be had now leaves what was there: the last picture, or the icon. */
async function refresh(place: HTMLElement): Promise<void> {
  const runs =
    place.closest<HTMLElement>('[data-session-state]')?.dataset.sessionState === 'running'
  const { preview, ticket } = place.dataset
  const image = place.querySelector('img')
  if (!runs || !image || preview === undefined || ticket === undefined || busy.has(place)) return
  busy.add(place)
  try {
    const picture = await pictureAt(preview, ticket)
    if (picture) show(image, picture)
  } catch (error) {
    // Without a network there is no news either; the next look comes by itself.
    if (!(error instanceof TypeError)) throw error
  } finally {
    busy.delete(place)
  }
}

/** The front door admits by a ticket, which lasts a minute: without one, or with an old one, a new one. */
async function pictureAt(preview: string, ticket: string): Promise<Blob | undefined> {
  const first = await fetch(preview, { cache: 'no-store' })
  if (first.status === 200) return first.blob()
  if (first.status !== 401 && first.status !== 403) return undefined
  const admitted = await fetch(ticket, { method: 'POST' })
  if (!admitted.ok) return undefined
  const second = await fetch(preview, { cache: 'no-store' })
  return second.status === 200 ? second.blob() : undefined
}

function show(image: HTMLImageElement, picture: Blob): void {
  const before = image.src
  image.src = URL.createObjectURL(picture)
  image.hidden = false
  if (before.startsWith('blob:')) URL.revokeObjectURL(before)
}
