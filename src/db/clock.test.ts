import { beforeEach, expect, test } from 'bun:test'
import { eq, sql } from 'drizzle-orm'
import type { Person } from '../domain/access.ts'
import { ALL_USERS } from '../domain/access.ts'
import { SILENT_AFTER_MS } from '../domain/placement.ts'
import { testDatabase } from '../testing/database.ts'
import { emptyTables } from '../testing/empty-tables.ts'
import { addAgent, addGroups, addPerson, addWorkspace, checkIn } from '../testing/fixtures.ts'
import { recordCheckIn } from './check-in.ts'
import { openPool } from './client.ts'
import { DatabaseClock } from './clock.ts'
import { endExpired, endIdle, recordActivity } from './expiry.ts'
import { forgiveSilence, silenceOfAll } from './leap.ts'
import { removeExpiredLogins } from './logins.ts'
import { agents, groupSettings, installation, logins, sessions } from './schema.ts'
import { deleteSession, launchSession } from './sessions.ts'
import { endOverdue, loseSilent } from './sweep.ts'

const HOUR = 3600_000
const database = await testDatabase()
await database.db.execute(sql`create schema leap`)
await database.db.execute(sql`create table leap.by (by interval)`)
for (const name of ['now', 'clock_timestamp']) {
  await database.db.execute(
    sql.raw(`create function leap.${name}() returns timestamptz language sql volatile as
      'select pg_catalog.${name}() + (select by from leap.by)'`),
  )
}
await database.db.execute(sql`do $$ begin
  execute format('alter database %I set search_path = leap, public, pg_catalog', current_database());
end $$`)
/** A server whose clock can be made to leap. */
const { db } = openPool(database.address, 'external')
// Defaults know the function that was found when they were made.
await db.execute(sql`alter table sessions alter created_at set default now()`)
let alice: Person
let id: string

async function leap(milliseconds: number) {
  await db.execute(sql`update leap.by set by = by + make_interval(secs => ${milliseconds / 1000})`)
}

function launch(clock: Pick<DatabaseClock, 'now'>) {
  return launchSession(db, alice, {
    now: clock.now(),
    workspaceId,
    requestKey: crypto.randomUUID(),
    sealedPassword: Buffer.of(1),
  })
}
let workspaceId: string

async function states() {
  const rows = await db
    .select({ state: sessions.state, expiresAt: sessions.expiresAt })
    .from(sessions)
    .orderBy(sessions.createdAt)
  return rows.map(({ state }) => state).sort()
}

async function sweep(clock: DatabaseClock) {
  const at = new Date(clock.now())
  await endExpired(db, at)
  await endIdle(db, at)
  await loseSilent(db, at)
  await endOverdue(db, at)
  await removeExpiredLogins(db, clock.now())
}

beforeEach(async () => {
  await emptyTables(db, 'leap.by')
  await db.execute(sql`insert into leap.by values ('0')`)
  const [row] = await db.insert(installation).values({}).returning()
  id = row?.id ?? ''
  await addGroups(db)
  const limits = { sessionMinutes: 30, idleMinutes: 20 }
  for (const [name, value] of Object.entries(limits)) {
    await db.insert(groupSettings).values({ groupId: ALL_USERS, name, value })
  }
  alice = await addPerson(db, 'alice')
  workspaceId = await addWorkspace(db)
})

/** One session that runs, one on its way, one that ends; and a login, half an hour old. */
async function everyday(clock: DatabaseClock) {
  const agent = await addAgent(db, 'atlas')
  const [running, , ending] = [await launch(clock), await launch(clock), await launch(clock)]
  const address = { host: '172.18.0.2', port: 5901 }
  const fact = { session: running.id, generation: 1, state: 'running', address } as const
  await recordCheckIn(db, agent, checkIn([fact]))
  await deleteSession(db, alice, ending.id)
  const [began, until] = [clock.now() - HOUR / 2, clock.now() + HOUR / 2].map((ms) => new Date(ms))
  await db.insert(logins).values({
    ...{ userId: alice.userId, tokenHash: 'hash', createdAt: began, lastSeenAt: began },
    expiresAt: until ?? new Date(),
  })
  return { agent, running }
}

test.each([HOUR, -HOUR])('a leap of %p ms ends nothing', async (milliseconds) => {
  const clock = await DatabaseClock.open(db, id)
  const { running } = await everyday(clock)
  await leap(milliseconds)
  const late = await launch(clock) // by the new time, before anybody has noticed

  expect(await clock.adjust(db)).toBe(true)
  await sweep(clock)

  expect(await states()).toEqual(['deleting', 'placing', 'placing', 'running'])
  expect(await db.$count(logins)).toBe(1)
  const left = async (session: string) => {
    const [row] = await db.select().from(sessions).where(eq(sessions.id, session))
    return Math.round(((row?.expiresAt?.getTime() ?? 0) - clock.now()) / 60_000)
  }
  expect([await left(running.id), await left(late.id)]).toEqual([30, 30])

  // What should end then, does.
  const at = new Date(clock.now() + 61_000)
  await loseSilent(db, at)
  await endOverdue(db, at)
  expect(await states()).toEqual(['deleted', 'lost', 'lost', 'lost'])
})

test.each([HOUR, -HOUR])(
  'a leap of %p ms makes nobody idle, and nobody busy',
  async (milliseconds) => {
    const clock = await DatabaseClock.open(db, id)
    const { agent, running } = await everyday(clock)
    const other = await launch(clock)
    const address = { host: '172.18.0.3', port: 5901 }
    const fact = { session: other.id, generation: 1, state: 'running', address } as const
    await recordCheckIn(db, agent, checkIn([fact]))
    const ago = sql`pg_catalog.now() - interval '15 minutes'`
    await db.update(sessions).set({ activeAt: ago }).where(eq(sessions.state, 'running'))
    await leap(milliseconds)
    await recordActivity(db, [other.id]) // by the new time, before anybody has noticed
    await clock.adjust(db)

    const idle = async (session: string) => {
      const [row] = await db.select().from(sessions).where(eq(sessions.id, session))
      return Math.round((clock.now() - (row?.activeAt.getTime() ?? 0)) / 60_000)
    }
    expect([await idle(running.id), await idle(other.id)]).toEqual([15, 0])
    await endIdle(db, new Date(clock.now() + 6 * 60_000))
    expect(await states()).toEqual(['deleting', 'paused', 'placing', 'running'])
  },
)

test('of several managers one moves everything along', async () => {
  const [one, other] = [await DatabaseClock.open(db, id), await DatabaseClock.open(db, id)]
  await everyday(one)
  await leap(HOUR)

  expect(await Promise.all([one.adjust(db), other.adjust(db)])).toEqual([true, true])
  expect(Math.abs(one.now() - other.now())).toBeLessThan(1000)
  const [login] = await db.select().from(logins)
  expect(Math.round(((login?.expiresAt.getTime() ?? 0) - one.now()) / 60_000)).toBe(30)
  expect(await one.adjust(db)).toBe(false)
})

test('while nobody could be heard, nobody was silent', async () => {
  const agent = await addAgent(db, 'atlas')
  const dead = await addAgent(db, 'boreas')
  await launch(Date)
  const used = await launch(Date)
  const ago = (seconds: number) => sql`now() - make_interval(secs => ${seconds})`
  await db
    .update(agents)
    .set({ checkedInAt: ago(60) })
    .where(eq(agents.id, agent))
  await db
    .update(agents)
    .set({ checkedInAt: ago(120) })
    .where(eq(agents.id, dead))
  await db.update(sessions).set({ deadlineAt: ago(1), agentId: agent })
  await db
    .update(sessions)
    .set({ state: 'running', deadlineAt: null, activeAt: ago(600) })
    .where(eq(sessions.id, used.id))

  const away = await silenceOfAll(db)
  expect(away).toBeWithin(59_000, 110_000)
  await forgiveSilence(db, away, SILENT_AFTER_MS)
  await loseSilent(db, new Date())
  await endOverdue(db, new Date())

  expect(await states()).toEqual(['placing', 'running'])
  const [quiet] = await db.select().from(sessions).where(eq(sessions.id, used.id))
  const idleSeconds = (Date.now() - (quiet?.activeAt.getTime() ?? 0)) / 1000
  expect(Math.round(idleSeconds / 60)).toBe(9)
  const [still] = await db.select().from(agents).where(eq(agents.id, dead))
  expect(Date.now() - (still?.checkedInAt?.getTime() ?? 0)).toBeGreaterThan(100_000)
  expect((await launch(Date)).agentId).toBe(agent)
})
