import { type Static, Type } from '@sinclair/typebox'

/**
 * What a session's container itself serves at its port, and how the front door speaks to it. `rfb`: a desktop, of
 * which the front door reads along; `tcp`: any bytes, in the binary frames of a WebSocket; `http` and `https`: a web
 * server, whose pages have an origin of their own.
 */
export const SessionUpstream = Type.Object({
  kind: Type.Union([
    Type.Literal('rfb'),
    Type.Literal('tcp'),
    Type.Literal('http'),
    Type.Literal('https'),
  ]),
  /** Path and query at which a visit begins; absent = `/`. */
  start: Type.Optional(Type.String({ pattern: '^/[!-~]*$', maxLength: 1000 })),
  /** The value of `Authorization` that opens it. For proxies alone; with it what a browser says there does not count. */
  authorization: Type.Optional(Type.String({ pattern: '^[!-~][ -~]*$', maxLength: 4096 })),
  /** SHA-256 of the only certificate that is believed, hex; absent = any is. */
  fingerprint: Type.Optional(Type.String({ pattern: '^[0-9a-f]{64}$' })),
})
export type SessionUpstream = Static<typeof SessionUpstream>
