import { describe, expect, test } from 'bun:test'
import { selfSigned } from '../proxy/certificates/self-signed.ts'
import { knockWeb } from './probe-web.ts'

const never = new AbortController().signal
const right = `Basic ${btoa('kasm_user:password')}`

function serve(status: number, asksFor = '') {
  const { cert, key } = selfSigned(['x'], new Date())
  return Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    tls: { cert, key },
    fetch: ({ headers }) =>
      new Response('', {
        status: asksFor !== '' && headers.get('authorization') !== asksFor ? 401 : status,
      }),
  })
}

function at(port: number, user = 'kasm_user') {
  const web = { scheme: 'https', port, path: '/vnc.html', user } as const
  return { host: '127.0.0.1', port, password: 'password', web }
}

describe('a page of a container', () => {
  test.each([
    [200, 'open'],
    [302, 'open'],
    [404, 'open'],
    [503, 'silent'],
  ] as const)('that answers %p is %p', async (status, answer) => {
    await using server = serve(status, right)
    expect(await knockWeb(at(server.port ?? 0), never)).toBe(answer)
  })

  test('that takes another name is not ready', async () => {
    await using server = serve(200, 'Basic other')
    expect(await knockWeb(at(server.port ?? 0), never)).toBe('refused')
  })

  test('that asks everybody who they are is there where we say nothing', async () => {
    await using server = serve(200, 'Basic other')
    expect(await knockWeb(at(server.port ?? 0, ''), never)).toBe('open')
  })

  test('that is not there is silent, and nobody waits for it once it is not wanted', async () => {
    const server = serve(200)
    const port = server.port ?? 0
    await server.stop(true)
    expect(await knockWeb(at(port), never)).toBe('silent')
    expect(await knockWeb(at(port), AbortSignal.abort())).toBe('silent')
  })
})
