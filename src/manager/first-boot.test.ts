import { afterAll, beforeAll, expect, test } from 'bun:test'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { workspaceGroups, workspaces } from '../db/schema.ts'
import { createUser, findCredentials, setPassword } from '../db/users.ts'
import { ALL_USERS } from '../domain/access.ts'
import { migrationsDir } from '../paths.ts'
import { testDatabase } from '../testing/database.ts'
import { firstBoot } from './first-boot.ts'
import { createSealer } from './secrets.ts'

const { db } = await testDatabase()
const sealer = createSealer(randomBytes(32))
let dataDir: string

beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'casement-first-boot-'))
})
afterAll(() => rmSync(dataDir, { recursive: true }))

async function boot(): Promise<boolean> {
  await firstBoot(db, sealer, dataDir, async () => 'hash')
  return existsSync(join(dataDir, 'initial-admin-password'))
}

test('the first password is kept until its admin has another, whoever else still waits for one', async () => {
  expect(await boot()).toBe(true)
  const newcomer = { username: 'ada', fullName: '', disabled: false, groups: { chosen: [] } }
  await createUser(db, 'system', newcomer, 'hash')
  expect(await boot()).toBe(true)
  const userId = (await findCredentials(db, { username: 'admin' }))?.userId ?? ''
  const admin = { userId, admin: true, loginId: crypto.randomUUID() }
  await setPassword(db, admin, userId, 'another hash', Date.now())
  expect(await boot()).toBe(false)
})

test('what is older than the deluxe desktop is offered it once, switched off; what is new has it', async () => {
  const path = join(migrationsDir, '0005_offer-desktop-deluxe.sql')
  const upgrade = () => db.execute(sql.raw(readFileSync(path, 'utf8')))
  const deluxe = sql`${workspaces.image} = 'casement/desktop-deluxe'`
  const seeded = await db.delete(workspaces).where(deluxe).returning()
  expect(seeded.map(({ enabled }) => enabled)).toEqual([true])

  await upgrade()
  await upgrade()

  const offered = await db.select().from(workspaces).where(deluxe)
  const [id = ''] = offered.map((workspace) => workspace.id)
  const changed = { id, createdAt: expect.any(Date), enabled: false }
  expect(offered).toEqual(seeded.map((one) => ({ ...one, ...changed })))
  const groups = await db
    .select()
    .from(workspaceGroups)
    .where(sql`${workspaceGroups.workspaceId} = ${id}`)
  expect(groups).toEqual([{ workspaceId: id, groupId: ALL_USERS }])
})
