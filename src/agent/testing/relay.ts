import { goBetween, hand } from '../../testing/go-between.ts'

/** What may befall a call: it is refused with a 500, never answered, or its connection breaks. */
export const ILLNESSES = ['refuse', 'hang', 'drop'] as const
export type Illness = (typeof ILLNESSES)[number]

const REQUEST = /^(?:GET|POST|PUT|DELETE|HEAD) \S+/

/** What Docker says when something below it fails. */
const REFUSAL = JSON.stringify({ message: 'driver failed: device or resource busy' })

/**
 * A socket at `path` that leads to Docker Engine's at `target`, until it is cut. Every request is told by
 * its first line (`POST /containers/create?name=…`) as it comes; the answer says what becomes of it.
 */
export function relay(path: string, target: string, meet: (request: string) => Illness | 'pass') {
  let frozen = false
  const isFrozen = () => frozen
  const between = goBetween(target, (near, far) => {
    let passing = true
    if (frozen) for (const socket of [near, far]) socket.pause()
    near.on('data', (chunk: Buffer) => {
      const request = REQUEST.exec(chunk.toString('latin1'))?.[0]
      const fate = request && passing ? meet(request) : 'pass'
      if (fate !== 'pass') passing = false
      if (fate === 'refuse') near.end(refusal())
      if (fate === 'drop') near.destroy()
      if (passing) hand(chunk, near, far, isFrozen)
    })
    far.on('data', (chunk: Buffer) => hand(chunk, far, near, isFrozen))
    near.on('end', () => far.end())
    far.on('end', () => passing && near.end())
  })
  between.server.listen(path)

  return {
    /** Like SIGSTOP to the engine: connections stand, and nothing moves on them. */
    freeze() {
      frozen = true
      for (const socket of between.open) socket.pause()
    },

    /** Like SIGCONT: what was asked meanwhile is answered now. */
    thaw() {
      frozen = false
      for (const socket of between.open) socket.resume()
    },

    cut: between.cut,
  }
}

function refusal(): string {
  return [
    'HTTP/1.1 500 Internal Server Error',
    'Content-Type: application/json',
    `Content-Length: ${REFUSAL.length}`,
    'Connection: close',
    '',
    REFUSAL,
  ].join('\r\n')
}
