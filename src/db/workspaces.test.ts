import { expect, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import { NotFound } from '../errors.ts'
import { testDatabase } from '../testing/database.ts'
import { addAgent, addGroups, addPerson, addWorkspace } from '../testing/fixtures.ts'
import { findSession, launchSession } from './sessions.ts'
import { deleteWorkspace } from './workspaces.ts'

const { db } = await testDatabase()

async function untilSomebodyWaits() {
  for (;;) {
    const waiting = await db.execute(sql`select 1 from pg_locks where not granted`)
    if (waiting.length > 0) return
    await Bun.sleep(5)
  }
}

test('deleting a workspace ends a session of it whose launch is under way', async () => {
  await addGroups(db)
  await addAgent(db, 'atlas')
  const person = await addPerson(db, 'alice')
  const workspaceId = await addWorkspace(db)
  const { id, deleted } = await db.transaction(async (tx) => {
    const request = { workspaceId, requestKey: crypto.randomUUID(), now: Date.now() }
    const session = await launchSession(tx, person, { ...request, sealedPassword: Buffer.of(1) })
    const deleted = deleteWorkspace(db, 'system', workspaceId)
    await untilSomebodyWaits()
    return { id: session.id, deleted }
  })
  await deleted
  expect((await findSession(db, 'system', id)).state).toBe('deleting')
})

test('a launch that meets the deletion of its workspace finds nothing there', async () => {
  const person = await addPerson(db, 'bob')
  const workspaceId = await addWorkspace(db)
  const { launch } = await db.transaction(async (tx) => {
    await deleteWorkspace(tx, 'system', workspaceId)
    const request = { workspaceId, requestKey: crypto.randomUUID(), now: Date.now() }
    const launch = launchSession(db, person, { ...request, sealedPassword: Buffer.of(1) }).then(
      () => undefined,
      (error: unknown) => error,
    )
    await untilSomebodyWaits()
    return { launch }
  })
  expect(await launch).toBeInstanceOf(NotFound)
})
