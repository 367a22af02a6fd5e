import { type AnyElysia, Elysia } from 'elysia'
import type { Config } from '../config.ts'
import { type Database, ping } from '../db/client.ts'
import { agentRoutes } from './agents/routes.tsx'
import { passwordRoutes } from './auth/password-routes.tsx'
import type { Passwords } from './auth/passwords.ts'
import { authRoutes } from './auth/routes.tsx'
import { findViewer } from './auth/viewer.ts'
import { dashboardRoutes } from './dashboard/routes.tsx'
import type { Boot } from './first-boot.ts'
import { groupRoutes } from './groups/routes.tsx'
import { authenticateHost, authenticateToken } from './hosts/authenticate.ts'
import type { Hub } from './hosts/hub.ts'
import { hostRoutes } from './hosts/routes.ts'
import { imageRoutes } from './images/routes.tsx'
import { logRoutes } from './logs/routes.tsx'
import type { Attention } from './loops/attention.ts'
import { launchLinkRoutes } from './portal/launch-link-routes.tsx'
import { manifestRoutes } from './portal/manifest-routes.ts'
import { profileRoutes } from './portal/profile-routes.tsx'
import { portalRoutes } from './portal/routes.tsx'
import { keptProfileRoutes } from './profiles/routes.tsx'
import type { Sealer } from './secrets.ts'
import { sessionAdminRoutes } from './sessions/admin-routes.tsx'
import { sessionRoutes } from './sessions/routes.tsx'
import { frontRoutes } from './system/front-routes.tsx'
import { systemRoutes } from './system/routes.tsx'
import { userRoutes } from './users/routes.tsx'
import { access as accessRules, refuseUndeclared } from './web/access.ts'
import { type Assets, assetRoutes } from './web/assets.ts'
import { commonHeaders } from './web/headers.ts'
import { liveRoutes } from './web/live.ts'
import { refusals } from './web/refusals.tsx'
import { containerRoutes } from './workspaces/container-routes.tsx'
import { workspaceExchangeRoutes } from './workspaces/exchange-routes.tsx'
import { workspaceListRoutes } from './workspaces/list-routes.tsx'
import { workspaceRoutes } from './workspaces/routes.tsx'

export type ManagerDeps = {
  readonly config: Config
  readonly database: Pick<Database, 'db' | 'kind'>
  readonly hub: Hub
  readonly sealer: Sealer
  /** The manager token. */
  readonly token: string
  readonly passwords: Passwords
  readonly assets: Assets
  readonly boot: Boot
  readonly now: () => number
  readonly attention: Attention
}

/** Every route there is, each with its rule of access. */
export function managerApp(deps: ManagerDeps) {
  const { config, database, hub, sealer, token, passwords, assets, boot, now, attention } = deps
  const { db } = database
  const installation = boot.installation.id
  const startedAt = new Date(now())
  const access = accessRules({
    now,
    assets: assets.path,
    findViewer: viewerOf,
    authenticateHost: (request) => authenticateHost(db, request, now()),
    authenticateToken: (request) => authenticateToken(request, token),
  })
  const app = new Elysia({ name: 'manager' })
    .use(commonHeaders())
    .use(refusals({ now, assets: assets.path }))
    .use(refuseUndeclared(routes))
    .use(assetRoutes(assets, access))
    .use(access)
    .get(
      '/readyz',
      async () => {
        await ping(db)
        return new Response('ok')
      },
      { anybody: true },
    )
    .use(liveRoutes({ news: hub.news, access, findViewer: viewerOf }))
    .use(dashboardRoutes({ db, now, access }))
    .use(hostRoutes({ db, hub, sealer, access, installation }))
    .use(authRoutes({ db, passwords, now, access }))
    .use(passwordRoutes({ db, passwords, now, access }))
    .use(
      sessionRoutes({
        attention,
        db,
        now,
        sealer,
        access,
        ticketKey: boot.ticketKey,
        news: hub.news,
      }),
    )
    .use(sessionAdminRoutes({ db, now, access, attention }))
    .use(agentRoutes({ db, now, access }))
    .use(imageRoutes({ db, access }))
    .use(keptProfileRoutes({ db, access }))
    .use(portalRoutes({ db, now, access }))
    .use(launchLinkRoutes({ db, access }))
    .use(manifestRoutes({ assets: assets.path, access }))
    .use(profileRoutes({ db, now, access }))
    .use(userRoutes({ db, passwords, now, access }))
    .use(groupRoutes({ db, access }))
    .use(workspaceListRoutes({ db, access }))
    .use(workspaceExchangeRoutes({ db, now, access, profileRoots: config.profileRoots }))
    .use(containerRoutes({ db, access }))
    .use(workspaceRoutes({ db, access, profileRoots: config.profileRoots }))
    .use(logRoutes({ access }))
    .use(frontRoutes({ now, access, ticketKey: boot.ticketKey }))
    .use(systemRoutes({ database, now, access, installation, roles: config.roles, startedAt }))

  function viewerOf(request: Request) {
    return findViewer(db, request, now())
  }

  function routes(): AnyElysia['routes'] {
    return app.routes
  }
  return app
}
