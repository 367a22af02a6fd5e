import { type Static, Type } from '@sinclair/typebox'
import { RouteSnapshot } from '../../contract/routes.ts'
import { AccessLogOrder } from '../record/access-log.ts'
import { CountsReport } from '../record/counts.ts'

/** PEM. */
const Certificates = Type.Array(Type.Object({ cert: Type.String(), key: Type.String() }))

const Level = Type.Union([
  Type.Literal('debug'),
  Type.Literal('info'),
  Type.Literal('warn'),
  Type.Literal('error'),
])

/** The first message to a worker: what it is to be. */
export const Begin = Type.Object({
  type: Type.Literal('begin'),
  hostname: Type.String(),
  /** 0: any free one; the other workers then get the one it found. */
  port: Type.Integer(),
  /** Of what containers serve; 0 likewise. `sessionPortMatters`: without it there is to be no front door. */
  sessionPort: Type.Optional(Type.Integer()),
  sessionPortMatters: Type.Optional(Type.Boolean()),
  sessionDomain: Type.Optional(Type.String()),
  /** The first is for whoever asks for no name; without any, plain HTTP. */
  tls: Type.Optional(Certificates),
  pathPrefix: Type.Optional(Type.String()),
  trustedProxies: Type.Optional(Type.Array(Type.String())),
  /** Of plain HTTP, which leads to HTTPS. `redirectPortMatters`: without it there is to be no front door. */
  redirectPort: Type.Optional(Type.Integer()),
  redirectPortMatters: Type.Optional(Type.Boolean()),
  proxyProtocol: Type.Optional(Type.Boolean()),
  /** Connections of one address; without it the worker's own limit. */
  perAddress: Type.Optional(Type.Integer()),
  /** Folder of the sockets through which a later main process finds its workers. */
  controlDir: Type.String(),
  /** Between two words on which sessions are used; without it the worker's own. */
  usedEveryMilliseconds: Type.Optional(Type.Integer()),
  /** Our pseudonym in `Via`. */
  via: Type.Optional(Type.String()),
  accessLog: Type.Optional(AccessLogOrder),
  /** Where requests go until a snapshot says so. */
  managers: Type.Array(Type.String()),
  logLevel: Level,
})

/** What the proxy's main process tells a worker. */
export const ToWorker = Type.Union([
  Begin,
  Type.Object({ type: Type.Literal('snapshot'), snapshot: RouteSnapshot }),
  /** For who comes from now on. */
  Type.Object({ type: Type.Literal('certificates'), certificates: Certificates }),
  /** What an authority of certificates asks for: texts by paths, all there are. */
  Type.Object({ type: Type.Literal('proofs'), proofs: Type.Record(Type.String(), Type.String()) }),
  Type.Object({ type: Type.Literal('logLevel'), logLevel: Level }),
  Type.Object({ type: Type.Literal('retire'), milliseconds: Type.Number() }),
  /**
   * Leave the port and the requests to a successor, and keep the tunnels. With `hold` not before the next
   * main process says it without, whose own workers listen then: meanwhile who comes is served, or waits.
   */
  Type.Object({
    type: Type.Literal('handOver'),
    milliseconds: Type.Number(),
    hold: Type.Optional(Type.Boolean()),
  }),
])
export type ToWorker = Static<typeof ToWorker>

/** What a worker tells the main process. */
export const FromWorker = Type.Union([
  Type.Object({
    type: Type.Literal('listening'),
    port: Type.Integer(),
    sessionPort: Type.Optional(Type.Integer()),
    user: Type.String(),
  }),
  /** Every second: it does not hang. */
  Type.Object({ type: Type.Literal('alive') }),
  /** Tunnels are all that it still has. */
  Type.Object({ type: Type.Literal('released') }),
  /** Somebody typed or pointed in these sessions since it said so last. */
  Type.Object({ type: Type.Literal('used'), sessions: Type.Array(Type.String()) }),
  /** What happened since it said so last, and what there is at this moment. */
  Type.Composite([Type.Object({ type: Type.Literal('counts') }), CountsReport]),
  Type.Object({
    type: Type.Literal('failed'),
    reason: Type.String(),
    code: Type.String(),
    port: Type.Optional(Type.Integer()),
  }),
])
export type FromWorker = Static<typeof FromWorker>
