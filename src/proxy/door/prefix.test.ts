import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { exchange, openDoor, RawClient, routeTo, snapshot, ticketFor } from '../testing/door.ts'
import { Manager } from '../testing/manager.ts'
import type { FrontDoor } from './door.ts'
import { insideOf, withoutPrefix } from './prefix.ts'

describe('without its prefix', () => {
  test.each([
    ['/apps/casement/', '/apps/casement', '/'],
    ['/apps/casement/s/x', '/apps/casement', '/s/x'],
    ['/apps/casementary', '/apps/casement', '/apps/casementary'],
    ['/s/x', '/apps/casement', '/s/x'],
    ['/apps/casement/apps/casement/x', '/apps/casement', '/apps/casement/x'],
    ['/x', '', '/x'],
  ])('%p below %p is %p', (path, prefix, inside) => {
    expect(withoutPrefix({ path, query: '?q' }, prefix)).toEqual({ path: inside, query: '?q' })
  })

  test('a path that ends before the slash is none yet', () => {
    expect(withoutPrefix({ path: '/apps/casement', query: '' }, '/apps/casement')).toBe('bare')
    const there = new URL(insideOf('/apps/casement', '?a'), 'https://x/more/apps/casement?a')
    expect(there.href).toBe('https://x/more/apps/casement/?a')
  })
})

describe('a door below a path', () => {
  const manager = new Manager()
  const route = routeTo(9)
  let door: FrontDoor

  beforeAll(async () => {
    door = openDoor({}, { pathPrefix: '/apps/casement' })
    door.replace(snapshot({ managers: [await manager.listen()], sessions: [route] }))
  })

  afterAll(() => {
    door[Symbol.dispose]()
    manager[Symbol.dispose]()
  })

  function ask(path: string, fields = '') {
    const head = `GET ${path} HTTP/1.1\r\nHost: desk.example\r\n${fields}Connection: close\r\n\r\n`
    return exchange(door.port, head)
  }

  test('asks a manager for what is below it, and for what comes without it', async () => {
    expect(await ask('/apps/casement/a?b=/apps/casement')).toEndWith('ok:/a?b=/apps/casement')
    expect(await ask('/apps/%63asement/a')).toEndWith('ok:/a')
    expect(await ask('/a')).toEndWith('ok:/a')
    expect(await ask('/apps/casement/healthz')).toEndWith('ok')
  })

  test('decides by the path that is left', async () => {
    expect(await ask('/apps/casement/internal/v1/hosts')).toContain('404 Not Found')
    expect(await ask('/apps/%63asement/internal')).toContain('404 Not Found')
    const rfb = `/apps/casement/s/${route.session}/rfb`
    expect(await ask(rfb)).toContain('401 Unauthorized')
    expect(await ask(rfb, `Cookie: ${ticketFor(route)}\r\n`)).toContain('426 Upgrade Required')
    expect(await ask('/apps/casement/../casement/a')).toContain('400 Bad Request')
    expect(await ask('/apps/casement//a')).toContain('400 Bad Request')
  })

  test('sends who leaves out the last slash there', async () => {
    const text = await ask('/apps/casement?next=%2Fx')
    expect(text).toContain('308 Permanent Redirect')
    expect(text).toContain('location: ./casement/?next=%2Fx\r\n')
  })

  test('keeps the connection after that', async () => {
    using client = new RawClient(door.port)
    client.send('GET /apps/casement HTTP/1.1\r\nHost: x\r\n\r\n')
    client.send('GET /apps/casement/b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
    expect(await client.all()).toEndWith('ok:/b')
  })
})
