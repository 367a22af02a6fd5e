import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { createServer } from 'node:net'
import { until } from '../../testing/until.ts'
import { exchange, openDoor, RawClient, snapshot } from '../testing/door.ts'
import { Manager } from '../testing/manager.ts'
import { FrontDoor } from './door.ts'
import { LIMITS, type Limits } from './limits.ts'

const CLOSE = 'Connection: close\r\n'
const manager = new Manager()
let url: string

beforeAll(async () => {
  url = await manager.listen()
})

afterAll(() => manager[Symbol.dispose]())

function get(path: string, fields = '') {
  return `GET ${path} HTTP/1.1\r\nHost: desk.example\r\n${fields}\r\n`
}

type Changeable = { -readonly [K in keyof Limits]: number }

/** One whose limits may be lowered when things are as they should be for that. */
function doorWith(limits: Changeable): FrontDoor {
  return new FrontDoor({ hostname: '127.0.0.1', port: 0 }, limits)
}

describe('time limits', () => {
  const quick = { sweep: 5, answer: 40, body: 40 }

  test('a slow head', async () => {
    const limits: Changeable = { ...LIMITS, sweep: 5 }
    await using hasty = doorWith(limits)
    using client = new RawClient(hasty.port)
    await client.send(`${get('/healthz')}GET / HT`).until((text) => text.endsWith('ok'))
    limits.head = 1
    expect(await client.all()).toInclude('HTTP/1.1 408 ')
  })

  test('no head at all', async () => {
    await using hasty = openDoor({ sweep: 5, head: 40 })
    expect(await exchange(hasty.port, '')).toBe('')
  })

  test('no next request', async () => {
    await using hasty = openDoor({ sweep: 5, idle: 40 })
    expect(await exchange(hasty.port, get('/healthz'))).toEndWith('ok')
  })

  test('a client that keeps its side open', async () => {
    await using hasty = openDoor({ sweep: 5, linger: 20 })
    using client = new RawClient(hasty.port)
    await client.send(get('/healthz', CLOSE)).all()
    await until('the connection to be cut', () => hasty.connections === 0)
  })

  test('a slow body', async () => {
    await using hasty = openDoor(quick)
    hasty.replace(snapshot({ managers: [url] }))
    const head = 'POST /hash HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhe'
    expect(await exchange(hasty.port, head)).toStartWith('HTTP/1.1 408 ')
  })

  test('a body in drops, each of them in time', async () => {
    await using hasty = openDoor({ sweep: 5, body: 500, bodyRate: 1000 })
    hasty.replace(snapshot({ managers: [url] }))
    using client = new RawClient(hasty.port)
    client.send('POST /hash HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n')
    const answer = client.until((text) => text.startsWith('HTTP/1.1 408 '))
    const drops = setInterval(() => client.send('x'), 10)
    await answer
    clearInterval(drops)
  })

  test("a body that the manager does not take is not the client's fault", async () => {
    const stuck = createServer((socket) => socket.pause())
    await new Promise<void>((resolve) => stuck.listen(0, '127.0.0.1', resolve))
    const address = stuck.address()
    if (address === null || typeof address === 'string') throw new Error('No port')
    const limits: Changeable = { ...LIMITS, sweep: 5 }
    await using patient = doorWith(limits)
    patient.replace(snapshot({ managers: [`http://127.0.0.1:${address.port}`] }))
    using client = new RawClient(patient.port)
    client.send('POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 60000000\r\n\r\n')
    let taken = 0
    const push = () => {
      client.socket.write(Buffer.alloc(100_000), (error) => {
        if (error || ++taken === 600) return
        push()
      })
    }
    push()
    let [before, still] = [0, 0]
    await until('nothing to move', () => {
      still = taken > 0 && taken === before ? still + 1 : 0
      before = taken
      return still === 20
    })
    limits.body = 1
    for (let i = 0; i < 20; i++) await exchange(patient.port, get('/healthz', CLOSE))
    expect(client.text).toBe('')
    limits.answer = 1
    expect(await client.until((text) => text.includes('\r\n'))).toStartWith('HTTP/1.1 504 ')
    client.socket.destroy()
    stuck.close()
  })

  test('a manager that says nothing', async () => {
    await using hasty = openDoor(quick)
    hasty.replace(snapshot({ managers: [url] }))
    expect(await exchange(hasty.port, get('/silent', CLOSE))).toStartWith('HTTP/1.1 504 ')
  })
})

test('others are served beside 400 slow heads and 400 slow bodies', async () => {
  await using door = openDoor()
  door.replace(snapshot({ managers: [url] }))
  const post = 'POST /hash HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nx'
  const slow = ['GET /a HTTP/1.1\r\nHo', post].flatMap((bytes) =>
    Array.from({ length: 400 }, () => new RawClient(door.port).send(bytes)),
  )
  await until('all of them to be in', () => door.connections >= 800)
  for (let i = 0; i < 20; i++) {
    expect(await exchange(door.port, get('/a', CLOSE))).toEndWith('ok:/a')
  }
  for (const one of slow) one.socket.destroy()
  await until('all of them to be gone', () => door.connections === 0)
}, 60_000)
