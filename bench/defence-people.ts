/**
 * Run by bench/defence.ts, as a process of its own, so that nothing but the front door makes these people wait:
 * a desktop that echoes, and people before it. Says its port; told where to go, they press keys for so many
 * seconds, and it says how many milliseconds each key took.
 */
import { type Static, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { Desktop } from '../src/proxy/testing/desktop.ts'
import { routeTo } from '../src/proxy/testing/door.ts'
import { KEY, Viewer } from '../src/proxy/testing/viewer.ts'

export const Press = Type.Object({
  port: Type.Integer(),
  session: Type.String(),
  cookie: Type.String(),
  seconds: Type.Number(),
})

const PEOPLE = 4
/** Between two keys of one person. */
const PAUSE_MS = 20

if (import.meta.main) {
  const desktop = new Desktop((socket, first) => {
    socket.write(first)
    socket.on('data', (bytes: Buffer) => socket.write(bytes))
  })
  process.on('message', async (order: unknown) => {
    if (Value.Check(Press, order)) process.send?.({ waits: await press(order) })
  })
  process.send?.({ port: await desktop.listen() })
}

async function press({ port, session, cookie, seconds }: Static<typeof Press>) {
  const waits: number[] = []
  const route = routeTo(1, { session })
  const end = performance.now() + seconds * 1000
  const one = async () => {
    using viewer = await new Viewer(port, route, { cookie }, 'rfb', true).greet()
    while (performance.now() < end) {
      const began = performance.now()
      viewer.send(KEY)
      await viewer.take(KEY.length)
      waits.push(performance.now() - began)
      await Bun.sleep(PAUSE_MS)
    }
  }
  await Promise.all(Array.from({ length: PEOPLE }, one))
  return waits
}
