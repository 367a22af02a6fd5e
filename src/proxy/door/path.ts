/** Paths in their one form already: nothing encoded, no empty or dotted part. Nearly all are. */
const PLAIN = /^(?:\/(?!\.{1,2}(?:\/|$))[\w.~!$&'()*+,=:@-]+)*\/?$/

/** The path in the one form that both decides and travels on, and the query as it came. */
export type NormalPath = { readonly path: string; readonly query: string }

/**
 * The one form of a request target: unreserved characters decoded, other escapes in upper case.
 * Undefined for whatever another server might take for a different path: dot segments and empty ones,
 * backslashes, encoded slashes, escapes of escapes, control characters, path parameters, bytes that are no UTF-8.
 */
export function normalPath(target: string): NormalPath | undefined {
  const cut = target.indexOf('?')
  const raw = cut < 0 ? target : target.slice(0, cut)
  const query = cut < 0 ? '' : target.slice(cut)
  if (target.includes('#')) return undefined
  if (PLAIN.test(raw)) return { path: raw, query }
  const path = decodeUnreserved(raw)
  return path !== undefined && isUnambiguous(path) ? { path, query } : undefined
}

function decodeUnreserved(path: string): string | undefined {
  if (/%(?![0-9a-f]{2})/i.test(path)) return undefined
  return path.replace(/%[0-9a-f]{2}/gi, (code) => {
    const character = String.fromCharCode(Number.parseInt(code.slice(1), 16))
    return /[\w.~-]/.test(character) ? character : code.toUpperCase()
  })
}

function isUnambiguous(path: string): boolean {
  if (/[\\;]|%(?:[01].|7F|2F|5C|25|3B|23|3F)/.test(path) || !isUtf8(path)) return false
  return path
    .split('/')
    .slice(1)
    .every(
      (part, i, parts) => part !== '.' && part !== '..' && (part !== '' || i === parts.length - 1),
    )
}

/** Overlong forms of dots and slashes are none, and a server that reads Latin-1 finds other characters. */
function isUtf8(path: string): boolean {
  try {
    decodeURIComponent(path)
    return true
  } catch {
    return false
  }
}
