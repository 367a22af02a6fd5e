import { join } from 'node:path'
import { readConfig } from '../../config.ts'
import type { Goal, SessionSpec } from '../../contract/goals.ts'
import { docker as dockerCli } from '../../testing/engine.ts'
import { temporaryFolder } from '../../testing/folder.ts'
import { containerName } from '../container.ts'
import { openDocker } from '../docker.ts'
import { type Agent, startAgent } from '../index.ts'
import type { SessionNetwork } from '../network.ts'
import type { PresentGoal } from '../plan.ts'
import { removeAllOfOurs } from '../remove.ts'
import { fakeManager } from './fake-manager.ts'
import { localImages } from './local-images.ts'
import { makeTestImage, TEST_IMAGE } from './test-image.ts'

export const SOCKET = '/var/run/docker.sock'
/** Beside the one of a real installation on this machine, if there is one. */
export const NETWORK: SessionNetwork = { name: 'casement-e2e', bridge: 'casement-e2e0' }
export const MIB = 1024 ** 2

type AgentOptions = { readonly socket?: string; readonly allow?: string }

/** A real agent on real Docker, with a manager that says what a test wants. */
export async function agentStage(engine = SOCKET) {
  const docker = openDocker(engine)
  await makeTestImage(docker)
  const installation = crypto.randomUUID()
  const manager = fakeManager(installation)
  const folder = temporaryFolder()

  function argvOf({ socket = engine, allow = '' }: AgentOptions) {
    const options = { 'manager-url': manager.url, 'data-dir': folder.path, 'docker-socket': socket }
    const all = { ...options, role: 'agent', token: 'any', 'session-allow': allow }
    return Object.entries(all).map(([name, value]) => `--${name}=${value}`)
  }

  const configure = (options: AgentOptions) =>
    readConfig(argvOf(options), { CASEMENT_CONFIG: '/dev/null' })

  return {
    docker,
    manager,
    installation,

    start(options: AgentOptions = {}): Promise<Agent> {
      return startAgent(configure(options), {
        network: NETWORK,
        images: () => localImages(docker),
      })
    },

    /** The same as a process of its own, to be killed. */
    spawn(options: AgentOptions) {
      const program = join(import.meta.dir, 'agent-process.ts')
      return Bun.spawn([process.execPath, program, ...argvOf(options)], {
        stdin: 'ignore',
        stdout: 'ignore',
        stderr: 'ignore',
      })
    },

    removeAll: () => removeAllOfOurs(configure({}), NETWORK),

    async [Symbol.asyncDispose]() {
      await removeAllOfOurs(configure({}), NETWORK)
      await manager[Symbol.asyncDispose]()
      await docker.removeImage(TEST_IMAGE)
      folder[Symbol.dispose]()
    },
  }
}

export function present(
  session: string,
  spec: Partial<SessionSpec> = {},
  generation = 1,
): PresentGoal {
  return {
    session,
    generation,
    want: 'present',
    ran: false,
    spec: {
      image: TEST_IMAGE,
      cores: 0.5,
      memory: 256 * MIB,
      sharedMemory: 64 * MIB,
      environment: {},
      password: 'abcdefgh',
      hostname: 'session',
      ...spec,
    },
  }
}

export function absent(session: string, generation = 1): Goal {
  return { session, generation, want: 'absent' }
}

/** Is host:port open to a program in this session? */
export async function reachFrom(session: string, host: string, port: number): Promise<boolean> {
  const name = containerName(session)
  const [word] = await dockerCli('exec', name, '/bun', '/program.js', 'reach', host, String(port))
  return word === 'open'
}

/** Is it open to a container that nobody shut off, on the Docker network `from`? */
export async function reachFreely(host: string, port: number, from = 'bridge'): Promise<boolean> {
  const to = ['reach', host, String(port)]
  const [word] = await dockerCli('run', '--rm', '--network', from, TEST_IMAGE, ...to)
  return word === 'open'
}
