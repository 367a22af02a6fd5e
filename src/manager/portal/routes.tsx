import { Elysia } from 'elysia'
import { Favourite } from '../../../views/components/favourite.tsx'
import { PortalPage, PortalSessions, type TileProps } from '../../../views/portal.tsx'
import type { Db } from '../../db/client.ts'
import { listFavourites, setFavourite } from '../../db/portal-choices.ts'
import { listOwnSessions, settingsOf } from '../../db/sessions.ts'
import { imageFacts, visibleWorkspaces } from '../../db/tiles.ts'
import type { Workspace } from '../../db/workspaces.ts'
import type { Person } from '../../domain/access.ts'
import type { Texts } from '../../texts/index.ts'
import { sessionSentence } from '../sessions/sentences.ts'
import type { access } from '../web/access.ts'
import { readForm } from '../web/form.ts'
import { idIn } from '../web/params.ts'
import { wantedBy } from '../web/request.ts'
import { tileState } from './tile-state.ts'

type Deps = {
  readonly db: Db
  readonly now: () => number
  readonly access: ReturnType<typeof access>
}

/** What a person comes for: their sessions, and the tiles that their groups show them. */
export function portalRoutes({ db, now, access }: Deps) {
  return new Elysia({ name: 'portal' })
    .use(access)
    .get(
      '/',
      async ({ query, viewer, answer }) => {
        const [workspaces, marked] = await Promise.all([
          visibleWorkspaces(db, viewer),
          listFavourites(db, viewer),
        ])
        const isMarked = ({ id }: Workspace) => marked.has(id)
        const only = query.favourites !== undefined
        const categories = countCategories(workspaces)
        const category = categories.find(({ name }) => name === query.category)?.name
        const shown = workspaces
          .filter((one) => category === undefined || one.categories.includes(category))
          .filter((one) => !only || isMarked(one))
          // In their order among themselves, as they come; favourites first.
          .toSorted((a, b) => Number(isMarked(b)) - Number(isMarked(a)))
        return answer.page(
          <PortalPage
            {...(await ownSessions(viewer, answer.texts))}
            tiles={await tiles(shown, marked, answer.texts)}
            categories={categories}
            category={category}
            total={workspaces.length}
            favourites={{ count: workspaces.filter(isMarked).length, only }}
          />,
        )
      },
      { signedIn: true },
    )
    .get(
      '/portal/sessions',
      async ({ viewer, answer }) => {
        const props = await ownSessions(viewer, answer.texts)
        return answer.fragment(<PortalSessions {...props} />, '/')
      },
      { signedIn: true },
    )
    .post(
      '/workspaces/:id/favourite',
      async ({ request, params, viewer, answer }) => {
        const marked = (await readForm(request)).ticked('marked')
        const { id, name } = await setFavourite(db, viewer, idIn(params), marked)
        const star = <Favourite id={id} name={name} marked={marked} />
        return wantedBy(request) === 'fragment' ? answer.fragment(star, '/') : answer.redirect('/')
      },
      { signedIn: true },
    )

  async function ownSessions(viewer: Person, texts: Texts) {
    const [found, settings] = await Promise.all([
      listOwnSessions(db, viewer),
      settingsOf(db, viewer.userId),
    ])
    const sessions = found.map((session) => ({
      id: session.id,
      workspace: session.workspaceName,
      icon: session.icon,
      tint: session.tint,
      state: session.state,
      startedAt: session.createdAt,
      agent: session.agentName ?? undefined,
      sentence: sessionSentence(texts, session, now()),
      percent: session.state === 'pulling' ? session.percent : undefined,
    }))
    return { sessions, most: settings.maxSessions.value }
  }

  async function tiles(
    workspaces: readonly Workspace[],
    marked: ReadonlySet<string>,
    texts: Texts,
  ): Promise<TileProps[]> {
    const facts = await imageFacts(db, [...new Set(workspaces.map(({ image }) => image))])
    return workspaces.map(({ id, name, description, icon, tint, ...workspace }) => {
      const words = [...workspace.tags, ...workspace.categories]
      const shared = { id, name, description, icon, tint, words, favourite: marked.has(id) }
      if (workspace.kind === 'link') return { ...shared, kind: 'link', url: workspace.linkUrl }
      return {
        ...shared,
        kind: 'container',
        state: tileState(texts, workspace.image, facts),
        key: crypto.randomUUID(),
        takesUrl: takesUrl(workspace.image),
      }
    })
  }
}

/** By how many workspaces are in them, then by name. */
function countCategories(workspaces: readonly Workspace[]) {
  const counts = new Map<string, number>()
  for (const name of workspaces.flatMap((workspace) => workspace.categories)) {
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return [...counts]
    .map(([name, count]) => ({ name, count }))
    .sort((a, b) => b.count - a.count || a.name.localeCompare(b.name))
}

/** Our browser image begins at the address in CASEMENT_URL; so do images that are named like it. */
function takesUrl(image: string): boolean {
  return /(?:^|\/)firefox(?:[:@]|$)/.test(image)
}
