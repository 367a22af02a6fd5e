import { type Container, parseLabels } from '../container.ts'
import type { ContainerBody } from '../docker.ts'
import { DockerRefused, DockerUnreachable } from '../docker-errors.ts'
import type { SessionEngine } from '../worker-context.ts'

type Illness = (call: keyof SessionEngine) => Error | undefined

export type FakeEngine = ReturnType<typeof fakeEngine>

/**
 * Docker Engine in memory, for tests. `calls` is what it was asked for; `illness` makes calls fail, as a
 * real engine's would, without effect.
 */
export function fakeEngine() {
  const containers = new Map<string, Container>()
  const images = new Set(['casement/desktop'])
  const volumes = new Map<string, string>()
  const calls: string[] = []
  let made = 0
  let illness: Illness = () => undefined

  /** Like a real call: noted, never synchronous, and ill when the engine is. */
  async function enter(call: keyof SessionEngine, detail = '') {
    calls.push(detail ? `${call} ${detail}` : call)
    await Promise.resolve()
    const error = illness(call)
    if (error) throw error
  }

  function byId(id: string): [string, Container] | undefined {
    return [...containers].find(([, container]) => container.id === id)
  }

  function change(id: string, to: Partial<Container>) {
    const found = byId(id)
    if (!found) throw new DockerRefused('no such container', 404)
    containers.set(found[0], { ...found[1], ...to })
  }

  const engine: SessionEngine & { list(): Promise<Container[]> } = {
    list: async () => [...containers.values()].map((one) => ({ ...one, pid: 0 })),

    async image(reference: string) {
      await enter('image', reference)
      if (!images.has(reference)) return undefined
      return {
        id: `sha256:${reference}`,
        user: '1000:1000',
        home: '/home/user',
        size: 1,
        labels: {},
      }
    },

    async container(name: string) {
      await enter('container')
      return containers.get(name)
    },

    async create({ name = '', Labels }: ContainerBody) {
      await enter('create')
      const labels = parseLabels(Labels ?? {})
      if (!labels) throw new Error('A container without our labels')
      if (containers.has(name)) throw new DockerRefused('the name is in use', 409)
      const id = `c${++made}`
      const rest = { pid: 0, exitCode: 0, outOfMemory: false } as const
      containers.set(name, { id, ...labels, state: 'created', address: undefined, ...rest })
      return id
    },

    async start(id: string) {
      await enter('start', id)
      change(id, { state: 'running', address: '172.18.0.2', pid: 4711 })
    },

    async pause(id: string) {
      await enter('pause', id)
      change(id, { state: 'paused' })
    },

    async unpause(id: string) {
      await enter('unpause', id)
      change(id, { state: 'running' })
    },

    async stop(id: string) {
      await enter('stop', id)
      change(id, { state: 'exited', address: undefined, exitCode: 143, pid: 0 })
    },

    endLeftovers: (id: string) => enter('endLeftovers', id),

    lastWords: async () => '',

    async remove(id: string) {
      await enter('remove', id)
      const found = byId(id)
      if (found) containers.delete(found[0])
    },

    async volumes(...labels: string[]) {
      await enter('volumes')
      return [...volumes].filter(([, label]) => labels.includes(label)).map(([name]) => name)
    },

    async removeVolume(name: string) {
      await enter('removeVolume', name)
      volumes.delete(name)
    },
  }

  return {
    engine,
    calls,
    containers,
    images,
    /** Name to label. */
    volumes,

    fallIll(next: Illness) {
      illness = next
    },

    /** Puts a container there as an earlier life of the agent would have left it. */
    put(name: string, container: Partial<Container> & Pick<Container, 'session' | 'generation'>) {
      const rest = { pid: 4711, exitCode: 0, outOfMemory: false, installation: 'here' }
      const id = `c${++made}`
      containers.set(name, { id, state: 'running', address: '172.18.0.2', ...rest, ...container })
    },

    /** Something happens to a container from outside. */
    alter(name: string, change: Partial<Container>) {
      const found = containers.get(name)
      if (found) containers.set(name, { ...found, ...change })
    },
  }
}

/** Nobody answers on the socket. */
export function gone(): Error {
  return new DockerUnreachable('Docker Engine does not run on this host')
}

/** It answers 500 to what is asked of it. */
export function refusing(message = 'no space left on device'): Error {
  return new DockerRefused(message, 500)
}
