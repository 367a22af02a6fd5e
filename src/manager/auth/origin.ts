/**
 * Did a page of ours send this? Asked of every request that changes something and is let in by a
 * cookie, since a browser adds the cookie whoever made it send the request. Origin is compared with
 * Host, port included: a container's own pages may be on another port of this host. The scheme is
 * ignored: behind a reverse proxy ours may differ from the browser's.
 */
export function isFromUs({ headers }: Request): boolean {
  const origin = headers.get('origin')
  if (origin === null) return isFetchedByUs(headers)
  const scheme = /^https?:\/\//.exec(origin)?.[0]
  if (scheme === undefined) return false // `null` is a sandbox, a file or a redirect
  const from = hostOf(origin)
  return from !== undefined && from === hostOf(`${scheme}${headers.get('host') ?? ''}`)
}

/** Browsers omit Origin from some requests and then say this instead. Neither: not a browser of ours. */
function isFetchedByUs(headers: Headers): boolean {
  const site = headers.get('sec-fetch-site')
  return site === 'same-origin' || site === 'none'
}

/** Host with port, the scheme's own port left out; undefined where there is anything but a host. */
function hostOf(origin: string): string | undefined {
  if (!/^https?:\/\/[\w.:[\]-]+$/.test(origin) || !URL.canParse(origin)) return undefined
  return new URL(origin).host
}
