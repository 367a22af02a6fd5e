import type { Viewer } from '../domain/access.ts'
import { Forbidden } from '../errors.ts'

/** For statements that only an admin, or the platform itself, may run. */
export function requireAdmin(viewer: Viewer) {
  if (viewer !== 'system' && !viewer.admin) throw new Forbidden((t) => t.errors.forbidden)
}
