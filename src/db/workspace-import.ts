import type { Viewer } from '../domain/access.ts'
import type { Db } from './client.ts'
import { createWorkspace, updateWorkspace, type WorkspaceFields } from './workspaces.ts'

export type ImportOrder =
  | { readonly kind: 'create'; readonly fields: WorkspaceFields }
  | { readonly kind: 'replace'; readonly id: string; readonly fields: WorkspaceFields }

/** All of it, or nothing; new ones come in this order. NotFound where one to be replaced is gone. */
export async function importWorkspaces(
  db: Db,
  viewer: Viewer,
  orders: readonly ImportOrder[],
): Promise<void> {
  await db.transaction(async (tx) => {
    for (const order of orders) {
      if (order.kind === 'create') await createWorkspace(tx, viewer, order.fields)
      else await updateWorkspace(tx, viewer, order.id, order.fields)
    }
  })
}
