import { type Static, Type } from '@sinclair/typebox'
import { Gateway } from './gateway.ts'
import { Id } from './id.ts'
import { SessionUpstream } from './upstream.ts'

/** Where one live session is and whose tickets open it. `password` is the RFB server's, for the proxy alone. */
export const Route = Type.Object({
  session: Id,
  user: Id,
  host: Type.String(),
  port: Type.Integer({ minimum: 1, maximum: 65535 }),
  password: Type.String(),
  /** Sign-ins of the owner that are alive. A ticket or tunnel of any other is refused or closed. */
  logins: Type.Array(Id),
  /** What may cross to and from it (domain/abilities.ts); names that a proxy does not know mean nothing. Absent = all. */
  abilities: Type.Optional(Type.Array(Type.String())),
  /** Whose gateway gives what belongs to it beside the picture. Absent from managers that know none. */
  agent: Type.Optional(Id),
  /** Absent = `rfb`. */
  upstream: Type.Optional(SessionUpstream),
})
export type Route = Static<typeof Route>

/** What a proxy knows, whole. It replaces the one before. */
export const RouteSnapshot = Type.Object({
  /** Rises with each change a manager sends on one stream. */
  version: Type.Integer(),
  /** The manager's time when this was sent, in milliseconds since 1970: tickets are judged by it. */
  time: Type.Optional(Type.Integer()),
  /** Ed25519 public keys that sign tickets, SPKI PEM; more than one while a key is replaced. */
  ticketKeys: Type.Array(Type.String()),
  /** What proxies sign visits of what containers serve with: 32 bytes or more, base64url. Absent = there are none. */
  visitKey: Type.Optional(Type.String()),
  /** Base URLs of managers. */
  managers: Type.Array(Type.String()),
  sessions: Type.Array(Route),
  /** By agent. */
  gateways: Type.Optional(Type.Record(Id, Gateway)),
})
export type RouteSnapshot = Static<typeof RouteSnapshot>
