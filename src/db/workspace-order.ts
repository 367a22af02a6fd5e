import { asc, eq, max, sql } from 'drizzle-orm'
import type { Viewer } from '../domain/access.ts'
import { NotFound } from '../errors.ts'
import { requireAdmin } from './authority.ts'
import type { Db } from './client.ts'
import { workspaces } from './schema.ts'

/** As an admin ordered them; those of one place by name. */
export const inOrder = [
  asc(workspaces.position),
  asc(sql`lower(${workspaces.name})`),
  asc(workspaces.id),
]

/** Where a new one goes: behind all others, or among them by name while nobody has ordered any. */
export async function nextPosition(db: Db): Promise<number> {
  const [row] = await db.select({ last: max(workspaces.position) }).from(workspaces)
  const last = row?.last ?? 0
  return last === 0 ? 0 : last + 1
}

/** Changes places with its neighbour; the first stays first, the last stays last. */
export async function moveWorkspace(
  db: Db,
  viewer: Viewer,
  id: string,
  direction: 'up' | 'down',
): Promise<void> {
  requireAdmin(viewer)
  await db.transaction(async (tx) => {
    // One move at a time: the order read below is the one that is written.
    await tx
      .select({ id: workspaces.id })
      .from(workspaces)
      .orderBy(workspaces.id)
      .for('no key update')
    const { id: own, position } = workspaces
    const all = await tx
      .select({ id: own, position })
      .from(workspaces)
      .orderBy(...inOrder)
    const from = all.findIndex((one) => one.id === id)
    const moved = all[from]
    if (!moved) throw new NotFound((t) => t.errors.notFound)
    const to = Math.min(all.length - 1, Math.max(0, from + (direction === 'up' ? -1 : 1)))
    const order = all.toSpliced(from, 1).toSpliced(to, 0, moved)
    for (const [index, one] of order.entries()) {
      if (one.position === index + 1) continue
      await tx
        .update(workspaces)
        .set({ position: index + 1 })
        .where(eq(workspaces.id, one.id))
    }
  })
}
