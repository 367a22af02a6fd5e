/**
 * Where to go after signing in: a path of ours, or the portal. Parsed as a browser would, since what
 * looks like a path (`/\evil`, a tab inside) may be another host to it.
 */
export function safeNext(asked: string | null | undefined): string {
  if (!asked?.startsWith('/') || asked.length > 2000) return '/'
  const here = 'http://casement.invalid'
  if (!URL.canParse(asked, here)) return '/'
  const { origin, pathname, search } = new URL(asked, here)
  // `/.//evil` is normalised to `//evil`, which is another host once it stands alone.
  if (origin !== here || pathname.startsWith('//')) return '/'
  if (['/sign-in', '/sign-out', '/password'].includes(pathname)) return '/'
  return pathname + search
}
