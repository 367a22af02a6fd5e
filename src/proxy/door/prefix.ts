import type { NormalPath } from './path.ts'

/**
 * A path of ours, without the prefix that an outer proxy left on it. What comes without the prefix is served,
 * too: probes on this host, and an outer proxy that takes it away. 'bare' where nothing is behind it, not
 * even a slash: addresses in a page there would be relative to the wrong folder.
 */
export function withoutPrefix({ path, query }: NormalPath, prefix: string): NormalPath | 'bare' {
  if (prefix === '' || !path.startsWith(prefix)) return { path, query }
  if (path.length === prefix.length) return 'bare'
  return path[prefix.length] === '/' ? { path: path.slice(prefix.length), query } : { path, query }
}

/** Where the page at a bare prefix is, relative to that, whatever else stands before it outside. */
export function insideOf(prefix: string, query: string): string {
  return `./${prefix.slice(prefix.lastIndexOf('/') + 1)}/${query}`
}
