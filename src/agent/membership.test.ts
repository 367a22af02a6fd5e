import { describe, expect, test } from 'bun:test'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigError, readConfig } from '../config.ts'
import { hostKey } from '../contract/identity.ts'
import { logger } from '../log.ts'
import { temporaryFolder } from '../testing/folder.ts'
import { startAgent } from './index.ts'
import { joinManager, managerToken } from './membership.ts'

const host = crypto.randomUUID()
const installation = crypto.randomUUID()
const log = logger('agent')

function configure(dataDir: string, url: string, ...more: string[]) {
  const where = ['--role=agent', `--manager-url=${url}`, `--data-dir=${dataDir}`]
  return readConfig([...where, ...more], { CASEMENT_CONFIG: '/dev/null' })
}

describe('managerToken', () => {
  test('is the configured one, else the one in the file', () => {
    using folder = temporaryFolder()
    mkdirSync(join(folder.path, 'secrets'))
    writeFileSync(join(folder.path, 'secrets/manager-token'), 'from the file\n')
    expect(managerToken(configure(folder.path, 'http://localhost'))).toBe('from the file')
    const configured = configure(folder.path, 'http://localhost', '--token=from the flag')
    expect(managerToken(configured)).toBe('from the flag')
  })
})

describe('joinManager', () => {
  test('waits for a manager that comes later, and for one that has the right token', async () => {
    using folder = temporaryFolder()
    const probe = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: () => new Response() })
    const { port, url } = probe
    await probe.stop(true)
    const config = configure(folder.path, url.href, '--token=right')
    const key = hostKey(config.secretsDir, 'agent')
    const joining = joinManager(config, key, AbortSignal.timeout(10_000), log)

    let asked = 0
    const manager = Bun.serve({
      port: port ?? 0,
      hostname: '127.0.0.1',
      fetch(request) {
        asked++
        expect(request.headers.get('authorization')).toBe('Bearer right')
        if (asked < 3) return Response.json({ error_message: 'wrong token' }, { status: 401 })
        return Response.json({ host, installation })
      },
    })
    const membership = await joining
    await manager.stop(true)
    expect(membership?.installation).toBe(installation)
    expect(membership?.peer.host).toBe(host)
    expect(asked).toBe(3)
  })

  test('ends with its signal', async () => {
    using folder = temporaryFolder()
    const config = configure(folder.path, 'http://127.0.0.1:1', '--token=any')
    const stop = new AbortController()
    const joining = joinManager(config, hostKey(config.secretsDir, 'agent'), stop.signal, log)
    stop.abort()
    expect(await joining).toBeUndefined()
  })
})

describe('startAgent', () => {
  test('refuses to start without a token, and says where to put it', async () => {
    using folder = temporaryFolder()
    const starting = startAgent(configure(folder.path, 'http://127.0.0.1:1'))
    await expect(starting).rejects.toThrow(ConfigError)
    await expect(starting).rejects.toThrow('secrets/manager-token')
  })

  test.each(['10.0.0.1', 'fd00::/8', '10.0.0.0/33', '300.0.0.0/8', 'lan'])(
    'refuses %s as a network that sessions may reach',
    async (network) => {
      using folder = temporaryFolder()
      const more = ['--token=any', `--session-allow=10.1.0.0/16,${network}`]
      const starting = startAgent(configure(folder.path, 'http://127.0.0.1:1', ...more))
      await expect(starting).rejects.toThrow(`--session-allow: "${network}" is not an IPv4 network`)
    },
  )

  test('is up and goes again with neither a manager nor Docker Engine', async () => {
    using folder = temporaryFolder()
    const more = ['--token=any', `--docker-socket=${join(folder.path, 'none.sock')}`]
    const agent = await startAgent(configure(folder.path, 'http://127.0.0.1:1', ...more))
    expect(agent.name).toBe('agent')
    await agent[Symbol.asyncDispose]()
  })
})
