import { Elysia } from 'elysia'
import { WhereMatches } from '../../../views/components/workspace-where.tsx'
import { type FormState, listOf, pristine, textOf } from '../../../views/form.ts'
import {
  WORKSPACE_FIELDS,
  type WorkspaceField,
  WorkspaceForm,
  WorkspaceFormPage,
  type WorkspaceFormProps,
} from '../../../views/workspace-form.tsx'
import type { Db } from '../../db/client.ts'
import { listGroups } from '../../db/groups.ts'
import { offersOfAgents } from '../../db/offers.ts'
import { listProfiles } from '../../db/profiles.ts'
import {
  createWorkspace,
  deleteWorkspace,
  findWorkspace,
  listWorkspaces,
  updateWorkspace,
} from '../../db/workspaces.ts'
import { ABILITIES } from '../../domain/abilities.ts'
import { ALL_USERS, type Viewer } from '../../domain/access.ts'
import { freeName } from '../../domain/names.ts'
import type { Texts } from '../../texts/index.ts'
import { profileProps } from '../profiles/props.ts'
import type { access } from '../web/access.ts'
import { refusedForm } from '../web/fields.ts'
import { type Form, readForm } from '../web/form.ts'
import { idIn } from '../web/params.ts'
import { containerProps } from './container-props.ts'
import { secretNames } from './environment.ts'
import { NAME_LENGTH, parseWorkspace } from './parse.ts'
import { asTyped } from './props.ts'
import { asForm } from './typed-form.ts'
import { restrictionTyped, whereProps } from './where.ts'

type Deps = {
  readonly db: Db
  readonly access: ReturnType<typeof access>
  readonly profileRoots: readonly string[]
}

/** The forms of workspaces, for admins. */
export function workspaceRoutes({ db, access, profileRoots }: Deps) {
  async function formProps(
    texts: Texts,
    viewer: Viewer,
    workspace: Omit<NonNullable<WorkspaceFormProps['workspace']>, 'profiles'> | undefined,
    form: FormState<WorkspaceField>,
  ): Promise<WorkspaceFormProps> {
    const kept = workspace ? await listProfiles(db, viewer, { workspaceId: workspace.id }) : []
    const profiles = kept.map((row) => profileProps(row, true))
    const groups = await listGroups(db, viewer)
    const restriction = restrictionTyped(listOf(form, 'zones'), textOf(form, 'labels'))
    const where = await whereProps(db, viewer, texts, restriction)
    const container = await containerProps(db, viewer, asForm(form.values))
    return { workspace: workspace && { ...workspace, profiles }, form, groups, where, container }
  }

  async function parsed(viewer: Viewer, form: Form) {
    return parseWorkspace(form, { profileRoots, offers: await offersOfAgents(db, viewer) })
  }

  /** A new form filled in like a workspace that is there. Off, so that nobody sees it by accident. */
  async function copied(viewer: Viewer, { texts }: { readonly texts: Texts }, id: string) {
    const workspace = await findWorkspace(db, viewer, idIn({ id }))
    const names = (await listWorkspaces(db, viewer)).map(({ name }) => name)
    const name = freeName(texts.exchange.copyOf(workspace.name), names, NAME_LENGTH)
    return { name: workspace.name, values: { ...asTyped(workspace), name, enabled: '' } }
  }

  return new Elysia({ name: 'workspaces', prefix: '/admin/workspaces' })
    .use(access)
    .get(
      '/new',
      async ({ query, viewer, answer }) => {
        const copy = query.from === undefined ? undefined : await copied(viewer, answer, query.from)
        const typed = pristine(copy?.values ?? NEW)
        const props = await formProps(answer.texts, viewer, undefined, typed)
        return answer.page(<WorkspaceFormPage {...props} copyOf={copy?.name} />)
      },
      { admin: true },
    )
    .post(
      '/new',
      async ({ request, viewer, answer }) => {
        const form = await readForm(request)
        try {
          await createWorkspace(db, viewer, await parsed(viewer, form))
          return answer.redirect('/admin/workspaces')
        } catch (error) {
          const { state, status } = refusedForm(error, form, WORKSPACE_FIELDS, answer.texts)
          const props = await formProps(answer.texts, viewer, undefined, state)
          const [page, piece] = [<WorkspaceFormPage {...props} />, <WorkspaceForm {...props} />]
          return answer.pageOrPiece(page, piece, { status })
        }
      },
      { admin: true },
    )
    .get(
      '/where',
      async ({ request, viewer, answer }) => {
        const { searchParams } = new URL(request.url)
        const restriction = restrictionTyped(
          searchParams.getAll('zones'),
          searchParams.get('labels') ?? '',
        )
        const { matches } = await whereProps(db, viewer, answer.texts, restriction)
        return answer.fragment(<WhereMatches matches={matches} />, '/admin/workspaces/new')
      },
      { admin: true },
    )
    .get(
      '/:id',
      async ({ params, query, viewer, answer }) => {
        const workspace = await findWorkspace(db, viewer, idIn(params))
        const props = await formProps(answer.texts, viewer, workspace, pristine(asTyped(workspace)))
        const secrets = secretNames(workspace.environment)
        const saved = query.saved !== undefined
        return answer.page(<WorkspaceFormPage {...props} saved={saved} secrets={secrets} />)
      },
      { admin: true },
    )
    .post(
      '/:id',
      async ({ request, params, viewer, answer }) => {
        const id = idIn(params)
        const form = await readForm(request)
        try {
          await updateWorkspace(db, viewer, id, await parsed(viewer, form))
          return answer.redirect(`/admin/workspaces/${id}?saved`)
        } catch (error) {
          const { state, status } = refusedForm(error, form, WORKSPACE_FIELDS, answer.texts)
          const props = await formProps(
            answer.texts,
            viewer,
            await findWorkspace(db, viewer, id),
            state,
          )
          const [page, piece] = [<WorkspaceFormPage {...props} />, <WorkspaceForm {...props} />]
          return answer.pageOrPiece(page, piece, { status })
        }
      },
      { admin: true },
    )
    .post(
      '/:id/delete',
      async ({ params, viewer, answer }) => {
        await deleteWorkspace(db, viewer, idIn(params))
        return answer.redirect('/admin/workspaces')
      },
      { admin: true },
    )
}

const NEW = {
  kind: 'container',
  tint: '0',
  cores: '2',
  memory: '2 GiB',
  sharedMemory: '512 MiB',
  profile: 'off',
  profileSnapshots: '3',
  poolSize: '0',
  webKind: 'desktop',
  enabled: 'on',
  groups: [ALL_USERS],
  abilities: ABILITIES,
} as const
