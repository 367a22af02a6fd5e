import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { until } from '../until.ts'
import type { Layout } from './layout.ts'
import { forgetPlanted, type Mood, nextVersion, schemaOf, setMood } from './next-version.ts'
import type { Stage } from './stage.ts'
import type { Trial } from './trial.ts'
import { Viewer } from './viewer.ts'

const SESSIONS = 5
const VIEWERS = 50

/**
 * To the next version and back, with sessions and viewers live: every session goes on in its container,
 * and not one viewer has to connect again.
 */
export const UPGRADES: readonly Trial[] = [
  { name: 'upgrade', round: thereAndBack },
  { name: 'upgrade-broken', round: (stage: Stage) => failing(stage, 'broken', refuse) },
  { name: 'upgrade-killed', round: (stage: Stage) => failing(stage, 'slow', killHalfWay) },
].map((trial) => ({ ...trial, layout: 'one', most: 5 }))

async function thereAndBack(stage: Stage): Promise<number> {
  using audience = await Audience.of(stage)
  const before = await schemaOf(stage.sql)
  await setMood(stage.sql, 'sound')
  const began = performance.now()
  await replaceBy(stage.layout, await nextVersion())
  await stage.settle()
  const took = performance.now() - began
  await audience.judge()
  const after = await schemaOf(stage.sql)
  if (!after.planted || after.applied !== before.applied + 1) throw new Error('no new schema')

  await replaceBy(stage.layout)
  await stage.settle()
  await audience.judge()
  await forgetPlanted(stage.sql)
  return took
}

/** A next version that does not come up leaves all to this one. */
async function failing(
  stage: Stage,
  mood: Mood,
  attempt: (stage: Stage, next: string) => Promise<void>,
): Promise<number> {
  using audience = await Audience.of(stage)
  const before = await schemaOf(stage.sql)
  await setMood(stage.sql, mood)
  const next = await nextVersion()
  const began = performance.now()
  await stage.layout.process('all').stop('SIGUSR2')
  await attempt(stage, next)
  await stage.layout.start('all')
  await stage.settle()
  const took = performance.now() - began
  await audience.judge()
  const after = await schemaOf(stage.sql)
  if (after.planted || after.applied !== before.applied) throw new Error('a schema half-way')
  return took
}

async function refuse({ layout }: Stage, next: string): Promise<void> {
  const said = await layout.start('all', next).then(
    () => 'it started',
    (error: unknown) => String(error),
  )
  const sentence =
    /migration 9999_planted of the database failed: relation "nowhere" does not exist\. The database is as it was before; start the version that you had/
  if (!sentence.test(said)) throw new Error(`The next version should refuse: ${said}`)
}

async function killHalfWay({ layout, sql }: Stage, next: string): Promise<void> {
  const started = layout.start('all', next).then(
    () => true,
    () => false,
  )
  await until('the middle of the migration', async () => {
    const rows = await sql`select 1 from pg_stat_activity
      where query like '%pg_sleep%' and wait_event = 'PgSleep'`
    return rows.length > 0
  })
  const { pid } = layout.process('all')
  await layout.process('all').stop('SIGKILL')
  if (await started) throw new Error('The next version started')
  await until('its end', () => !existsSync(join('/proc', String(pid))))
}

async function replaceBy(layout: Layout, binary?: string): Promise<void> {
  await layout.process('all').stop('SIGUSR2')
  await layout.start('all', binary)
}

/** Many viewers, each with a session, none of which may have to connect twice. */
class Audience implements Disposable {
  readonly #own: readonly Viewer[]
  readonly #all: readonly Viewer[]
  readonly #connections: readonly number[]

  private constructor(own: readonly Viewer[], all: readonly Viewer[]) {
    this.#own = own
    this.#all = all
    this.#connections = all.map(({ connections }) => connections)
  }

  static async of(stage: Stage): Promise<Audience> {
    await stage.occupy(SESSIONS)
    const present = [...stage.viewers.values()]
    const sessions = present.map(({ session }) => session)
    const own = Array.from({ length: Math.max(0, VIEWERS - present.length) }, (_, index) => {
      return new Viewer(stage.admin, sessions[index % sessions.length] ?? '')
    })
    const all = [...present, ...own]
    await until(`${all.length} viewers that see something`, async () => {
      return (await Promise.all(all.map((one) => one.roundTrip()))).every(Boolean)
    })
    return new Audience(own, all)
  }

  /** Throws where somebody was cut, or sees nothing. */
  async judge(): Promise<void> {
    const cut = this.#all.filter(({ connections }, i) => connections !== this.#connections[i])
    const trips = await Promise.all(this.#all.map((one) => one.roundTrip()))
    const blind = trips.filter((trip) => trip === undefined)
    if (cut.length + blind.length === 0) return
    throw new Error(
      `Of ${this.#all.length} viewers ${cut.length} were cut, and ${blind.length} see nothing`,
    )
  }

  [Symbol.dispose]() {
    for (const one of this.#own) one[Symbol.dispose]()
  }
}
