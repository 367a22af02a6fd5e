/**
 * Did a page of ours send this? Asked of every request that changes something and is let in by a
 * cookie, since a browser adds the cookie whoever made it send the request. What the browser itself says
 * of the site counts first (Fetch Metadata; no page can set it): it alone knows by which name we were
 * asked, which a reverse proxy may have replaced. Older browsers do not say it: then Origin is compared
 * with Host, port included, since a container's own pages may be on another port of this host. The scheme
 * is ignored: behind a reverse proxy ours may differ from the browser's.
 */
export function isFromUs({ headers }: Request): boolean {
  const origin = headers.get('origin')
  const site = headers.get('sec-fetch-site')
  if (origin === null) return site === 'same-origin' || site === 'none'
  const scheme = /^https?:\/\//.exec(origin)?.[0]
  const from = hostOf(origin)
  // `null` is a sandbox, a file or a redirect.
  if (scheme === undefined || from === undefined) return false
  if (site !== null && site !== 'none') return site === 'same-origin'
  return from === hostOf(`${scheme}${headers.get('host') ?? ''}`)
}

/** Host with port, the scheme's own port left out; undefined where there is anything but a host. */
function hostOf(origin: string): string | undefined {
  if (!/^https?:\/\/[\w.:[\]-]+$/.test(origin) || !URL.canParse(origin)) return undefined
  return new URL(origin).host
}
