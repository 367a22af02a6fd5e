import type { RunSettings } from '../domain/run-settings.ts'
import type { Logger } from '../log.ts'
import type { Container } from './container.ts'
import type { ContainerBody, Image } from './docker.ts'
import type { Desktop } from './probe.ts'
import type { ProfileKeeper } from './profiles/keeper.ts'

/** What a worker asks of Docker Engine. */
export type SessionEngine = {
  image(reference: string): Promise<Image | undefined>
  container(name: string): Promise<Container | undefined>
  create(body: ContainerBody): Promise<string>
  start(id: string): Promise<void>
  pause(id: string): Promise<void>
  unpause(id: string): Promise<void>
  /** Its files stay. Returns when nothing runs in it any more. */
  stop(id: string): Promise<void>
  /** Ends what runs in a container that the engine believes not to run. */
  endLeftovers(id: string): Promise<void>
  lastWords(id: string): Promise<string>
  remove(id: string): Promise<void>
  volumes(...labels: string[]): Promise<string[]>
  removeVolume(name: string): Promise<void>
}

/** What the workers of all sessions share. */
export type WorkerContext = {
  readonly engine: SessionEngine
  readonly installation: string
  /** Docker network that sessions are on. */
  readonly network: string
  /** The one of sessions that are to reach nothing. */
  readonly isolated: string
  readonly hostCores: number
  /** May containers start now? No, while the firewall does not stand. */
  readonly mayStart: () => boolean
  /** Resolves once the image is on this host; rejects with a sentence. */
  readonly obtain: (image: string) => Promise<void>
  /** Makes a profile ready for the container of a session; see profiles/keeper.ts. */
  readonly prepareProfile: ProfileKeeper['prepare']
  /** Makes what of this host a session is to have ready; the groups of its devices. See share.ts. */
  readonly share: (run: RunSettings, imageUser: string) => Promise<readonly string[]>
  readonly percentOf: (image: string) => number
  /** Waits until the desktop lets us in; false once the signal aborts. */
  readonly reach: (desktop: Desktop, signal: AbortSignal) => Promise<boolean>
  /** Has the kernel ended a process of this container for memory? */
  readonly ranOutOfMemory: (container: Container) => boolean
  /** When this machine was switched on, in milliseconds of the clock as it is now. */
  readonly machineBegan: () => number
  readonly changed: () => void
  readonly log: Logger
}
