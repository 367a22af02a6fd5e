/**
 * How the pages of a container are reached whose image serves its screen, or itself, on the web, as those with
 * KasmVNC do; null where it is a desktop of ours, with VNC.
 */
export type WebPage = {
  readonly scheme: 'http' | 'https'
  readonly port: number
  /** Path and query at which it begins. */
  readonly path: string
  /** Whose name, with the session's own password, opens it (Basic); empty = nobody's. */
  readonly user: string
  /** SHA-256 of the only certificate that is believed, hex; empty = any is. */
  readonly fingerprint: string
}

/** What opens it, as `Authorization` says it (RFC 7617); undefined where nothing has to. */
export function authorizationOf({ user }: WebPage, password: string): string | undefined {
  if (user === '') return undefined
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
}

/** Path and query of a URL that is the same to everybody who reads it. */
export function isStart(text: string): boolean {
  return /^\/(?![/\\])[!-~]*$/.test(text) && !text.includes('#')
}

/** As people write fingerprints: with colons or blanks, in any case. Undefined where it is none of SHA-256. */
export function parseFingerprint(text: string): string | undefined {
  const hex = text.replace(/[\s:]/g, '').toLowerCase()
  return hex === '' || /^[0-9a-f]{64}$/.test(hex) ? hex : undefined
}
