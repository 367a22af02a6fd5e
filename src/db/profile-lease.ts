import { and, eq, isNull } from 'drizzle-orm'
import type { Person } from '../domain/access.ts'
import { type ProfileWork, profilePath } from '../domain/profile.ts'
import { Conflict } from '../errors.ts'
import type { Db } from './client.ts'
import { ownerOf } from './owner.ts'
import type { Profile } from './profiles.ts'
import { profiles, sessions, type workspaces } from './schema.ts'

/** Why a profile cannot be had now: a session has it, or its agent works on it. */
export type ProfileHold =
  | { readonly session: string; readonly work?: undefined }
  | { readonly work: ProfileWork; readonly session?: undefined }

/** The launch is possible without the profile; or later; or is not needed. */
export class ProfileHeld extends Conflict {
  readonly hold: ProfileHold
  readonly workspace: string

  constructor(workspace: string, hold: ProfileHold) {
    super((t) => (hold.session ? t.profiles.inUse(workspace) : t.profiles.busy(workspace)))
    this.hold = hold
    this.workspace = workspace
  }
}

/**
 * A person's profile of a workspace, made where there is none, for a session that this transaction is
 * about to insert; undefined where the workspace keeps nothing. Throws ProfileHeld.
 */
export async function leaseProfile(
  tx: Db,
  person: Person,
  workspace: typeof workspaces.$inferSelect,
): Promise<Profile | undefined> {
  const { id: workspaceId, name: workspaceName, profile: kind } = workspace
  if (kind === 'off') return undefined
  const mine = and(eq(profiles.userId, person.userId), eq(profiles.workspaceId, workspaceId))
  let [found] = await tx.select().from(profiles).where(mine).for('update')
  if (!found) {
    const owner = await ownerOf(tx, person.userId)
    const path = kind === 'path' ? profilePath(workspace.profilePath, owner, workspaceId) : ''
    const made = { userId: person.userId, workspaceId, workspaceName, kind, path }
    ;[found] = await tx.insert(profiles).values(made).returning()
  }
  if (!found) throw new Error('insert into profiles returned no row')
  const [holder] = await tx
    .select({ id: sessions.id })
    .from(sessions)
    .where(and(eq(sessions.profileId, found.id), isNull(sessions.releasedAt)))
  if (holder) throw new ProfileHeld(workspaceName, { session: holder.id })
  if (found.work) throw new ProfileHeld(workspaceName, { work: found.work })
  return found
}
