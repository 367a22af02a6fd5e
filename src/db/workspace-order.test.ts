import { afterAll, beforeEach, expect, test } from 'bun:test'
import type { Person } from '../domain/access.ts'
import { Forbidden, NotFound } from '../errors.ts'
import { testDatabase } from '../testing/database.ts'
import { addWorkspace } from '../testing/fixtures.ts'
import { sessionFixtures } from '../testing/sessions.ts'
import { workspaces } from './schema.ts'
import { visibleWorkspaces } from './tiles.ts'
import { moveWorkspace, nextPosition } from './workspace-order.ts'
import { listWorkspaces } from './workspaces.ts'

const database = await testDatabase()
const { db } = database
const { anew } = sessionFixtures(db)
afterAll(() => database[Symbol.asyncDispose]())

let alice: Person
let ids: { a: string; b: string; c: string }

beforeEach(async () => {
  ;({ alice } = await anew())
  await db.delete(workspaces)
  const add = (name: string) => addWorkspace(db, { name })
  ids = { b: await add('b'), c: await add('C'), a: await add('a') }
})

const names = async () => (await listWorkspaces(db, 'system')).map(({ name }) => name).join('')

test('goes by name until an admin orders it, and then as it was ordered', async () => {
  expect(await names()).toBe('abC')
  await moveWorkspace(db, 'system', ids.c, 'up')
  expect(await names()).toBe('aCb')
  await moveWorkspace(db, 'system', ids.a, 'down')
  expect(await names()).toBe('Cab')
  expect((await visibleWorkspaces(db, alice)).map(({ name }) => name).join('')).toBe('Cab')
})

test('nothing is above the first or below the last', async () => {
  await moveWorkspace(db, 'system', ids.a, 'up')
  await moveWorkspace(db, 'system', ids.c, 'down')
  expect(await names()).toBe('abC')
})

test('a new one goes among the others by name, and behind them once they are ordered', async () => {
  expect(await nextPosition(db)).toBe(0)
  await moveWorkspace(db, 'system', ids.c, 'up')
  expect(await nextPosition(db)).toBe(4)
})

test('two who move at once lose none', async () => {
  await Promise.all([
    moveWorkspace(db, 'system', ids.a, 'down'),
    moveWorkspace(db, 'system', ids.c, 'up'),
    moveWorkspace(db, 'system', ids.b, 'up'),
  ])
  expect([...(await names())].sort().join('')).toBe('Cab')
  const places = (await db.select().from(workspaces)).map(({ position }) => position)
  expect(places.sort()).toEqual([1, 2, 3])
})

test('is for admins', async () => {
  expect(moveWorkspace(db, alice, ids.a, 'down')).rejects.toBeInstanceOf(Forbidden)
  expect(moveWorkspace(db, 'system', crypto.randomUUID(), 'up')).rejects.toBeInstanceOf(NotFound)
  expect(await names()).toBe('abC')
})
