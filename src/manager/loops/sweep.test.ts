import { expect, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import { sessions } from '../../db/schema.ts'
import { findSession, launchSession } from '../../db/sessions.ts'
import { testDatabase } from '../../testing/database.ts'
import { addAgent, addGroups, addPerson, addWorkspace } from '../../testing/fixtures.ts'
import { until } from '../../testing/until.ts'
import { Attention } from './attention.ts'
import { startSweep } from './sweep.ts'

test('a step that fails leaves the others to their work, round after round', async () => {
  await using database = await testDatabase()
  const { db } = database
  await addGroups(db)
  await addAgent(db, 'atlas')
  const workspaceId = await addWorkspace(db)
  const launch = async (name: string) =>
    launchSession(db, await addPerson(db, name), {
      workspaceId,
      requestKey: crypto.randomUUID(),
      now: Date.now(),
      sealedPassword: Buffer.of(1),
    })
  const first = await launch('alice')
  await db.execute(sql`alter table logins rename to logins_away`) // each round has a step that fails
  const clock = { now: Date.now, adjust: async () => false }
  await using _sweep = startSweep({
    db,
    clock,
    attention: new Attention(db),
    leapt: () => undefined,
    seal: () => Buffer.of(1),
    everyMs: 20,
  })

  const ended = async (id: string) =>
    until('its end', async () => (await findSession(db, 'system', id)).state === 'deleting')
  await db.update(sessions).set({ expiresAt: sql`now()` })
  await ended(first.id)
  const second = await launch('bob')
  await db.update(sessions).set({ expiresAt: sql`now()` })
  await ended(second.id)
  expect((await findSession(db, 'system', second.id)).state).toBe('deleting')
})
