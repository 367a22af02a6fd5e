import { beforeEach, expect, test } from 'bun:test'
import { eq, sql } from 'drizzle-orm'
import type { Person } from '../domain/access.ts'
import { ALL_USERS } from '../domain/access.ts'
import { testDatabase } from '../testing/database.ts'
import { addAgent } from '../testing/fixtures.ts'
import { address, sessionFixtures } from '../testing/sessions.ts'
import { endExpired } from './expiry.ts'
import { agents, groupSettings, sessions } from './schema.ts'
import { deleteSession, findSession } from './sessions.ts'
import { sessionsForAgent } from './snapshots.ts'
import { endOverdue, forgetOld, loseSilent, releaseAbandoned } from './sweep.ts'

const { db } = await testDatabase()
const { anew, launch, report, held } = sessionFixtures(db)
let alice: Person
let bob: Person

beforeEach(async () => {
  ;({ alice, bob } = await anew())
})

async function silence(agent: string | null) {
  await db
    .update(agents)
    .set({ checkedInAt: sql`now() - interval '2 minutes'` })
    .where(eq(agents.id, agent ?? ''))
}

test('marks sessions of a silent agent as lost; its return brings them back', async () => {
  await addAgent(db, 'atlas')
  const session = await launch(alice)
  await report(session, { state: 'running', address })
  await silence(session.agentId)
  await loseSilent(db, new Date())
  expect((await findSession(db, alice, session.id)).state).toBe('lost')
  expect(await held()).toBe(1)
  expect((await report(session, { state: 'running', address })).state).toBe('running')
})

test('fails a launch past its deadline, and releases it when the agent confirms', async () => {
  await addAgent(db, 'atlas')
  const session = await launch(alice)
  await db.update(sessions).set({ deadlineAt: sql`now() - interval '1 second'` })
  await endOverdue(db, new Date())
  const failed = await findSession(db, alice, session.id)
  expect(failed.failure).toEqual({ kind: 'deadline', state: 'placing', seconds: 60 })
  expect((await sessionsForAgent(db, session.agentId ?? ''))[0]?.wanted).toBe(false)
  await report(session, { state: 'absent' })
  expect(await held()).toBe(0)
})

test('an end that a silent agent cannot confirm is taken as done, a live agent is waited for', async () => {
  await addAgent(db, 'atlas')
  const session = await launch(alice)
  await deleteSession(db, alice, session.id)
  await db.update(sessions).set({ deadlineAt: sql`now() - interval '1 second'` })
  await endOverdue(db, new Date())
  expect((await findSession(db, alice, session.id)).state).toBe('deleting')
  await silence(session.agentId)
  await endOverdue(db, new Date())
  expect((await findSession(db, alice, session.id)).state).toBe('deleted')
  expect(await held()).toBe(0)
})

test('frees what a failed session holds of an agent that does not come back', async () => {
  await addAgent(db, 'atlas')
  const session = await launch(alice)
  await report(session, { state: 'exited', exitCode: 3 })
  await db.update(sessions).set({ stateChangedAt: sql`now() - interval '2 minutes'` })
  await releaseAbandoned(db, new Date())
  expect(await held()).toBe(1)
  await silence(session.agentId)
  await releaseAbandoned(db, new Date())
  expect(await held()).toBe(0)
  expect((await findSession(db, alice, session.id)).failure).toEqual({
    kind: 'exited',
    exitCode: 3,
  })
  expect(await sessionsForAgent(db, session.agentId ?? '')).toEqual([])
})

test('one that cannot be written keeps no other from its end', async () => {
  await addAgent(db, 'atlas')
  const [bad, good] = [await launch(alice), await launch(bob)]
  await db.execute(sql`update sessions set deadline_at = now() - interval '1 second'`)
  await db.execute(sql`create function refuse() returns trigger language plpgsql
    as $$ begin raise exception 'not this one'; end $$`)
  await db.execute(
    sql.raw(`create trigger refuse before update on sessions for each row
      when (old.id = '${bad.id}') execute function refuse()`),
  )
  await endOverdue(db, new Date())
  await db.execute(sql`drop function refuse cascade`)
  expect((await findSession(db, alice, bad.id)).state).toBe('placing')
  expect((await findSession(db, bob, good.id)).state).toBe('failed')
})

test('forgets sessions long over, whatever their number, and no others', async () => {
  await addAgent(db, 'atlas')
  const recent = await launch(alice)
  await report(recent, { state: 'exited', exitCode: 3 })
  await report(recent, { state: 'absent' })
  await db.execute(sql`insert into sessions (user_id, workspace_name, icon, tint, image, cores,
      memory, shared_memory, environment, request_key, password, state, released_at, ended_at)
    select ${alice.userId}, 'Old', 'monitor', 0, 'i', 1, 1, 1, '{}', gen_random_uuid(), '',
      'deleted', now(), now() - interval '91 days' from generate_series(1, 1500)`)
  await forgetOld(db)
  expect((await db.select({ id: sessions.id }).from(sessions)).map(({ id }) => id)).toEqual([
    recent.id,
  ])
})

test('ends a session whose time is up', async () => {
  await addAgent(db, 'atlas')
  await db.insert(groupSettings).values({ groupId: ALL_USERS, name: 'sessionMinutes', value: 30 })
  const session = await launch(alice)
  await endExpired(db, new Date())
  expect((await findSession(db, alice, session.id)).state).toBe('placing')
  await db.update(sessions).set({ expiresAt: sql`now() - interval '1 second'` })
  await endExpired(db, new Date())
  expect((await findSession(db, alice, session.id)).state).toBe('deleting')
})
