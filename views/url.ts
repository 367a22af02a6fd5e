/**
 * The URL of `to` as seen from the page `from`, both absolute paths of ours. Relative URLs are what
 * lets the product live under any path prefix without knowing it.
 */
export function relativeUrl(from: string, to: string): string {
  const split = to.search(/[?#]/)
  const path = split < 0 ? to : to.slice(0, split)
  const rest = split < 0 ? '' : to.slice(split)
  const here = from.split('/').slice(1, -1)
  const there = path.split('/').slice(1)
  let shared = 0
  while (shared < here.length && shared < there.length - 1 && here[shared] === there[shared]) {
    shared += 1
  }
  const up = '../'.repeat(here.length - shared)
  const down = there.slice(shared).join('/')
  return `${up || './'}${down}${rest}`
}

/** An address somebody typed, if a browser may follow it; never `javascript:` or the like. */
export function safeHref(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined
  return ['https:', 'http:'].includes(new URL(address).protocol) ? address : undefined
}
