import type { Static } from '@sinclair/typebox'
import { TypeCompiler } from '@sinclair/typebox/compiler'
import type { RouteSnapshot } from '../../contract/routes.ts'
import { codeOf, messageOf } from '../../errors.ts'
import { logger, setLogLevel } from '../../log.ts'
import { collectAtRest } from '../../rest.ts'
import { setPseudonym } from '../../wire/via.ts'
import { FrontDoor } from '../door/door.ts'
import { PortRefused } from '../door/entrances.ts'
import { LIMITS } from '../door/limits.ts'
import { AccessLog } from '../record/access-log.ts'
import { Ledger } from '../record/ledger.ts'
import { listenForOrders } from './control.ts'
import { type Begin, type FromWorker, ToWorker } from './messages.ts'
import { dropPrivileges } from './privileges.ts'

const log = logger('worker')

/** Compiled, since a snapshot of many sessions would otherwise hold up the streams for a moment. */
const orders = TypeCompiler.Compile(ToWorker)

/**
 * How long tunnels go on while no main process is there, as between two versions or after a crash:
 * meanwhile nobody tells of a sign-out. Longer than a start with a change of the database takes.
 */
const ALONE_MS = 120_000
/** Between two signs of life. */
const ALIVE_MS = 1_000
/** What a request may take when tunnels are ended. */
const LAST_REQUEST_MS = 1_000
/**
 * One of an older version does not say that its workers listen: so long after its first news they do, and
 * requests then get this long.
 */
const SUCCESSOR_MS = 5_000
/** Between two words on which sessions are used. */
const USED_EVERY_MS = 2_000

/**
 * A worker process of the front door: binds the port, becomes an ordinary user, then serves what the
 * main process tells it about. When that hands over or dies, the worker holds the door until the workers of
 * the next main process listen: nobody is refused, and requests wait for a manager. Then it leaves the port
 * to them, keeps its tunnels until the last has ended, and obeys the main process that found it.
 */
export async function runWorker(): Promise<number> {
  if (!process.send) {
    throw new Error('A worker is started by the front door itself, never by hand')
  }
  // Ctrl-C and the end of a terminal reach the whole process group; the main process says when to go.
  for (const signal of ['SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () => log.debug('Waiting for the main process to say when to stop'))
  }
  const worker = new Worker()
  process.on('disconnect', () => worker.orphaned())
  process.on('message', (message: unknown) => worker.hear(message))
  const code = await worker.over
  if (process.connected) process.disconnect?.()
  return code
}

class Worker {
  readonly #over = Promise.withResolvers<number>()
  #door: FrontDoor | undefined
  #control: ReturnType<typeof listenForOrders> | undefined
  #telling: Timer | undefined
  /** What a rush leaves behind is no burden for the quiet time after it. */
  readonly #collecting = collectAtRest()
  #living: Timer | undefined
  #orphan = false
  /** Another main process has said what we do not know, perhaps before we saw that ours is gone. */
  #lost = false
  #ended = false
  /** Main processes that have found us. */
  #others = 0
  /** Until the next main process has workers of its own. */
  #holding = false
  #succeeded: Timer | undefined
  #alone: Timer | undefined

  get over(): Promise<number> {
    return this.#over.promise
  }

  hear(message: unknown) {
    if (!orders.Check(message)) return this.#puzzled()
    if (message.type === 'begin') this.#begin(message)
    else if (message.type === 'snapshot') this.#learn(message.snapshot)
    else if (message.type === 'logLevel') setLogLevel(message.logLevel)
    else if (message.type === 'certificates') this.#door?.certify(message.certificates)
    else if (message.type === 'proofs') this.#door?.prove(message.proofs)
    else if (message.type === 'retire') void this.#retire(message.milliseconds)
    else if (message.hold) this.#hold()
    else void this.#handOver(message.milliseconds)
  }

  /** The main process that started us is no more. */
  orphaned() {
    if (this.#ended) return
    this.#orphan = true
    if (this.#lost) return void this.#retire(0)
    if (!this.#door) return this.#end()
    this.#hold()
    this.#wait()
  }

  #begin(order: Static<typeof Begin>) {
    setLogLevel(order.logLevel)
    try {
      if (order.via !== undefined) setPseudonym(order.via)
      const ledger = new Ledger(order.accessLog && new AccessLog(order.accessLog))
      const limits = { ...LIMITS, perAddress: order.perAddress ?? LIMITS.perAddress }
      const door = new FrontDoor(order, limits, ledger)
      door.managers.replace(order.managers)
      this.#control = listenForOrders(order.controlDir, {
        hear: (message) => {
          this.#lost ||= !orders.Check(message)
          this.hear(message)
        },
        came: () => {
          this.#others++
          this.#wait()
        },
        left: () => {
          this.#others--
          this.#wait()
        },
      })
      void door.empty.then(() => this.#end())
      this.#door = door
      this.#telling = setInterval(() => {
        this.#tellUsed()
        this.#tellCounts()
      }, order.usedEveryMilliseconds ?? USED_EVERY_MS)
      this.#living = setInterval(() => tell({ type: 'alive' }), ALIVE_MS)
      const { port, sessionPort } = door
      const more = sessionPort === undefined ? {} : { sessionPort }
      tell({ type: 'listening', port, ...more, user: dropPrivileges() })
    } catch (error) {
      const about = error instanceof PortRefused ? { port: error.port } : {}
      tell({ type: 'failed', reason: messageOf(error), code: codeOf(error) ?? '', ...about })
    }
  }

  /** What cannot be taken over leaves what was known before. */
  #learn(snapshot: RouteSnapshot) {
    if (this.#holding && this.#others > 0) {
      this.#succeeded ??= setTimeout(() => void this.#handOver(SUCCESSOR_MS), SUCCESSOR_MS)
    }
    try {
      this.#door?.replace(snapshot)
    } catch (error) {
      log.error('The news of sessions cannot be used', { cause: messageOf(error) })
    }
  }

  /** One of our own version never says such a thing; without its news tunnels must not go on. */
  #puzzled() {
    log.error('The main process said what this version does not know')
    if (this.#orphan) void this.#retire(0)
  }

  /** A door that nobody opened, or that is left already, is none to hold. */
  #hold() {
    if (!this.#door || this.#door.retiring) return
    this.#holding = true
    tell({ type: 'released' })
  }

  async #handOver(milliseconds: number) {
    this.#holding = false
    clearTimeout(this.#succeeded)
    await this.#door?.handOver(milliseconds)
    tell({ type: 'released' })
    if (!this.#door) this.#end()
  }

  async #retire(milliseconds: number) {
    await this.#door?.retire(milliseconds)
    this.#end()
  }

  /** Nobody is told twice, and what nobody hears is told later. */
  #tellUsed() {
    const sessions = this.#door?.table.takeUsed() ?? []
    if (sessions.length === 0) return
    const message = { type: 'used', sessions } as const
    const heard = this.#control?.tell(message) === true
    if (process.connected) tell(message)
    else if (!heard) for (const session of sessions) this.#door?.table.use(session)
  }

  /** While nobody hears them they add up. */
  #tellCounts() {
    const door = this.#door
    if (!door || !(process.connected || this.#others > 0)) return
    const { connections, ledger } = door
    const message = { type: 'counts', connections, open: ledger.open(), ...ledger.take() } as const
    this.#control?.tell(message)
    tell(message)
  }

  #wait() {
    clearTimeout(this.#alone)
    if (this.#orphan && this.#others === 0 && !this.#ended) {
      this.#alone = setTimeout(() => void this.#retire(LAST_REQUEST_MS), ALONE_MS)
    }
  }

  #end() {
    if (!this.#ended) this.#tellCounts()
    this.#ended = true
    clearTimeout(this.#alone)
    clearTimeout(this.#succeeded)
    clearInterval(this.#telling)
    this.#collecting[Symbol.dispose]()
    clearInterval(this.#living)
    this.#control?.[Symbol.dispose]()
    this.#door?.[Symbol.dispose]()
    this.#door?.ledger[Symbol.dispose]()
    this.#over.resolve(0)
  }
}

function tell(message: FromWorker) {
  if (process.connected) process.send?.(message)
}
