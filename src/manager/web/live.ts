import { Elysia } from 'elysia'
import type { SignedIn } from '../../db/logins.ts'
import type { Tidings } from '../sessions/news.ts'
import type { access } from './access.ts'

/** So often a stream says that it lives, and looks whether its sign-in still does. */
const HEARTBEAT_MS = 15_000
/** Of a stream that is to arrive as it is written. */
export const STREAM_HEADERS = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-store',
  // nginx, if it stands in front, would hold events back until there are 8 kB of them.
  'x-accel-buffering': 'no',
}
const encoder = new TextEncoder()

type Deps = {
  readonly news: Tidings
  readonly access: ReturnType<typeof access>
  readonly findViewer: (request: Request) => Promise<SignedIn | undefined>
}

/**
 * `GET /live`: server-sent events, each an empty `live` that says: what you look at may have changed, ask
 * for it again. A person is told of their own sessions, an admin of all. Ends with the sign-in, and where
 * the manager stops; browsers come back by themselves.
 */
export function liveRoutes({ news, access, findViewer }: Deps) {
  return new Elysia({ name: 'live' }).use(access).get(
    '/live',
    ({ request, viewer }) => {
      const about = viewer.admin ? undefined : viewer.userId
      return new Response(
        events(news, about, request.signal, () => findViewer(request)),
        {
          headers: STREAM_HEADERS,
        },
      )
    },
    { signedIn: true },
  )
}

function events(
  news: Tidings,
  user: string | undefined,
  signal: AbortSignal,
  stillThere: () => Promise<SignedIn | undefined>,
): ReadableStream<Uint8Array> {
  const over = new AbortController()
  const heard = AbortSignal.any([signal, over.signal])
  return new ReadableStream({
    start(controller) {
      const say = (line: string) => controller.enqueue(encoder.encode(line))
      const end = () => {
        if (heard.aborted) return
        over.abort()
        controller.close()
      }
      // Who does not read is told once; there is nothing in an event that could be missed.
      const tell = () => {
        if ((controller.desiredSize ?? 0) > 0) say('event: live\ndata:\n\n')
      }
      const leave = news.follow(user, { tell, end })
      const heartbeat = setInterval(async () => {
        const viewer = await stillThere().catch(() => undefined)
        if (!viewer) end()
        else if (!heard.aborted) say(':\n\n')
      }, HEARTBEAT_MS)
      heard.addEventListener('abort', () => {
        clearInterval(heartbeat)
        leave()
      })
      say('retry: 2000\n\n')
    },
    cancel: () => over.abort(),
  })
}
