/** Where a workspace may run: at launch, from the pool, with a profile, and when it is started again. */
import { afterAll, beforeEach, expect, test } from 'bun:test'
import { eq, isNull } from 'drizzle-orm'
import type { Person } from '../domain/access.ts'
import { testDatabase } from '../testing/database.ts'
import { addAgent, addWorkspace, checkIn } from '../testing/fixtures.ts'
import { address, factOf, sessionFixtures } from '../testing/sessions.ts'
import { setAgent } from './agents.ts'
import { recordCheckIn } from './check-in.ts'
import { enrolHost } from './hosts.ts'
import { refillReady } from './ready-sessions.ts'
import { hosts, profiles, sessions, workspaces, zones } from './schema.ts'
import { startSession, stopSession } from './session-life.ts'
import { findSession, launchSession } from './sessions.ts'
import { listWhereabouts } from './whereabouts.ts'

const database = await testDatabase()
const { db } = database
const { anew, report } = sessionFixtures(db)
afterAll(() => database[Symbol.asyncDispose]())

let alice: Person
let plain: string
let strong: string
let workspace: string

beforeEach(async () => {
  ;({ alice } = await anew())
  plain = await addAgent(db, 'plain')
  strong = await addAgent(db, 'strong', 2)
  await setAgent(db, 'system', strong, { labels: ['gpu'] })
  workspace = await addWorkspace(db, { labels: ['gpu'] })
})

const refill = () => refillReady(db, Date.now(), () => Buffer.from('sealed'))
const ready = () => db.select().from(sessions).where(isNull(sessions.userId))
const restrict = (where: Partial<typeof workspaces.$inferInsert>) =>
  db.update(workspaces).set(where).where(eq(workspaces.id, workspace))

function launch(workspaceId = workspace) {
  return launchSession(db, alice, {
    workspaceId,
    requestKey: crypto.randomUUID(),
    now: Date.now(),
    sealedPassword: Buffer.from('sealed'),
    sealAnew: () => Buffer.from('anew'),
  })
}

const NO_LABEL = { kind: 'label', missing: ['gpu'] }

test('a launch goes where the label is, and nowhere else when that is full', async () => {
  expect((await launch()).agentId).toBe(strong)
  expect((await launch()).agentId).toBe(strong)
  const { state, failure } = await launch()
  expect(state).toBe('failed')
  expect(failure).toEqual({
    kind: 'no place',
    agents: expect.arrayContaining([
      { agent: 'plain', reason: NO_LABEL },
      { agent: 'strong', reason: { kind: 'cores', free: 0, of: 2, needed: 1 } },
    ]),
  })
})

test('a label counts whoever gave it, and not any more once it is taken away', async () => {
  await setAgent(db, 'system', strong, { labels: [] })
  expect((await launch()).state).toBe('failed')
  const about = {
    role: 'agent',
    name: 'plain',
    publicKey: 'key of plain',
    version: 'test',
  } as const
  await enrolHost(db, { ...about, zone: 'default', labels: ['gpu', 'disk=ssd'] })
  expect((await launch()).agentId).toBe(plain)
  await setAgent(db, 'system', plain, { labels: ['gpu'] })
  expect((await listWhereabouts(db, 'system'))[0]?.labels).toEqual(['gpu', 'disk=ssd'])
  await setAgent(db, 'system', plain, { labels: [] })
  await enrolHost(db, { ...about, zone: 'default' })
  expect((await launch()).state).toBe('failed')
})

test('a zone is that of the host', async () => {
  await restrict({ labels: [], zones: ['oslo', 'bergen'] })
  const reason = { kind: 'zone', zone: 'default', zones: ['oslo', 'bergen'] }
  const refused = await launch()
  expect(refused.failure).toEqual({
    kind: 'no place',
    agents: expect.arrayContaining([
      { agent: 'plain', reason },
      { agent: 'strong', reason },
    ]),
  })
  const [oslo] = await db.insert(zones).values({ name: 'oslo' }).returning()
  await db
    .update(hosts)
    .set({ zoneId: oslo?.id ?? '' })
    .where(eq(hosts.id, plain))
  expect((await launch()).agentId).toBe(plain)
})

test('ready sessions of others give their room only where it may run', async () => {
  const busy = await addWorkspace(db, { poolSize: 3, cores: 4 })
  await refill()
  expect((await ready()).map(({ agentId }) => agentId)).toEqual([plain, plain])
  const wide = await addWorkspace(db, { labels: ['gpu'], cores: 4 })
  expect((await launch(wide)).state).toBe('failed')
  expect((await ready()).filter(({ state }) => state === 'placing')).toHaveLength(2)
  expect((await launch(busy)).agentId).toBe(plain)
})

test('the pool is filled where it may run, and nothing of it is handed over from elsewhere', async () => {
  await restrict({ poolSize: 1 })
  await refill()
  const [made] = await ready()
  expect(made?.agentId).toBe(strong)
  if (!made) return
  const fact = factOf(made, { state: 'running', address })
  await recordCheckIn(db, strong, checkIn([fact], { cores: 2 }))
  await setAgent(db, 'system', strong, { labels: [] })
  await setAgent(db, 'system', plain, { labels: ['gpu'] })
  expect(await launch()).toMatchObject({ state: 'placing', agentId: plain })
  await refill()
  const after = await ready()
  expect(after.find(({ id }) => id === made.id)?.state).toBe('deleting')
  expect(after.find(({ id }) => id !== made.id)?.agentId).toBe(plain)
  await restrict({ labels: [], zones: ['default'] })
  const [next] = after.filter(({ id }) => id !== made.id)
  if (!next) throw new Error('nothing is ready')
  await recordCheckIn(db, plain, checkIn([factOf(next, { state: 'running', address })]))
  expect((await launch()).id).toBe(next.id)
})

test('a stopped session is started again where its files are, if it may run there', async () => {
  const session = await report(await launch(), { state: 'running', address })
  await stopSession(db, alice, session.id)
  await report(await findSession(db, 'system', session.id), { state: 'stopped' })
  await setAgent(db, 'system', strong, { labels: [] })
  await startSession(db, alice, session.id, Date.now())
  expect(await findSession(db, 'system', session.id)).toMatchObject({
    state: 'stopped',
    failure: { kind: 'no place', agents: [{ agent: 'strong', reason: NO_LABEL }] },
  })
  await restrict({ labels: [] })
  await startSession(db, alice, session.id, Date.now())
  expect((await findSession(db, 'system', session.id)).state).toBe('restarting')
})

test('a profile stays where it is: elsewhere the label does not help, there it is needed', async () => {
  await restrict({ profile: 'volume' })
  const first = await launch()
  expect(first.agentId).toBe(strong)
  await report(first, { state: 'exited', exitCode: 0 })
  await report(await findSession(db, 'system', first.id), { state: 'absent' })
  // Its agent has measured it, or whatever it was to do.
  await db.update(profiles).set({ work: null })
  await setAgent(db, 'system', strong, { labels: [] })
  await setAgent(db, 'system', plain, { labels: ['gpu'] })
  expect((await launch()).failure).toEqual({
    kind: 'no place',
    agents: expect.arrayContaining([
      { agent: 'strong', reason: NO_LABEL },
      { agent: 'plain', reason: { kind: 'profile' } },
    ]),
  })
})
