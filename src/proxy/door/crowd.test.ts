import { expect, test } from 'bun:test'
import { until } from '../../testing/until.ts'
import { originOf } from '../address/ip.ts'
import { exchange, openDoor, RawClient, snapshot } from '../testing/door.ts'
import { Manager } from '../testing/manager.ts'

const SILENT = 'GET /silent HTTP/1.1\r\nHost: x\r\n'

function ask(path: string, fields = '') {
  return `GET ${path} HTTP/1.1\r\nHost: x\r\n${fields}Connection: close\r\n\r\n`
}

test('an address has so many connections; the next is told, and there is room when one has gone', async () => {
  await using door = openDoor({ perAddress: 2, excess: 1 })
  using first = new RawClient(door.port)
  using second = new RawClient(door.port)
  await until('both to be in', () => door.connections === 2)
  const refused = await exchange(door.port, ask('/', 'Upgrade: websocket\r\n'))
  expect(refused).toStartWith('HTTP/1.1 429 Too Many Requests\r\n')
  expect(refused).toInclude('retry-after: 2\r\n')
  expect(refused).toInclude('connection: close\r\n')
  expect(refused).toInclude('Too many connections come from your network address')

  using third = new RawClient(door.port)
  await until('one that waits to be told', () => door.connections === 3)
  expect(await exchange(door.port, ask('/'))).toBe('')
  first.socket.destroy()
  second.socket.destroy()
  third.socket.destroy()
  await until('all to be gone', () => door.connections === 0)
  expect(await exchange(door.port, ask('/healthz'))).toEndWith('ok')
})

test('behind a trusted proxy those are counted whom it speaks for, by what they have under way', async () => {
  using manager = new Manager()
  await using door = openDoor({ perAddress: 2 }, { trustedProxies: ['127.0.0.1'] })
  door.replace(snapshot({ managers: [await manager.listen()] }))
  const from = (address: string) => `X-Forwarded-For: ${address}\r\n`
  const greedy = ['2001:db8::1', '2001:db8::2'].map((address) =>
    new RawClient(door.port).send(`${SILENT}${from(address)}\r\n`),
  )
  await until('both to be under way', () => manager.requests.length === 2)
  const third = await exchange(door.port, ask('/a', from('2001:db8:0:0:ffff::3')))
  expect(third).toStartWith('HTTP/1.1 429 ')
  expect(await exchange(door.port, ask('/a', from('2001:db8:0:1::1')))).toEndWith('ok:/a')
  // What is over counts no more.
  for (let i = 0; i < 5; i++) {
    expect(await exchange(door.port, ask('/a', from('192.0.2.1')))).toEndWith('ok:/a')
  }
  for (const one of greedy) one.socket.destroy()
  await until('them to be gone', () => door.connections === 0)
  expect(await exchange(door.port, ask('/a', from('2001:db8::9')))).toEndWith('ok:/a')
})

test('an IPv6 host is counted by its network', () => {
  expect(originOf('192.0.2.1')).toBe('192.0.2.1')
  expect(originOf('2001:db8::1')).toBe('2001:db8:0:0::/64')
  expect(originOf('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2::/64')
  expect(originOf('::1')).toBe('0:0:0:0::/64')
  expect(originOf('1:2:3:4:5:6:7::')).toBe('1:2:3:4::/64')
})
