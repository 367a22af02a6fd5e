import { type Static, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import Dockerode from 'dockerode'
import { timed } from '../metrics.ts'
import { type Container, LABEL, parseLabels, stateOf } from './container.ts'
import { addressIn, homeIn, startedAt, unless } from './docker-answers.ts'
import { DockerUnreachable, dockerError, isStatus } from './docker-errors.ts'
import { jsonLines } from './json-lines.ts'
import { textOfLog } from './log-frames.ts'

export type ContainerBody = Dockerode.ContainerCreateOptions
export type ContainerHostConfig = NonNullable<ContainerBody['HostConfig']>
export type NetworkBody = Dockerode.NetworkCreateOptions
export type BuildOptions = Dockerode.ImageBuildOptions
export type ExecBody = Dockerode.ExecCreateOptions
export type Image = {
  readonly id: string
  /** As the image declares it; empty where it does not. */
  readonly user: string
  /** Where whoever runs in it is at home. */
  readonly home: string
  readonly size: number
  readonly labels: Readonly<Record<string, string>>
}
export type Network = {
  readonly id: string
  readonly options: Readonly<Record<string, string>>
  /** How many containers are on it now. */
  readonly containers: number
}
export type EngineEvent = { readonly action: string; readonly session: string }
export type Docker = ReturnType<typeof openDocker>

/** What matters to us of `docker info`. */
const EngineInfo = Type.Object({
  ServerVersion: Type.String(),
  Driver: Type.String(),
  DockerRootDir: Type.String(),
  LiveRestoreEnabled: Type.Boolean(),
  RuncCommit: Type.Object({ ID: Type.String() }),
  SecurityOptions: Type.Array(Type.String()),
})
export type EngineInfo = Static<typeof EngineInfo>

const EventMessage = Type.Object({
  Action: Type.String(),
  Actor: Type.Object({ Attributes: Type.Record(Type.String(), Type.String()) }),
})

/**
 * A call that takes longer means a stuck engine. Starts can be slow on a busy host; a look may have to
 * wait for one of the same container. A removal that takes longer goes on in the engine and is asked
 * for again.
 */
const PATIENCE_MS = { look: 20_000, remove: 20_000, work: 60_000 } as const
type Patience = keyof typeof PATIENCE_MS

/** What runs in a container that is stopped has this long to end by itself. */
const STOP_SECONDS = 10

/**
 * Docker Engine behind `socketPath`, as far as the agent uses it. Nothing is opened until the first
 * call. Every error is a DockerUnreachable or a DockerRefused with a sentence; what "is not there" is
 * undefined, and removing it is done.
 */
export function openDocker(
  socketPath: string,
  patienceMs: Readonly<Record<Patience, number>> = PATIENCE_MS,
) {
  const engine = new Dockerode({ socketPath })
  /** For looks at images and networks, which take no signal: it lets go of them once they were given up. */
  const impatient = new Dockerode({ socketPath, timeout: 1.5 * patienceMs.look })

  const hungUp = new AbortController()

  async function ask<T>(patient: Patience, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const patience = new AbortController()
    const late = Promise.withResolvers<never>()
    const giveUp = () => {
      const reason = new DOMException('No answer in time', 'TimeoutError')
      patience.abort(reason)
      late.reject(reason)
    }
    const timer = setTimeout(giveUp, patienceMs[patient])
    hungUp.signal.addEventListener('abort', giveUp, { once: true })
    try {
      const answer = () => Promise.race([call(patience.signal), late.promise])
      return await timed('docker_call_seconds', 'Calls to Docker Engine.', answer)
    } catch (error) {
      throw dockerError(error, socketPath)
    } finally {
      clearTimeout(timer)
      hungUp.signal.removeEventListener('abort', giveUp)
    }
  }

  async function find<T>(call: (signal: AbortSignal) => Promise<T>): Promise<T | undefined> {
    try {
      return await ask('look', call)
    } catch (error) {
      if (isStatus(error, 404)) return undefined
      throw error
    }
  }

  /** For steps that may have been done already: Docker then answers 409, and the container is in `state`. */
  function unlessIn(state: Container['state'], id: string) {
    return async (error: unknown) => {
      const inspect = (abortSignal: AbortSignal) => engine.getContainer(id).inspect({ abortSignal })
      const found = isStatus(error, 409) ? await find(inspect) : undefined
      if (!found || stateOf(found.State.Status) !== state) throw error
    }
  }

  /** The messages of a long answer. An aborted signal ends it with an error. */
  async function* follow(
    open: () => Promise<NodeJS.ReadableStream>,
    signal: AbortSignal,
  ): AsyncGenerator<unknown> {
    try {
      signal.throwIfAborted()
      yield* jsonLines(await open())
    } catch (error) {
      throw dockerError(error, socketPath)
    }
  }

  return {
    socketPath,

    /** Gives up on every call that is on its way now: whoever ends has no time for a stuck engine. */
    hangUp() {
      hungUp.abort()
    },

    async info(): Promise<EngineInfo> {
      const info: unknown = await ask('look', (abortSignal) =>
        // Its types know no options; it takes the signal nevertheless.
        Reflect.apply(engine.info, engine, [{ abortSignal }]),
      )
      if (Value.Check(EngineInfo, info)) return info
      throw new DockerUnreachable(`What answers on ${socketPath} is not Docker Engine`)
    },

    /** Every container of an installation's sessions, running or not. Without `pid` and exit codes. */
    async containers(installation: string): Promise<Container[]> {
      const filters = { label: [`${LABEL.installation}=${installation}`, LABEL.session] }
      const found = await ask('look', (abortSignal) =>
        engine.listContainers({ all: true, filters, abortSignal }),
      )
      return found.flatMap(({ Id, Labels, State, NetworkSettings }) => {
        const labels = parseLabels(Labels)
        const address = addressIn(NetworkSettings.Networks)
        const rest = { pid: 0, exitCode: 0, outOfMemory: false }
        return labels ? [{ id: Id, ...labels, state: stateOf(State), address, ...rest }] : []
      })
    },

    /** By name or id; undefined also where it is a container that is none of a session. */
    async container(name: string): Promise<Container | undefined> {
      const found = await find((abortSignal) => engine.getContainer(name).inspect({ abortSignal }))
      const labels = found && parseLabels(found.Config.Labels ?? {})
      if (!found || !labels) return undefined
      return {
        id: found.Id,
        ...labels,
        state: stateOf(found.State.Status),
        address: addressIn(found.NetworkSettings.Networks),
        pid: found.State.Pid,
        exitCode: found.State.ExitCode,
        startedAt: startedAt(found.State.StartedAt),
        outOfMemory: found.State.OOMKilled,
      }
    },

    /** Its id. A DockerRefused with 409 says that the name is taken, one with 404 that the image is absent. */
    async create(body: ContainerBody): Promise<string> {
      const made = await ask('work', (abortSignal) =>
        engine.createContainer({ ...body, abortSignal }),
      )
      return made.id
    },

    async start(id: string): Promise<void> {
      await ask('work', (abortSignal) => engine.getContainer(id).start({ abortSignal })).catch(
        unless(304),
      )
    },

    /** Freezes everything that runs in a container. Done already is done. */
    async pause(id: string): Promise<void> {
      await ask('work', (abortSignal) => engine.getContainer(id).pause({ abortSignal })).catch(
        unlessIn('paused', id),
      )
    },

    async unpause(id: string): Promise<void> {
      await ask('work', (abortSignal) => engine.getContainer(id).unpause({ abortSignal })).catch(
        unlessIn('running', id),
      )
    },

    /** Ends what runs in a container, also in a frozen one, and leaves its files. */
    async stop(id: string): Promise<void> {
      const options = { t: STOP_SECONDS }
      await ask('work', (abortSignal) =>
        engine.getContainer(id).stop({ ...options, abortSignal }),
      ).catch(unless(304))
    },

    /** The end of what a container wrote, for the log. */
    async lastWords(id: string): Promise<string> {
      const options = { stdout: true, stderr: true, follow: false, tail: 10 } as const
      const log = await find((abortSignal) =>
        engine.getContainer(id).logs({ ...options, abortSignal }),
      )
      return log ? textOfLog(log).trim() : ''
    },

    /** Its id. A program in a running container is prepared here, and run by `startExec`. */
    async prepareExec(container: string, body: ExecBody): Promise<string> {
      const made = await ask('work', (abortSignal) =>
        engine.getContainer(container).exec({ ...body, abortSignal }),
      )
      return made.id
    },

    /** Runs what was prepared, and leaves it alone: nobody reads what it writes. */
    async runDetached(id: string): Promise<void> {
      const answer = await ask('work', (abortSignal) =>
        engine.getExec(id).start({ Detach: true, abortSignal }),
      )
      answer.resume()
    },

    /** The exit code of a program that ended; undefined where it runs or is not known. */
    async execCode(id: string): Promise<number | undefined> {
      const found = await find((abortSignal) => engine.getExec(id).inspect({ abortSignal }))
      return found?.Running ? undefined : (found?.ExitCode ?? undefined)
    },

    /** With its anonymous volumes, running or not. */
    async remove(id: string): Promise<void> {
      const options = { force: true, v: true }
      await ask('remove', (abortSignal) =>
        engine.getContainer(id).remove({ ...options, abortSignal }),
      ).catch(unless(404))
    },

    /** Names of the volumes with all of `labels` (`name=value`). */
    async volumes(...labels: string[]): Promise<string[]> {
      const found = await ask('look', (abortSignal) =>
        engine.listVolumes({ filters: { label: labels }, abortSignal }),
      )
      return (found.Volumes ?? []).map(({ Name }) => Name)
    },

    async removeVolume(name: string): Promise<void> {
      await ask('remove', (abortSignal) =>
        engine.getVolume(name).remove({ force: true, abortSignal }),
      ).catch(unless(404))
    },

    async volume(name: string): Promise<string | undefined> {
      const found = await find(() => impatient.getVolume(name).inspect())
      return found?.Mountpoint
    },

    async createVolume(name: string, labels: Readonly<Record<string, string>>): Promise<string> {
      await ask('work', (abortSignal) =>
        engine.createVolume({ Name: name, Labels: { ...labels }, abortSignal }),
      )
      const { Mountpoint } = await ask('look', () => impatient.getVolume(name).inspect())
      return Mountpoint
    },

    /** Sessions whose containers, running or not, have a profile. */
    async sessionsWith(profile: string): Promise<string[]> {
      const filters = { label: [`${LABEL.profile}=${profile}`, LABEL.session] }
      const found = await ask('look', (abortSignal) =>
        engine.listContainers({ all: true, filters, abortSignal }),
      )
      return found.flatMap(({ Labels }) => Labels[LABEL.session] ?? [])
    },

    /** A tar stream of a folder of an image; its container is one that never runs. */
    async folderOf(
      reference: string,
      folder: string,
      owner: string,
    ): Promise<NodeJS.ReadableStream | undefined> {
      const Labels = { [LABEL.source]: owner }
      const container = await ask('work', (abortSignal) =>
        engine.createContainer({ Image: reference, Labels, abortSignal }),
      )
      const removed = () =>
        ask('remove', (abortSignal) =>
          container.remove({ force: true, v: true, abortSignal }),
        ).catch(unless(404))
      try {
        const stream = await ask('work', (abortSignal) =>
          container.getArchive({ path: folder, abortSignal }),
        )
        stream.once('close', () => void removed())
        return stream
      } catch (error) {
        await removed()
        const refused = dockerError(error, socketPath)
        if (isStatus(refused, 404)) return undefined
        throw refused
      }
    },

    /** What was left of such containers by a life that was killed. */
    async removeSources(owner: string): Promise<void> {
      const filters = { label: [`${LABEL.source}=${owner}`] }
      const found = await ask('look', (abortSignal) =>
        engine.listContainers({ all: true, filters, abortSignal }),
      )
      for (const { Id } of found) {
        await ask('remove', (abortSignal) =>
          engine.getContainer(Id).remove({ force: true, v: true, abortSignal }),
        ).catch(unless(404))
      }
    },

    async network(name: string): Promise<Network | undefined> {
      const found = await find(() => impatient.getNetwork(name).inspect())
      if (!found) return undefined
      const containers = Object.keys(found.Containers ?? {}).length
      return { id: found.Id, options: found.Options ?? {}, containers }
    },

    async createNetwork(body: NetworkBody): Promise<void> {
      await ask('work', (abortSignal) => engine.createNetwork({ ...body, abortSignal }))
    },

    async removeNetwork(name: string): Promise<void> {
      await ask('remove', (abortSignal) => engine.getNetwork(name).remove({ abortSignal })).catch(
        unless(404),
      )
    },

    /** What happens to an installation's sessions, as it happens. Ends with an error. */
    async *events(installation: string, signal: AbortSignal): AsyncGenerator<EngineEvent> {
      const label = [`${LABEL.installation}=${installation}`]
      const open = () =>
        engine.getEvents({ filters: { type: ['container'], label }, abortSignal: signal })
      for await (const message of follow(open, signal)) {
        if (!Value.Check(EventMessage, message)) continue
        const session = message.Actor.Attributes[LABEL.session]
        if (session) yield { action: message.Action, session }
      }
      throw new DockerUnreachable('Docker Engine ended the stream of events')
    },

    async image(reference: string): Promise<Image | undefined> {
      const found = await find(() => impatient.getImage(reference).inspect())
      if (!found) return undefined
      const { User, Labels, Env, WorkingDir } = found.Config
      const home = homeIn(Env ?? [], WorkingDir ?? '')
      return { id: found.Id, user: User ?? '', home, size: found.Size, labels: Labels ?? {} }
    },

    /** The messages of a pull. A failure arrives as a message with `error`, after a 200. */
    pull(reference: string, signal: AbortSignal): AsyncGenerator<unknown> {
      return follow(() => engine.pull(reference, { abortSignal: signal }), signal)
    },

    /** The messages of a build of the tar archive `context`. A failure is a message with `error`. */
    build(
      context: NodeJS.ReadableStream,
      options: BuildOptions,
      signal: AbortSignal,
    ): AsyncGenerator<unknown> {
      return follow(() => engine.buildImage(context, { ...options, abortSignal: signal }), signal)
    },

    /** Makes an image of one layer from a tar archive of a root file system. Messages as with `build`. */
    importImage(
      layer: NodeJS.ReadableStream,
      options: Readonly<Record<string, string>>,
      signal: AbortSignal,
    ): AsyncGenerator<unknown> {
      const open = () => engine.importImage(layer, { ...options, abortSignal: signal })
      return follow(open, signal)
    },

    async tagImage(reference: string, repo: string, tag: string): Promise<void> {
      await ask('work', (abortSignal) => engine.getImage(reference).tag({ repo, tag, abortSignal }))
    },

    async removeImage(reference: string): Promise<void> {
      await ask('remove', (abortSignal) =>
        engine.getImage(reference).remove({ abortSignal }),
      ).catch(unless(404))
    },
  }
}
