/** Who may run the statements about people, whatever route leads to them. */
import { afterAll, describe, expect, test } from 'bun:test'
import type { Person } from '../domain/access.ts'
import { Forbidden, NotFound } from '../errors.ts'
import { KEEPS_NOTHING } from '../manager/workspaces/parse-keeps.ts'
import { testDatabase } from '../testing/database.ts'
import { addGroups, addPerson } from '../testing/fixtures.ts'
import type { Db } from './client.ts'
import { deleteUser } from './deleted-users.ts'
import * as groups from './groups.ts'
import { endLoginsOf } from './logins.ts'
import { databaseFacts } from './system.ts'
import * as users from './users.ts'
import * as workspaces from './workspaces.ts'

const database = await testDatabase()
const { db } = database
await addGroups(db)
const alice = await addPerson(db, 'alice')
const bob = await addPerson(db, 'bob')
const id = bob.userId
afterAll(() => database[Symbol.asyncDispose]())

const user = { username: 'mallory', fullName: '', disabled: false, groups: { chosen: [] } }
const group = {
  name: 'g',
  description: '',
  priority: 1,
  members: { chosen: [] },
  workspaces: { chosen: [] },
  settings: {},
  abilities: {},
}
const workspace: workspaces.WorkspaceFields = {
  kind: 'link',
  name: 'w',
  description: '',
  icon: 'link',
  tint: 0,
  categories: [],
  enabled: true,
  image: '',
  cores: 1,
  memory: 1,
  sharedMemory: 0,
  environment: {},
  ...KEEPS_NOTHING,
  linkUrl: 'https://example.org',
  groups: { chosen: [] },
}

const forAdmins: [string, (db: Db, viewer: Person) => Promise<unknown>][] = [
  ['listUsers', (db, viewer) => users.listUsers(db, viewer)],
  ['countUsers', (db, viewer) => users.countUsers(db, viewer)],
  ['createUser', (db, viewer) => users.createUser(db, viewer, user, 'hash')],
  ['updateUser', (db, viewer) => users.updateUser(db, viewer, id, user)],
  ['deleteUser', (db, viewer) => deleteUser(db, viewer, id)],
  ['setPassword of another', (db, viewer) => users.setPassword(db, viewer, id, 'hash', 0)],
  ['endLoginsOf another', (db, viewer) => endLoginsOf(db, viewer, id)],
  ['listGroups', (db, viewer) => groups.listGroups(db, viewer)],
  ['findGroup', (db, viewer) => groups.findGroup(db, viewer, id)],
  ['createGroup', (db, viewer) => groups.createGroup(db, viewer, group)],
  ['updateGroup', (db, viewer) => groups.updateGroup(db, viewer, id, group)],
  ['deleteGroup', (db, viewer) => groups.deleteGroup(db, viewer, id)],
  ['listChoices', (db, viewer) => groups.listChoices(db, viewer)],
  ['listWorkspaces', (db, viewer) => workspaces.listWorkspaces(db, viewer)],
  ['findWorkspace', (db, viewer) => workspaces.findWorkspace(db, viewer, id)],
  ['createWorkspace', (db, viewer) => workspaces.createWorkspace(db, viewer, workspace)],
  ['updateWorkspace', (db, viewer) => workspaces.updateWorkspace(db, viewer, id, workspace)],
  ['deleteWorkspace', (db, viewer) => workspaces.deleteWorkspace(db, viewer, id)],
  ['databaseFacts', (db, viewer) => databaseFacts(db, viewer)],
]

describe('for admins only', () => {
  test.each(forAdmins)('%s', async (_, ask) => {
    await expect(ask(db, alice)).rejects.toBeInstanceOf(Forbidden)
  })

  test('and nothing of it happened', async () => {
    const names = (await users.listUsers(db, 'system')).rows.map((found) => found.username)
    expect(names).toEqual(['alice', 'bob'])
    expect(await groups.listGroups(db, 'system')).toHaveLength(2)
    expect(await workspaces.listWorkspaces(db, 'system')).toEqual([])
  })
})

describe('a user', () => {
  test('sees themselves, and of others not even that they exist', async () => {
    expect((await users.findUser(db, alice, alice.userId)).username).toBe('alice')
    await expect(users.findUser(db, alice, id)).rejects.toBeInstanceOf(NotFound)
  })

  test('never comes with the hash of their password', async () => {
    const found = await users.findUser(db, 'system', id)
    expect(Object.keys(found).join()).not.toMatch(/hash/i)
  })
})
