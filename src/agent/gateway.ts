import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { Server } from 'bun'
import type { Gateway } from '../contract/gateway.ts'
import { messageOf } from '../errors.ts'
import { gateway as texts } from '../texts/gateway.ts'
import { containerName } from './container.ts'
import { DockerUnreachable, isStatus } from './docker-errors.ts'
import { type Asked, GatewayRefusal, type SocketData, type Tools } from './gateway/handler.ts'
import { handlers } from './gateway/handlers.ts'

const PLACE = /^\/s\/([0-9a-f-]{36})\/([a-z]+)(\/.*)?$/

/** Longest message of a browser, 1 MiB: nobody sends files as messages. */
const MESSAGE_LIMIT = 2 ** 20
/** What waits for a slow reader of a socket, who is cut beyond it. */
const WAITING_LIMIT = 4 * 2 ** 20

/**
 * The agent's gateway: what viewers need of a session beside its picture. It listens on loopback, where
 * sessions cannot reach it, and answers nobody without its key, which is new at each start.
 */
export function openGateway(
  tools: Tools,
  installation: string,
): { readonly about: Gateway } & AsyncDisposable {
  const { docker, log } = tools
  const table = handlers(tools)
  const key = randomBytes(32).toString('base64url')
  const expected = Buffer.from(`Bearer ${key}`)

  async function serve(
    request: Request,
    server: Server<SocketData>,
  ): Promise<Response | undefined> {
    const given = Buffer.from(request.headers.get('authorization') ?? '')
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      throw new GatewayRefusal(401, 'key', texts.wrongKey)
    }
    const { pathname, searchParams: query } = new URL(request.url)
    const [, session = '', what = '', rest = ''] = PLACE.exec(pathname) ?? []
    const handler = Object.hasOwn(table, what) ? table[what] : undefined
    const upgrades = request.headers.get('upgrade')?.toLowerCase() === 'websocket'
    if (!handler || !(upgrades ? handler.open : handler.answer)) {
      throw new GatewayRefusal(404, 'unknown', texts.unknown)
    }
    const container = await docker.container(containerName(session))
    if (container?.installation !== installation || container.state !== 'running') {
      throw new GatewayRefusal(409, 'notRunning', texts.notRunning)
    }
    const { id, address } = container
    const asked: Asked = { session, container: id, address, rest, query }
    const { open } = handler
    if (!upgrades || !open) return handler.answer?.(request, asked)
    const data: SocketData = { open: (socket) => open(socket, asked), user: undefined }
    if (server.upgrade(request, { data })) return undefined
    throw new GatewayRefusal(426, 'notWebSocket', texts.unknown)
  }

  async function refuse(error: unknown, request: Request): Promise<Response> {
    // A browser hears an answer only once it has said everything.
    if (!request.bodyUsed) await request.body?.pipeTo(new WritableStream()).catch(() => undefined)
    if (request.signal.aborted) return refusal(499, 'gone', texts.broken) // heard by nobody
    if (error instanceof GatewayRefusal) {
      return refusal(error.status, error.reason, error.message)
    }
    if (isStatus(error, 404) || isStatus(error, 409)) {
      return refusal(409, 'notRunning', texts.notRunning) // it was paused, or ended just now
    }
    log.warn('The gateway could not do what a viewer asked for', {
      path: new URL(request.url).pathname,
      cause: messageOf(error),
    })
    if (error instanceof DockerUnreachable) return refusal(503, 'away', texts.away)
    return refusal(500, 'broken', texts.broken)
  }

  const server: Server<SocketData> = Bun.serve<SocketData>({
    hostname: '127.0.0.1',
    port: 0,
    // Streams may be silent for long; who has gone is told by the front door, which closes.
    idleTimeout: 0,
    maxRequestBodySize: Number.MAX_SAFE_INTEGER,
    development: false,
    async fetch(request, server) {
      try {
        return await serve(request, server)
      } catch (error) {
        return refuse(error, request)
      }
    },
    websocket: {
      maxPayloadLength: MESSAGE_LIMIT,
      backpressureLimit: WAITING_LIMIT,
      closeOnBackpressureLimit: true,
      idleTimeout: 0,
      perMessageDeflate: false,
      open(socket) {
        socket.data.user = socket.data.open(socket)
      },
      message(socket, message) {
        socket.data.user?.message(Buffer.from(message))
      },
      drain(socket) {
        socket.data.user?.drain()
      },
      close(socket) {
        socket.data.user?.closed()
      },
    },
  })
  const { port } = server
  if (port === undefined) throw new Error('The gateway could not listen')
  return {
    about: { host: '127.0.0.1', port, key },
    [Symbol.asyncDispose]: () => server.stop(true),
  }
}

function refusal(status: number, reason: string, sentence: string): Response {
  return Response.json({ error_message: sentence, reason }, { status })
}
