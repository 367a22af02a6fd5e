import { WANTED_STATES } from '../../domain/session.ts'
import { type Container, type Facts, TRANSITIONAL } from './facts.ts'

/** What the trial knows from the answers that it got. */
export type Promises = {
  /** Sessions that ran before the fault, each with the container and the process that it ran in. */
  readonly ran: ReadonlyMap<string, Pick<Container, 'id' | 'pid'>>
  /** Sessions whose launch was answered. */
  readonly launched: ReadonlySet<string>
  /** Sessions whose end was answered. */
  readonly ended: ReadonlySet<string>
}

const WANTED: readonly string[] = WANTED_STATES
/** The container of these has ended, and its files are there. */
const STOPPED = 'stopped'

/**
 * What contradicts the invariants I1 to I5, a sentence each; empty once everything has settled. All of
 * it must be empty within a minute of every fault.
 */
export function contradictions({ rows, containers }: Facts, promises: Promises): string[] {
  const found: string[] = []
  const say = (invariant: string, what: string) => found.push(`${invariant}: ${what}`)
  const byId = new Map(rows.map((row) => [row.id, row]))
  const bySession = Map.groupBy(containers, ({ session }) => session)

  for (const { id, session } of containers) {
    const state = byId.get(session)?.state
    if (state === undefined || !WANTED.includes(state)) {
      say(
        'I1',
        `container ${id.slice(0, 12)} of session ${session}, whose row is ${state ?? 'gone'}`,
      )
    }
  }
  for (const row of rows) {
    const own = bySession.get(row.id) ?? []
    const running = own.filter((one) => one.running && !one.paused).length
    if (row.state === 'running' && running !== 1) {
      say('I1', `session ${row.id} runs in ${running} containers`)
    }
    if (row.state === 'paused' && !own.some(({ paused }) => paused)) {
      say('I1', `session ${row.id} is paused, and no container of it is`)
    }
    if (row.state === STOPPED && (own.length !== 1 || own.some((one) => one.running))) {
      say('I1', `session ${row.id} is stopped, and has no container that has ended`)
    }
    if (row.overdue) say('I2', `session ${row.id} is past the deadline of ${row.state}`)
    if (row.state === 'failed' && !row.hasFailure) say('I2', `session ${row.id} failed, and no why`)
    if (TRANSITIONAL.includes(row.state)) say('settling', `session ${row.id} is ${row.state}`)
    if (row.state === 'lost') say('settling', `session ${row.id} is lost, and all agents are back`)
  }
  for (const [session, { length }] of doubled(bySession)) {
    say('I3', `session ${session} has ${length} containers for one request`)
  }
  const requests = Map.groupBy(rows, ({ userId, requestKey }) => `${userId} ${requestKey}`)
  for (const [request, { length }] of doubled(requests)) {
    say('I3', `request ${request} has ${length} rows`)
  }
  for (const [session, before] of promises.ran) {
    const state = byId.get(session)?.state ?? 'gone'
    if (state !== 'running') say('I4', `session ${session} ran, and its row is ${state}`)
    const now = bySession.get(session)?.find(({ id, running }) => running && id === before.id)
    if (!now) say('I4', `session ${session} no longer runs in its container`)
    else if (now.pid !== before.pid) say('I4', `session ${session} runs, and was started anew`)
  }
  for (const session of promises.launched) {
    if (!byId.has(session)) say('lost', `session ${session} was acknowledged, and has no row`)
  }
  for (const session of promises.ended) {
    const state = byId.get(session)?.state ?? 'gone'
    if (state !== 'deleted') say('lost', `the end of ${session} was acknowledged; it is ${state}`)
  }
  return [...found, ...capacity({ rows, containers })]
}

/** What the manager holds as taken, what live rows need, and what the engine has given out. */
function capacity({ rows, containers }: Facts): string[] {
  const stopped = new Set(rows.filter(({ state }) => state === STOPPED).map(({ id }) => id))
  const counted = rows.filter(({ id }) => !stopped.has(id))
  const held = total(counted.filter(({ released }) => !released))
  const live = total(counted.filter(({ state }) => WANTED.includes(state) || state === 'deleting'))
  const given = total(containers.filter(({ session }) => !stopped.has(session)))
  if (held === live && live === given) return []
  return [`I5: taken ${held}; live rows ${live}; containers ${given}`]
}

function total(all: readonly { readonly cores: number; readonly memory: number }[]): string {
  const cores = all.reduce((sum, one) => sum + one.cores, 0)
  const memory = all.reduce((sum, one) => sum + one.memory, 0)
  return `${cores.toFixed(2)} cores and ${memory} bytes`
}

function doubled<T>(groups: ReadonlyMap<string, T[]>): [string, T[]][] {
  return [...groups].filter(([, { length }]) => length > 1)
}
