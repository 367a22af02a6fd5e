/**
 * Did the person come here by an act of their own: an address typed, a bookmark, a link in another program,
 * or a page of ours? What another site leads to, or a browser fetches ahead of the person, is none; nor
 * is what a browser says nothing of (Fetch Metadata, `Sec-Fetch-Site`).
 */
export function isOwnAct({ headers }: Request): boolean {
  const site = headers.get('sec-fetch-site')
  if (headers.has('sec-purpose') || headers.has('purpose')) return false
  return site === 'none' || site === 'same-origin'
}

/** In the query of a link that leads here from elsewhere, kept while the person signs in first. */
export const ASK = 'ask'

/** Where somebody who has to sign in first goes on to: a page that acts by itself is to ask then. */
export function returnPath(request: Request): string {
  const { pathname, search } = new URL(request.url)
  const acts = /^\/launch\//.test(pathname) && !isOwnAct(request)
  return pathname + search + (acts ? `${search === '' ? '?' : '&'}${ASK}` : '')
}
