import type { KeptProfile } from '../../../views/components/profile-list.tsx'
import type { ProfileRow } from '../../db/profiles.ts'
import { fullness } from '../../domain/profile.ts'

/** What pages show of a profile; with its person's name for an admin's list of a workspace. */
export function profileProps(row: ProfileRow, withUser = false): KeptProfile {
  return {
    id: row.id,
    workspace: row.workspaceName,
    icon: row.icon,
    tint: row.tint,
    user: withUser ? row.username : undefined,
    size: row.size,
    quota: row.quota,
    full: fullness(row.size, row.quota),
    lastUsedAt: row.lastUsedAt ?? undefined,
    heldBy: row.heldBy,
    work: row.work ?? undefined,
    trouble: row.trouble === '' ? undefined : row.trouble,
    agent: row.agentName ?? undefined,
    snapshots: row.snapshots.map(({ id, size, takenAt }) => ({ id, size, takenAt })),
  }
}
