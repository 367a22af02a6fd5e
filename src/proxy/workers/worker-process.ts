import { Value } from '@sinclair/typebox/value'
import type { Subprocess } from 'bun'
import { FromWorker, type ToWorker } from './messages.ts'

/** A worker could not do what it is for. */
export class WorkerFailed extends Error {
  override readonly name = 'WorkerFailed'
  /** The system's name for the cause, such as EADDRINUSE. */
  readonly code: string
  /** The port that could not be had, where it is known. */
  readonly port: number | undefined

  constructor(reason: string, code = '', port?: number) {
    super(reason)
    this.code = code
    this.port = port
  }
}

/** Where it listens, and as whom it runs. */
export type Ready = {
  readonly port: number
  readonly sessionPort?: number | undefined
  readonly user: string
}

/** One worker, as the main process sees it. */
export class WorkerProcess {
  readonly #child: Subprocess<'ignore', 'inherit', 'inherit'>
  readonly #ready = Promise.withResolvers<Ready>()
  readonly #released = Promise.withResolvers<void>()
  readonly #told: (message: FromWorker) => void
  #aliveAt: number | undefined

  /** `command` runs this program again as a worker; `told` hears what it says beyond its own state. */
  constructor(command: readonly string[], order: ToWorker, told: (message: FromWorker) => void) {
    this.#told = told
    this.#child = Bun.spawn([...command], {
      stdio: ['ignore', 'inherit', 'inherit'],
      // It needs none of our environment, which may hold secrets.
      env: {},
      ipc: (message: unknown) => this.#hear(message),
      onExit: () => this.#ready.reject(new WorkerFailed('A worker ended before it listened')),
    })
    this.#ready.promise.catch(() => {}) // whoever waits for it is told
    this.send(order)
  }

  get pid(): number {
    return this.#child.pid
  }

  /** Milliseconds since it last said that it lives; 0 for one that never says so, as those of older versions. */
  silence(now: number): number {
    return this.#aliveAt === undefined ? 0 : now - this.#aliveAt
  }

  /** Fulfilled with its port when it listens; rejected with WorkerFailed. */
  get ready(): Promise<Ready> {
    return this.#ready.promise
  }

  /** Fulfilled when it has handed over, or is gone. */
  get released(): Promise<unknown> {
    return Promise.race([this.#released.promise, this.#child.exited])
  }

  /** Fulfilled when the process is gone, with its exit code, or null after a signal. */
  get exited(): Promise<number | null> {
    return this.#child.exited.then(() => this.#child.exitCode)
  }

  send(message: ToWorker) {
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.#child.send(message)
  }

  /** It lives on without us. */
  letGo() {
    this.#child.disconnect()
    this.#child.unref()
  }

  kill() {
    this.#child.kill('SIGKILL')
  }

  #hear(message: unknown) {
    if (!Value.Check(FromWorker, message)) return
    if (message.type === 'alive') {
      this.#aliveAt = performance.now()
      return
    }
    if (message.type === 'listening') this.#ready.resolve(message)
    else if (message.type === 'released') this.#released.resolve()
    else if (message.type !== 'failed') this.#told(message)
    else this.#ready.reject(new WorkerFailed(message.reason, message.code, message.port))
  }
}
