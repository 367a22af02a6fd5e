import { expect, test } from 'bun:test'
import { until } from '../../testing/until.ts'
import { exchange, openDoor, RawClient } from '../testing/door.ts'

const ASK = 'GET /healthz HTTP/1.1\r\nHost: x\r\n'

test('who says nothing makes room for who comes, longest first; who has spoken stays', async () => {
  await using door = openDoor({ newcomers: 2 })
  using known = new RawClient(door.port)
  await known.send(`${ASK}\r\n`).until((text) => text.endsWith('ok'))
  const silent: RawClient[] = []
  for (const bytes of ['GET / HT', '', 'GET / HTTP/1.1\r\nHost: x\r\n']) {
    const before = door.connections
    silent.push(new RawClient(door.port).send(bytes))
    await until('it to be in', () => door.connections > before || silent.length > 2)
  }
  await silent[0]?.closed
  expect(await exchange(door.port, `${ASK}Connection: close\r\n\r\n`)).toEndWith('ok')
  await silent[1]?.closed
  await silent[2]?.send('\r\n').until((text) => text.startsWith('HTTP/1.1 503 '))
  await known.send(`${ASK}\r\n`).until((text) => text.split('HTTP/1.1 200').length === 3)
  for (const one of silent) one.socket.destroy()
})
