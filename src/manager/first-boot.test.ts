import { afterAll, beforeAll, expect, test } from 'bun:test'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createUser, findCredentials, setPassword } from '../db/users.ts'
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
  const newcomer = { username: 'ada', fullName: '', disabled: false, groupIds: [] }
  await createUser(db, 'system', newcomer, 'hash')
  expect(await boot()).toBe(true)
  const userId = (await findCredentials(db, { username: 'admin' }))?.userId ?? ''
  const admin = { userId, admin: true, loginId: crypto.randomUUID() }
  await setPassword(db, admin, userId, 'another hash', Date.now())
  expect(await boot()).toBe(false)
})
