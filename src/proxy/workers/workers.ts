import { availableParallelism } from 'node:os'
import type { Static } from '@sinclair/typebox'
import type { RouteSnapshot } from '../../contract/routes.ts'
import { messageOf } from '../../errors.ts'
import { logger } from '../../log.ts'
import { selfCommand } from '../../paths.ts'
import { pause } from '../../pause.ts'
import type { KeyAndCertificate } from '../certificates/self-signed.ts'
import type { CountsReport } from '../record/counts.ts'
import { Adopted } from './control.ts'
import { endHungWorkers } from './hung-workers.ts'
import type { Begin, FromWorker, ToWorker } from './messages.ts'
import { letConnectionsMigrate } from './migration.ts'
import { WorkerProcess } from './worker-process.ts'

const log = logger('proxy')

/** A worker that ends again and again is started again ever later, up to this. */
const LONGEST_PAUSE = 5_000
/** A worker that lived this long was not broken from the start. */
const SOUND_AFTER = 10_000
/** A worker that says nothing for so long hangs: on the busiest machine it says so every few seconds. */
const HUNG_AFTER = 10_000
/** Beyond the time that open requests get, a worker may take this long to end. */
const GRACE = 2_000

export type WorkerOptions = Omit<Static<typeof Begin>, 'type'> & {
  /** 0: one per core. */
  readonly count: number
  readonly drainMilliseconds: number
  readonly hungAfterMilliseconds?: number
  /** Hears in which sessions somebody typed or pointed. */
  readonly used: (sessions: readonly string[]) => void
  /** Hears what happened at one of them, and that it is gone. */
  readonly counted?: (worker: number, report: CountsReport) => void
  readonly gone?: (worker: number) => void
}

/** What may change while the front door is open: all but where it is, and who hears of it. */
export type Renewal = Partial<Omit<WorkerOptions, 'hostname' | 'port' | 'controlDir' | 'used'>>

type Adjustment = Pick<WorkerOptions, 'logLevel' | 'drainMilliseconds' | 'tls'>

/**
 * The worker processes of the front door: so many at all times, all with the last snapshot. Those that
 * an earlier main process has left with tunnels are told the same, until their last tunnel ends.
 */
export class Workers implements AsyncDisposable {
  #options: WorkerOptions
  readonly #workers = new Set<WorkerProcess>()
  /** Those of them that others have replaced: they end with their last tunnel. */
  readonly #leaving = new WeakSet<WorkerProcess>()
  readonly #adopted = new Set<Adopted>()
  readonly #stopping = new AbortController()
  readonly #slots: Promise<void>[] = []
  readonly #watch: Disposable
  #port: number
  #tls: WorkerOptions['tls']
  #sessionPort: number | undefined
  #snapshot: RouteSnapshot | undefined
  /** When it came, on the monotonic clock. */
  #since = 0
  #handedOver = false

  private constructor(options: WorkerOptions) {
    this.#options = options
    this.#port = options.port
    this.#watch = endHungWorkers(() => this.#workers, options.hungAfterMilliseconds ?? HUNG_AFTER)
    this.#tls = options.tls
    this.#sessionPort = options.sessionPort
  }

  /** Fulfilled when all listen; where one cannot, all are ended and its WorkerFailed is thrown. */
  static async start(options: WorkerOptions): Promise<Workers> {
    const workers = new Workers(options)
    letConnectionsMigrate()
    const count = countOf(options)
    try {
      const first = workers.#spawn()
      const { port, sessionPort, user } = await first.ready
      workers.#port = port
      workers.#sessionPort = sessionPort
      log.info('The front door is open', { port, sessionPort, workers: count, user })
      const others = Array.from({ length: count - 1 }, () => workers.#spawn())
      await Promise.all(others.map(({ ready }) => ready))
      await workers.#adopt()
      for (const worker of [first, ...others]) workers.#slots.push(workers.#keep(worker))
      return workers
    } catch (error) {
      workers.#watch[Symbol.dispose]()
      for (const worker of workers.#workers) worker.kill()
      throw error
    }
  }

  get port(): number {
    return this.#port
  }

  /** Of what containers serve; undefined where it has no port of its own. */
  get sessionPort(): number | undefined {
    return this.#sessionPort
  }

  /** Process ids of those that run. */
  get pids(): number[] {
    return [...this.#workers].map(({ pid }) => pid)
  }

  push(snapshot: RouteSnapshot) {
    this.#snapshot = snapshot
    this.#since = performance.now()
    this.#tell({ type: 'snapshot', snapshot })
  }

  /** For who comes from now on. Those of before take nobody new, and may be of a version without this word. */
  certify(certificates: readonly KeyAndCertificate[]) {
    this.#tls = [...certificates]
    const message = { type: 'certificates', certificates: this.#tls } as const
    for (const worker of this.#workers) if (!this.#leaving.has(worker)) worker.send(message)
  }

  /** Takes over what needs no other workers. */
  adjust({ logLevel, drainMilliseconds, tls }: Adjustment) {
    this.#options = { ...this.#options, logLevel, drainMilliseconds }
    for (const worker of this.#workers) worker.send({ type: 'logLevel', logLevel })
    if (tls) this.certify(tls)
  }

  /** What an authority of certificates finds here: texts by paths, all there are. */
  prove(proofs: ReadonlyMap<string, string>) {
    const message = { type: 'proofs', proofs: Object.fromEntries(proofs) } as const
    for (const worker of this.#workers) worker.send(message)
  }

  /**
   * Leaves port, requests and tunnels to whoever starts next; fulfilled when all workers know. Until it is
   * disposed, they are still told the news.
   */
  async handOver(): Promise<void> {
    this.#stopping.abort()
    this.#handedOver = true
    const milliseconds = this.#options.drainMilliseconds
    const patience = Promise.withResolvers<void>()
    const late = setTimeout(patience.resolve, milliseconds + GRACE)
    for (const worker of this.#workers) worker.send({ type: 'handOver', milliseconds, hold: true })
    const released = Promise.all([...this.#workers].map((worker) => worker.released))
    await Promise.race([released, patience.promise])
    clearTimeout(late)
  }

  /**
   * Other workers, with these options, in the place of those that there are, which keep their tunnels.
   * Where one cannot listen, all stays as it is and its WorkerFailed is thrown.
   */
  async renew(options: Renewal): Promise<void> {
    const before = this.#options
    const certificates = this.#tls
    const old = [...this.#workers].filter((worker) => !this.#leaving.has(worker))
    this.#options = { ...before, ...options }
    this.#tls = options.tls ?? certificates
    const fresh = Array.from({ length: countOf(this.#options) }, () => this.#spawn())
    try {
      await Promise.all(fresh.map(({ ready }) => ready))
    } catch (error) {
      this.#options = before
      this.#tls = certificates
      for (const worker of fresh) {
        this.#workers.delete(worker)
        worker.kill()
      }
      throw error
    }
    for (const worker of fresh) this.#slots.push(this.#keep(worker))
    const milliseconds = this.#options.drainMilliseconds
    for (const worker of old) {
      this.#leaving.add(worker)
      worker.send({ type: 'handOver', milliseconds })
    }
    log.info('Other workers have taken over the front door', { workers: fresh.length })
  }

  /** Lets open requests finish, then ends all workers. */
  async [Symbol.asyncDispose]() {
    this.#stopping.abort()
    this.#watch[Symbol.dispose]()
    if (this.#handedOver) {
      for (const worker of [...this.#workers, ...this.#adopted]) worker.letGo()
      return
    }
    const milliseconds = this.#options.drainMilliseconds
    this.#tell({ type: 'retire', milliseconds })
    const late = setTimeout(() => {
      for (const worker of this.#workers) worker.kill()
      for (const worker of this.#adopted) worker.letGo()
    }, milliseconds + GRACE)
    await Promise.all([...this.#slots, ...[...this.#adopted].map(({ gone }) => gone)])
    clearTimeout(late)
  }

  #tell(message: ToWorker) {
    for (const worker of [...this.#workers, ...this.#adopted]) worker.send(message)
  }

  async #adopt() {
    const ours = this.pids
    const hear = (pid: number, message: FromWorker) => this.#hear(pid, message)
    for (const worker of await Adopted.all(this.#options.controlDir, hear)) {
      if (ours.includes(worker.pid)) {
        worker.letGo()
        continue
      }
      log.info('A worker of before goes on with its tunnels', { pid: worker.pid })
      worker.send({ type: 'handOver', milliseconds: this.#options.drainMilliseconds })
      this.#adopted.add(worker)
      void worker.gone.then(() => {
        this.#adopted.delete(worker)
        this.#options.gone?.(worker.pid)
      })
    }
  }

  #hear(pid: number, message: FromWorker) {
    if (message.type === 'used') this.#options.used(message.sessions)
    else if (message.type === 'counts') this.#options.counted?.(pid, message)
  }

  #spawn(): WorkerProcess {
    const { counted: _, gone: __, used: ___, ...options } = this.#options
    const { count: ____, drainMilliseconds: _____, sessionPort: ______, ...begin } = options
    const found = this.#sessionPort === undefined ? {} : { sessionPort: this.#sessionPort }
    const changed = { port: this.#port, ...found, ...(this.#tls ? { tls: this.#tls } : {}) }
    const order = { ...begin, ...changed, type: 'begin' } as const
    const worker: WorkerProcess = new WorkerProcess(selfCommand('__worker'), order, (message) =>
      this.#hear(worker.pid, message),
    )
    if (this.#snapshot) worker.send({ type: 'snapshot', snapshot: this.#aged(this.#snapshot) })
    this.#workers.add(worker)
    return worker
  }

  /** As if it had been sent just now. */
  #aged(snapshot: RouteSnapshot): RouteSnapshot {
    if (snapshot.time === undefined) return snapshot
    return { ...snapshot, time: Math.round(snapshot.time + performance.now() - this.#since) }
  }

  /** Starts another worker in the place of one that ended. */
  async #keep(first: WorkerProcess) {
    let worker = first
    let delay = 0
    while (true) {
      const startedAt = performance.now()
      const exitCode = await worker.exited
      this.#workers.delete(worker)
      this.#options.gone?.(worker.pid)
      if (this.#stopping.signal.aborted || this.#leaving.has(worker)) return
      const sound = performance.now() - startedAt > SOUND_AFTER
      delay = sound ? 0 : Math.min(LONGEST_PAUSE, Math.max(100, delay * 2))
      log.error('A worker of the front door ended by itself; another takes its place', {
        pid: worker.pid,
        exitCode,
        pause: delay,
      })
      await pause(delay, this.#stopping.signal)
      if (this.#stopping.signal.aborted) return
      worker = this.#spawn()
      worker.ready.catch((error) => {
        log.error('A worker of the front door cannot listen', { cause: messageOf(error) })
        worker.kill()
      })
    }
  }
}

function countOf({ count }: WorkerOptions): number {
  return count > 0 ? count : availableParallelism()
}
