import { type Target, Upstream } from './upstream.ts'

/** What became of a question: it is ready, it answers but is not ready, or it does not answer. */
export type Health = 'ready' | 'unready' | 'away'

const QUESTION = 'GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'

/** Asks a manager how it is, on a connection of its own; whoever says nothing within so long is away. */
export async function probe(target: Target, milliseconds: number): Promise<Health> {
  const { promise, resolve } = Promise.withResolvers<Health>()
  let said = ''
  const upstream = new Upstream(
    {
      fromUpstream(bytes) {
        said += bytes.toString('latin1', 0, 64)
        if (said.length >= 'HTTP/1.1 200'.length) {
          resolve(/^HTTP\/1\.[01] 200/.test(said) ? 'ready' : 'unready')
        }
      },
      upstreamEnded: () => resolve('away'),
      upstreamGone: () => resolve('away'),
    },
    [target],
    milliseconds,
  )
  upstream.pipe.write(Buffer.from(QUESTION))
  const late = setTimeout(() => resolve('away'), milliseconds)
  const health = await promise
  clearTimeout(late)
  upstream.destroy()
  return health
}
