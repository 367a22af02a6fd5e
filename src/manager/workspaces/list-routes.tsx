import { Elysia } from 'elysia'
import {
  WorkspaceSwitch,
  WorkspacesPage,
  WorkspacesSummary,
  WorkspaceTable,
} from '../../../views/workspaces-admin.tsx'
import type { Db } from '../../db/client.ts'
import { moveWorkspace } from '../../db/workspace-order.ts'
import {
  findWorkspace,
  listWorkspaces,
  setEnabled,
  type WorkspaceRow,
} from '../../db/workspaces.ts'
import type { access } from '../web/access.ts'
import { readForm } from '../web/form.ts'
import { inlineOutcome } from '../web/inline.ts'
import { idIn, idsIn } from '../web/params.ts'
import { wantedBy } from '../web/request.ts'
import { sorted, sortingIn } from '../web/sorting.ts'
import { rowProps } from './props.ts'

type Deps = { readonly db: Db; readonly access: ReturnType<typeof access> }

const LIST = '/admin/workspaces'

/** The list of workspaces, and what an admin changes in it. */
export function workspaceListRoutes({ db, access }: Deps) {
  return new Elysia({ name: 'workspace-list', prefix: LIST })
    .use(access)
    .get(
      '',
      async ({ query, viewer, answer }) => {
        const sorting = sortingIn(query, ['order', 'name', 'status', 'source'])
        const search = (query.search ?? '').trim().slice(0, 200)
        const all = await listWorkspaces(db, viewer)
        const rows = sorted(
          all.map((row, place) => ({ row, place })).filter(({ row }) => isFound(row, search)),
          sorting,
          ({ row, place }) => {
            if (sorting.by === 'order') return place
            if (sorting.by === 'status') return row.enabled ? 0 : 1
            if (sorting.by === 'source') return row.kind === 'link' ? row.linkUrl : row.image
            return row.name
          },
        )
        return answer.page(
          <WorkspacesPage
            workspaces={rows.map(({ row }) => rowProps(row))}
            sorting={sorting}
            search={search}
            total={all.length}
            enabled={enabledOf(all)}
            imported={importedIn(query)}
          />,
        )
      },
      { admin: true },
    )
    .post(
      '/enabled',
      async ({ request, viewer, answer }) => {
        const form = await readForm(request)
        await setEnabled(db, viewer, idsIn(form), form.text('act') === 'enable')
        return answer.redirect(LIST)
      },
      { admin: true },
    )
    .post(
      '/:id/enabled',
      async ({ request, params, viewer, answer }) => {
        const id = idIn(params)
        const enabled = (await readForm(request)).ticked('enabled')
        const { outcome, status } = await inlineOutcome(answer.texts, () =>
          setEnabled(db, viewer, [id], enabled),
        )
        const { name, enabled: now } = await findWorkspace(db, viewer, id)
        if (wantedBy(request) !== 'fragment') return answer.redirect(LIST)
        const all = await listWorkspaces(db, viewer)
        const piece = (
          <>
            <WorkspaceSwitch id={id} name={name} enabled={now} outcome={outcome} />
            <WorkspacesSummary total={all.length} enabled={enabledOf(all)} anew />
          </>
        )
        return answer.fragment(piece, LIST, { status })
      },
      { admin: true },
    )
    .post(
      '/:id/move',
      async ({ request, params, viewer, answer }) => {
        const id = idIn(params)
        const direction = (await readForm(request)).text('to') === 'up' ? 'up' : 'down'
        await moveWorkspace(db, viewer, id, direction)
        if (wantedBy(request) !== 'fragment') return answer.redirect(LIST)
        const all = await listWorkspaces(db, viewer)
        const at = all.findIndex((one) => one.id === id)
        const name = all[at]?.name ?? ''
        const piece = (
          <WorkspaceTable
            workspaces={all.map(rowProps)}
            sorting={{ by: 'order', direction: 'up' }}
            search=""
            moved={{ name, place: at + 1 }}
          />
        )
        return answer.fragment(piece, LIST)
      },
      { admin: true },
    )
}

function enabledOf(all: readonly WorkspaceRow[]): number {
  return all.filter(({ enabled }) => enabled).length
}

/** What the import left in the address of the list. */
function importedIn(query: Readonly<Record<string, string | undefined>>) {
  const count = (name: string) => Number(/^\d{1,4}$/.exec(query[name] ?? '')?.[0] ?? 0)
  if (query.created === undefined) return undefined
  return { created: count('created'), replaced: count('replaced'), skipped: count('skipped') }
}

/** Every word of the search is somewhere in it. */
function isFound(row: WorkspaceRow, search: string): boolean {
  const { name, description, tags, categories, groups } = row
  const source = row.kind === 'link' ? row.linkUrl : row.image
  const all = [name, description, source, ...tags, ...categories, ...groups]
  const text = all.join('\n').toLowerCase()
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}
