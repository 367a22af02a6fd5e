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
  // What was asked for comes first: pictures wait until all of the page is there.
  if (document.readyState === 'complete') look()
  else window.addEventListener('load', look, { once: true })
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
    const picture = await pictureAt(preview, ticket, !image.hidden)
    if (picture) show(image, picture)
  } catch (error) {
    // Without a network there is no news either; the next look comes by itself.
    if (!(error instanceof TypeError)) throw error
  } finally {
    busy.delete(place)
  }
}

/**
 * The front door admits by a ticket, which lasts a minute. A place without a picture has none; one whose ticket
 * is old gets a new one.
 */
async function pictureAt(
  preview: string,
  ticket: string,
  admitted: boolean,
): Promise<Blob | undefined> {
  const first = admitted ? await look(preview) : undefined
  if (first?.status === 200) return first.blob()
  if (first && first.status !== 401 && first.status !== 403) return undefined
  const { ok } = await fetch(ticket, { method: 'POST' })
  if (!ok) return undefined
  const second = await look(preview)
  return second.status === 200 ? second.blob() : undefined
}

/** An answer that nobody reads to its end keeps its connection, of which a browser has few. */
async function look(preview: string): Promise<Response> {
  const response = await fetch(preview, { cache: 'no-store' })
  if (response.status !== 200) await response.body?.cancel()
  return response
}

function show(image: HTMLImageElement, picture: Blob): void {
  const before = image.src
  image.src = URL.createObjectURL(picture)
  image.hidden = false
  if (before.startsWith('blob:')) URL.revokeObjectURL(before)
}
