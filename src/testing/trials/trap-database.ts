import type { Socket } from 'node:net'
import { goBetween } from '../go-between.ts'
import { Commits } from './commits.ts'
import { Frames } from './frames.ts'
import type { Trap } from './trap.ts'

/**
 * A port on loopback that leads to the socket of a Postgres at `target`, with a trap that counts what a
 * client commits of sessions.
 */
export async function trapDatabase(
  target: string,
  trap: Trap,
): Promise<Disposable & { readonly port: number }> {
  const { server, cut } = goBetween(target, (near, far) => {
    near.on('end', () => far.end())
    far.on('end', () => near.end())
    relay(near, far, trap)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('no address')
  return { port: address.port, [Symbol.dispose]: cut }
}

function relay(near: Socket, far: Socket, trap: Trap) {
  const commits = new Commits()
  const said = new Frames({ untypedFirst: true })
  const answered = new Frames({ untypedFirst: false })
  // Every Sync and every Query is answered by one ReadyForQuery, in order; so is the beginning.
  let asked = 1
  let ready = 0
  let last = Number.POSITIVE_INFINITY
  let shut = false

  near.on('data', (chunk: Buffer) => {
    for (const { type, body, bytes } of said.feed(chunk)) {
      const committed = commits.see(type, body)
      const verdict = committed === undefined ? 'pass' : trap.meet(committed)
      if (verdict === 'sprung') shut = true
      if (verdict === 'spring at its answer') last = asked + 1
      if (type === 'S' || type === 'Q') asked++
      if (!shut) far.write(bytes)
    }
  })
  far.on('data', (chunk: Buffer) => {
    for (const { type, bytes } of answered.feed(chunk)) {
      if (type === 'Z' && ++ready === last) {
        shut = true
        trap.spring()
      }
      if (!shut) near.write(bytes)
    }
  })
}
