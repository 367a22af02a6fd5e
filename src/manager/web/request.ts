/** What the asker can use: a whole page, a piece that htmx swaps in, or JSON. */
export type Wanted = 'page' | 'fragment' | 'json'

export function wantedBy({ headers }: Request): Wanted {
  const accept = headers.get('accept') ?? ''
  if (accept.includes('application/json') && !accept.includes('text/html')) return 'json'
  const navigates = headers.has('hx-boosted') || headers.get('hx-request-type') === 'full'
  return headers.has('hx-request') && !navigates ? 'fragment' : 'page'
}

/** Requests that change nothing may come from anywhere. */
export function isReading({ method }: Request): boolean {
  return method === 'GET' || method === 'HEAD'
}

/**
 * Where the request came from, for the throttle and the log. The front door drops what a client says
 * of itself and writes the header anew, so its last entry is its own word; nobody else reaches a
 * manager.
 */
export function clientAddress({ headers }: Request): string {
  const last = headers.get('x-forwarded-for')?.split(',').at(-1)?.trim() ?? ''
  return /^[0-9a-fA-F.:]{2,45}$/.test(last) ? last : 'unknown'
}

/** The front door's number for this request, or a new one; a header of any other form is not believed. */
export function requestId({ headers }: Request): string {
  const given = headers.get('x-request-id') ?? ''
  return /^[\w-]{8,64}$/.test(given) ? given : crypto.randomUUID()
}

/** The path as routes know it, with its query. */
export function pathOf(request: Request): { path: string; query: string } {
  const { pathname, search } = new URL(request.url)
  return { path: pathname, query: search }
}
