import { type SQL, sql } from 'drizzle-orm'
import type { ContainerSettings } from '../domain/container-settings.ts'
import type { Db } from './client.ts'
import type { Session } from './events.ts'
import { sessionEvents, sessions, type workspaces } from './schema.ts'

type Workspace = typeof workspaces.$inferSelect

/** Of a session, what does not come from its workspace. */
export type NewSession = {
  /** Null: it is to be ready for whoever comes. */
  readonly userId: string | null
  readonly profileId?: string | null
  /** Of its workspace, with what is its person's own. */
  readonly settings: ContainerSettings
  readonly requestKey: string
  readonly sealedPassword: Buffer
  readonly expiresAt: SQL | null
}

/** A session of this workspace as it is now, not placed yet, with its first event. */
export async function insertSession(
  tx: Db,
  workspace: Workspace,
  { userId, profileId = null, settings, requestKey, sealedPassword, expiresAt }: NewSession,
): Promise<Session> {
  const made = tx.$with('made').as(
    tx
      .insert(sessions)
      .values({
        userId,
        profileId,
        workspaceId: workspace.id,
        workspaceName: workspace.name,
        icon: workspace.icon,
        tint: workspace.tint,
        image: workspace.image,
        cores: workspace.cores,
        memory: workspace.memory,
        sharedMemory: settings.sharedMemory,
        environment: { ...settings.environment },
        run: settings.run,
        web: workspace.web,
        exec: settings.exec,
        requestKey,
        password: sealedPassword,
        expiresAt,
      })
      .returning(),
  )
  const recorded = tx.$with('recorded', {}).as(
    sql`insert into ${sessionEvents} (session_id, event, to_state, actor_id)
      select ${made.id}, 'request', ${made.state}, ${userId}::uuid from ${made}`,
  )
  const [session] = await tx.with(made, recorded).select().from(made)
  if (!session) throw new Error('insert into sessions returned no row')
  return session
}
