import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test'
import { join } from 'node:path'
import { docker as dockerCli, tracesOf } from '../testing/engine.ts'
import { temporaryFolder } from '../testing/folder.ts'
import { until } from '../testing/until.ts'
import { containerName, LABEL } from './container.ts'
import type { Agent } from './index.ts'
import { run } from './run.ts'
import { relay } from './testing/relay.ts'
import { absent, agentStage, MIB, NETWORK, present, SOCKET } from './testing/stage.ts'

type Stage = Awaited<ReturnType<typeof agentStage>>
let stage: Stage
let agent: Agent | undefined

beforeAll(async () => {
  stage = await agentStage()
  agent = await stage.start()
})
afterEach(async () => {
  stage.manager.forget(false)
  stage.manager.want()
  await until('an empty host', async () => {
    const containers = await stage.docker.containers(stage.installation)
    return containers.length === 0
  })
})
afterAll(async () => {
  await agent?.[Symbol.asyncDispose]()
  await stage[Symbol.asyncDispose]()
})

async function restart(options: Parameters<Stage['start']>[0] = {}) {
  await agent?.[Symbol.asyncDispose]()
  agent = await stage.start(options)
}

async function idOf(session: string) {
  const container = await stage.docker.container(containerName(session))
  return container?.id
}

/** Wants a session and waits until it runs. */
async function launch(
  session: string,
  ...spec: Parameters<typeof present> extends [string, ...infer R] ? R : never
) {
  stage.manager.want(present(session, ...spec))
  return stage.manager.fact(session, ({ state }) => state === 'running')
}

describe('an agent', () => {
  test('makes a session once, and leaves nothing of it', async () => {
    const session = crypto.randomUUID()
    const fact = await launch(session)
    expect(fact.address?.port).toBe(5901)
    const id = await idOf(session)
    const labels = [`${LABEL.installation}=${stage.installation}`, `${LABEL.session}=${session}`]
    await dockerCli('volume', 'create', ...labels.flatMap((it) => ['--label', it]), `v-${session}`)
    const [anonymous = ''] = await dockerCli(
      'inspect',
      '--format',
      '{{(index .Mounts 0).Name}}',
      containerName(session),
    )

    stage.manager.want(present(session))
    stage.manager.want(present(session))
    expect(await idOf(session)).toBe(id)
    expect(await tracesOf(session)).toEqual([containerName(session), `v-${session}`])

    stage.manager.want(absent(session))
    await stage.manager.fact(session, ({ state }) => state === 'absent')
    expect(await tracesOf(session)).toEqual([])
    expect(await dockerCli('volume', 'ls', '--quiet')).not.toContain(anonymous)
  })

  test('gives a session the limits of its workspace and no privilege', async () => {
    const session = crypto.randomUUID()
    await launch(session, {
      cores: 0.5,
      memory: 300 * MIB,
      environment: { GREETING: 'hello world' },
    })
    const [status = ''] = await dockerCli(
      'exec',
      containerName(session),
      '/bun',
      '-e',
      'const { readFileSync } = require("fs"); process.stdout.write(JSON.stringify({ status: readFileSync("/proc/1/status", "utf8"), env: process.env, uid: process.getuid() }))',
    )
    const { status: process1, env, uid } = JSON.parse(status)
    for (const line of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb']) {
      expect(process1).toMatch(new RegExp(`^${line}:\\s0{16}$`, 'm'))
    }
    expect(process1).toMatch(/^NoNewPrivs:\s1$/m)
    expect(process1).toMatch(/^Seccomp:\s2$/m)
    expect(uid).toBe(1000)
    expect(env).toMatchObject({ GREETING: 'hello world', VNC_PW: 'abcdefgh' })

    const [host = ''] = await dockerCli(
      'inspect',
      '--format',
      '{{json .HostConfig}}',
      containerName(session),
    )
    expect(JSON.parse(host)).toMatchObject({
      NanoCpus: 500_000_000,
      Memory: 300 * MIB,
      MemorySwap: 300 * MIB,
      PidsLimit: 2048,
      ShmSize: 64 * MIB,
      Binds: null,
      Devices: null,
      PidMode: '',
      IpcMode: 'private',
      NetworkMode: NETWORK.name,
    })
  })

  test('removes what is in no goal, and replaces what is of an older generation', async () => {
    const [kept, stale] = [crypto.randomUUID(), crypto.randomUUID()]
    stage.manager.want(present(kept), present(stale))
    for (const session of [kept, stale]) {
      await stage.manager.fact(session, ({ state }) => state === 'running')
    }
    const before = await idOf(kept)
    stage.manager.want(present(kept, {}, 2))
    await stage.manager.fact(kept, (fact) => fact.state === 'running' && fact.generation === 2)
    expect(await idOf(kept)).not.toBe(before)
    await until('the stale one to go', async () => (await tracesOf(stale)).length === 0)
  })

  test('finds its sessions again after a restart, untouched', async () => {
    const session = crypto.randomUUID()
    await launch(session)
    const before = await dockerCli(
      'inspect',
      '--format',
      '{{.Id}} {{.State.StartedAt}}',
      containerName(session),
    )
    await agent?.[Symbol.asyncDispose]()
    expect(await idOf(session)).toBeDefined()

    stage.manager.clear()
    stage.manager.want({ ...present(session), ran: true })
    agent = await stage.start()
    await stage.manager.fact(session, ({ state }) => state === 'running')
    expect(stage.manager.states(session)).not.toContain('absent')
    const after = await dockerCli(
      'inspect',
      '--format',
      '{{.Id}} {{.State.StartedAt}}',
      containerName(session),
    )
    expect(after).toEqual(before)
  })

  test('removes what became stale while it was away', async () => {
    const session = crypto.randomUUID()
    await launch(session)
    await agent?.[Symbol.asyncDispose]()
    stage.manager.want()
    agent = await stage.start()
    await until('nothing of it', async () => (await tracesOf(session)).length === 0)
  })

  test('says that a session vanished, and makes no empty one', async () => {
    const session = crypto.randomUUID()
    await launch(session)
    await dockerCli('rm', '--force', containerName(session))
    await stage.manager.fact(session, ({ state }) => state === 'absent')
    expect(await tracesOf(session)).toEqual([])
  })

  test('says that a session was ended for memory', async () => {
    const session = crypto.randomUUID()
    const { address } = await launch(session, { memory: 128 * MIB })
    await Bun.connect({ hostname: address?.host ?? '', port: 5902, socket: { data() {} } })
    const fact = await stage.manager.fact(session, ({ state }) => state === 'exited')
    expect(fact).toMatchObject({ exitCode: 137, outOfMemory: true })
  })

  test('says that a program in a living session was ended for memory', async () => {
    const session = crypto.randomUUID()
    await launch(session, { memory: 256 * MIB })
    const eating = dockerCli('exec', containerName(session), '/bun', '/program.js', 'eat')
    await expect(eating).rejects.toThrow()
    const fact = await stage.manager.fact(session, ({ outOfMemory }) => outOfMemory === true)
    expect(fact.state).toBe('running')
  })

  test('says why a session cannot be made', async () => {
    const session = crypto.randomUUID()
    stage.manager.want(present(session, { image: 'casement-nobody/has-this' }))
    const fact = await stage.manager.fact(session, ({ state }) => state === 'failed')
    expect(fact.problem).toContain('casement-nobody/has-this')
  })

  test('runs without Docker Engine, says so, and comes to life when there is one', async () => {
    const session = crypto.randomUUID()
    using folder = temporaryFolder()
    const socket = join(folder.path, 'docker.sock')
    await restart({ socket })
    stage.manager.want(present(session))
    const without = await stage.manager.checkIn(
      'what is missing and how to get it',
      ({ host }) => host.docker.problem?.includes('apt-get install docker.io') === true,
    )
    expect(without.host.docker.version).toBe('')
    expect(without.sessions).toEqual([])

    const connection = relay(socket, SOCKET, () => 'pass')
    await stage.manager.fact(session, ({ state }) => state === 'running')

    connection.cut()
    await stage.manager.checkIn('it to be gone', ({ host }) => host.docker.problem !== undefined)
    expect((await stage.manager.fact(session, () => true)).state).toBe('running')
    await restart()
  })

  test('joins anew when the manager has forgotten it', async () => {
    const session = crypto.randomUUID()
    await launch(session)
    const id = await idOf(session)
    stage.manager.forget(true)
    await stage.manager.refused()
    stage.manager.forget(false)
    await launch(session)
    expect(await idOf(session)).toBe(id)
  })

  test('puts its firewall rules back, and takes everything along at an uninstall', async () => {
    const chain = 'CASEMENT-E2E0-INPUT'
    const rules = () => run(['iptables', '-S'])
    const standing = await rules()
    expect(standing).toContain(`-A INPUT -i ${NETWORK.bridge} -j ${chain}`)
    await run(['iptables', '-w', '-D', 'INPUT', '-i', NETWORK.bridge, '-j', chain])
    await run(['iptables', '-w', '-F', chain])
    await until('the rules again', async () => (await rules()) === standing)

    const session = crypto.randomUUID()
    await launch(session)
    await agent?.[Symbol.asyncDispose]()
    expect(await stage.removeAll()).toBe(0)
    expect(await stage.removeAll()).toBe(0)
    expect(await tracesOf(session)).toEqual([])
    expect(await rules()).not.toContain('CASEMENT-E2E0')
    expect(await run(['ip6tables', '-S'])).not.toContain('CASEMENT-E2E0')
    expect(await stage.docker.network(NETWORK.name)).toBeUndefined()
    stage.manager.want()
    agent = await stage.start()
  })
})
