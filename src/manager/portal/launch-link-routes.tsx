import { Elysia } from 'elysia'
import { LaunchLinkPage } from '../../../views/launch-link.tsx'
import type { Db } from '../../db/client.ts'
import { listOwnSessions } from '../../db/sessions.ts'
import { imageFacts, visibleWorkspaces } from '../../db/tiles.ts'
import type { Workspace } from '../../db/workspaces.ts'
import { parseId } from '../../domain/access.ts'
import { slugOf } from '../../domain/slug.ts'
import { Conflict, NotFound } from '../../errors.ts'
import { launchUrl } from '../sessions/launch-url.ts'
import type { access } from '../web/access.ts'
import { ASK, isOwnAct } from './own-act.ts'
import { tileState } from './tile-state.ts'

type Deps = { readonly db: Db; readonly access: ReturnType<typeof access> }

/**
 * `/launch/<workspace>?url=…`, for bookmarks and other systems. A GET launches nothing: the page that it
 * answers has the form that does, and sends it by itself where the person came by an act of their own. From
 * another site it waits for a press, so that no page out there opens sessions in somebody's name.
 */
export function launchLinkRoutes({ db, access }: Deps) {
  return new Elysia({ name: 'launch-links' }).use(access).get(
    '/launch/:workspace',
    async ({ request, params, query, viewer, answer }) => {
      const workspace = named(await visibleWorkspaces(db, viewer), params.workspace)
      const address = launchUrl(query.url ?? '')
      const { id, name, icon, tint } = workspace
      if (workspace.kind === 'link') {
        return answer.page(
          <LaunchLinkPage {...{ id, name, icon, tint }} link={workspace.linkUrl} />,
        )
      }
      const open = (await listOwnSessions(db, viewer)).find(
        (session) => session.workspaceId === id && session.state !== 'failed',
      )
      if (open && address === undefined) return answer.redirect(`/sessions/${open.id}`)
      const running = open?.exec?.go ? open.id : undefined
      const state = tileState(
        answer.texts,
        workspace.image,
        await imageFacts(db, [workspace.image]),
      )
      return answer.page(
        <LaunchLinkPage
          {...{ id, name, icon, tint, address, running }}
          requestKey={crypto.randomUUID()}
          byItself={isOwnAct(request) && query[ASK] === undefined && state.kind === 'ready'}
          problem={state.kind === 'unavailable' ? state.reason : undefined}
        />,
      )
    },
    { signedIn: true },
  )
}

/** By id, by name, or by the name as it stands in an address; one that fits two of them is refused. */
function named(workspaces: readonly Workspace[], asked: string): Workspace {
  const id = parseId(asked)
  const byId = workspaces.find((workspace) => workspace.id === id)
  const wanted = slugOf(asked)
  const byName = workspaces.filter(({ name }) => slugOf(name) === wanted && wanted !== '')
  if (!byId && byName.length > 1) throw new Conflict((t) => t.launchLink.ambiguous)
  const found = byId ?? byName[0]
  if (!found) throw new NotFound((t) => t.launchLink.unknown)
  return found
}
