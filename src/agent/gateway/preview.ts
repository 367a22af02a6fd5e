import { messageOf } from '../../errors.ts'
import { gateway as texts } from '../../texts/gateway.ts'
import { encodePng } from '../../wire/png.ts'
import { RfbPicture } from '../../wire/rfb-picture.ts'
import { RFB_PORT } from '../container.ts'
import type { Desktop } from '../probe.ts'
import { type Asked, GatewayRefusal, type Handler, type Tools } from './handler.ts'

/** On a screen of two pixels a point, a card of the portal shows about so many. */
const WIDEST = 480
/** However many pages ask, a session is looked at no more often than this. */
const FRESH_MS = 4000
const LOOK_MS = 10_000

type Look = { readonly at: number; readonly picture: Promise<Uint8Array<ArrayBuffer>> }

/** `GET …/preview`: a small PNG of the screen as it was a moment ago. */
export function preview(
  { passwordOf, log }: Tools,
  { now, lookAt } = { now: () => performance.now(), lookAt: pictureOf },
): Handler {
  const looks = new Map<string, Look>()

  function look({ session, address }: Asked): Promise<Uint8Array<ArrayBuffer>> {
    for (const [other, { at }] of looks) if (now() - at > FRESH_MS) looks.delete(other)
    const recent = looks.get(session)
    if (recent) return recent.picture
    const password = passwordOf(session)
    if (password === undefined || address === undefined) {
      throw new GatewayRefusal(409, 'notRunning', texts.notRunning)
    }
    const picture = lookAt({ host: address, port: RFB_PORT, password })
    looks.set(session, { at: now(), picture })
    return picture
  }

  return {
    async answer(request, asked) {
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        throw new GatewayRefusal(405, 'method', texts.unknown)
      }
      const headers = { 'content-type': 'image/png', 'cache-control': 'no-store' }
      try {
        return new Response(await look(asked), { headers })
      } catch (error) {
        if (error instanceof GatewayRefusal) throw error
        log.info('A screen could not be looked at', { cause: messageOf(error) })
        throw new GatewayRefusal(503, 'away', texts.away)
      }
    },
  }
}

/** Looks once. Rejects where the desktop does not answer, says no, or takes too long. */
export async function pictureOf({
  host,
  port,
  password,
}: Desktop): Promise<Uint8Array<ArrayBuffer>> {
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array<ArrayBuffer>>()
  const reader = new RfbPicture(password, WIDEST)
  const giveUp = () => reject(new Error('The desktop did not show itself'))
  const timer = setTimeout(giveUp, LOOK_MS)
  const connecting = Bun.connect({
    hostname: host,
    port,
    socket: {
      data(socket, bytes) {
        try {
          // What a viewer that only looks says always fits into an empty send buffer.
          socket.write(reader.feed(bytes).send)
          const { whole } = reader
          if (!whole) return
          resolve(new Uint8Array(encodePng(whole.pixels(), whole.width, whole.height)))
        } catch (error) {
          reject(error)
        }
      },
      close: giveUp,
      error: (_socket, error) => reject(error),
      connectError: (_socket, error) => reject(error),
    },
  })
  connecting.catch(reject)
  try {
    return await promise
  } finally {
    clearTimeout(timer)
    connecting.then((socket) => socket.end()).catch(giveUp)
  }
}
