import { afterAll, describe, expect, test } from 'bun:test'
import { logger } from '../log.ts'
import type { Container } from './container.ts'
import { openDocker } from './docker.ts'
import { DockerRefused, DockerUnreachable } from './docker-errors.ts'
import { openGateway } from './gateway.ts'

const INSTALLATION = crypto.randomUUID()
const session = crypto.randomUUID()

/** What Docker Engine says when it is asked for the session's container. */
let known: () => Promise<Container | undefined> = async () => undefined

const docker = { ...openDocker('/nowhere/docker.sock'), container: () => known() }
const tools = { docker, log: logger('agent'), passwordOf: () => undefined }
const gateway = openGateway(tools, INSTALLATION)
afterAll(() => gateway[Symbol.asyncDispose]())

function container(parts: Partial<Container> = {}): Container {
  return {
    id: 'of the session',
    session,
    installation: INSTALLATION,
    generation: 1,
    state: 'running',
    address: undefined,
    pid: 1,
    exitCode: 0,
    outOfMemory: false,
    ...parts,
  }
}

function ask(path: string, init: RequestInit = {}, key = gateway.about.key) {
  const { host, port } = gateway.about
  const headers = { authorization: `Bearer ${key}`, ...init.headers }
  return fetch(`http://${host}:${port}${path}`, { ...init, headers })
}

describe('the gateway', () => {
  test('listens where sessions cannot reach it', () => {
    expect(gateway.about.host).toBe('127.0.0.1')
  })

  test('is another one at each start', async () => {
    await using second = openGateway(tools, INSTALLATION)
    expect(second.about.key).not.toBe(gateway.about.key)
    expect(second.about.key).toHaveLength(43)
  })

  test.each(['', 'x', 'x'.repeat(43)])('answers nobody without its key: %p', async (key) => {
    const looked = Promise.withResolvers<undefined>()
    known = () => looked.promise // never answers: it must not even be asked
    for (const method of ['GET', 'PUT']) {
      const body = method === 'PUT' ? { body: 'x' } : {}
      const answer = await ask(`/s/${session}/files`, { method, ...body }, key)
      expect(await answer.json()).toMatchObject({ reason: 'key' })
      expect(answer.status).toBe(401)
    }
  })

  test.each(['/', '/s', `/s/${session}`, `/s/${session}/constructor`, `/s/x/files`])(
    'knows nothing at %p',
    async (path) => {
      expect((await ask(path)).status).toBe(404)
    },
  )

  test.each([
    ['is gone', undefined],
    ['has ended', container({ state: 'exited' })],
    ['is of another installation', container({ installation: crypto.randomUUID() })],
  ])('refuses a session that %s, after it has heard all of the request', async (_, found) => {
    known = async () => found
    const body = Buffer.alloc(4 * 2 ** 20)
    const answer = await ask(`/s/${session}/files`, { method: 'PUT', body })
    expect(await answer.json()).toMatchObject({ reason: 'notRunning' })
    expect(answer.status).toBe(409)
  })

  test.each([404, 409])('refuses one that was paused or ended meanwhile: %d', async (status) => {
    known = async () => {
      throw new DockerRefused('is paused', status)
    }
    const answer = await ask(`/s/${session}/files`)
    expect(await answer.json()).toMatchObject({ reason: 'notRunning' })
    expect(answer.status).toBe(409)
  })

  test('says when Docker Engine does not answer', async () => {
    known = async () => {
      throw new DockerUnreachable('gone')
    }
    const answer = await ask(`/s/${session}/files`)
    expect(await answer.json()).toMatchObject({ reason: 'away' })
    expect(answer.status).toBe(503)
  })

  test('upgrades nobody where there are no WebSockets', async () => {
    known = async () => container()
    const headers = { upgrade: 'websocket', connection: 'upgrade' }
    expect((await ask(`/s/${session}/files`, { headers })).status).toBe(404)
  })
})
