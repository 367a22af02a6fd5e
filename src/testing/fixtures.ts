import type { CheckIn, HostFacts, SessionFact } from '../contract/checkin.ts'
import { recordCheckIn } from '../db/check-in.ts'
import type { Db } from '../db/client.ts'
import { enrolHost } from '../db/hosts.ts'
import { groupMembers, groups, users, workspaceGroups, workspaces } from '../db/schema.ts'
import type { Person } from '../domain/access.ts'
import { ADMINISTRATORS, ALL_USERS } from '../domain/access.ts'

const GIB = 1024 ** 3

/** The groups of the first boot. */
export async function addGroups(db: Db) {
  await db.insert(groups).values([
    { id: ALL_USERS, name: 'All Users', priority: 1000, system: true },
    { id: ADMINISTRATORS, name: 'Administrators', priority: 1, administrators: true, system: true },
  ])
}

/** A person as they act after signing in. Their password opens nothing. */
export async function addPerson(db: Db, username: string, admin = false): Promise<Person> {
  const [user] = await db
    .insert(users)
    .values({ username, passwordHash: 'none' })
    .returning({ id: users.id })
  if (!user) throw new Error('no row')
  const memberships = [{ groupId: ALL_USERS, userId: user.id }]
  if (admin) memberships.push({ groupId: ADMINISTRATORS, userId: user.id })
  await db.insert(groupMembers).values(memberships)
  return { userId: user.id, admin, loginId: crypto.randomUUID() }
}

/** A workspace that All Users see, of 1 core and 1 GiB. */
export async function addWorkspace(
  db: Db,
  changes: Partial<typeof workspaces.$inferInsert> = {},
): Promise<string> {
  const [workspace] = await db
    .insert(workspaces)
    .values({
      kind: 'container',
      name: 'Desktop',
      image: 'casement/desktop',
      cores: 1,
      memory: GIB,
      ...changes,
    })
    .returning({ id: workspaces.id })
  if (!workspace) throw new Error('no row')
  await db.insert(workspaceGroups).values({ workspaceId: workspace.id, groupId: ALL_USERS })
  return workspace.id
}

/** An agent that checked in just now, with the image of `addWorkspace`. */
export async function addAgent(db: Db, name: string, cores = 10, gib = 100): Promise<string> {
  const host = await enrolHost(db, {
    role: 'agent',
    name,
    publicKey: `key of ${name}`,
    version: 'test',
    zone: 'default',
  })
  await recordCheckIn(db, host.id, checkIn([], { hostname: name, cores, memory: gib * GIB }))
  return host.id
}

/** What an agent that sees these sessions reports. */
export function checkIn(sessions: SessionFact[], host: Partial<HostFacts> = {}): CheckIn {
  return {
    goals: 1,
    sessions,
    images: [
      { reference: 'casement/desktop', state: 'ready', percent: 100, message: '', size: 1000 },
    ],
    host: {
      hostname: 'host',
      version: 'test',
      cores: 10,
      memory: 100 * GIB,
      cpuUsed: 0.1,
      memoryUsed: GIB,
      swap: 0,
      diskTotal: 1000,
      diskUsed: 100,
      kernel: '6',
      holds: true,
      docker: { version: '28', storage: 'overlay2', liveRestore: true, warnings: [] },
      ...host,
    },
  }
}
