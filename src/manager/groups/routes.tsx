import { Elysia } from 'elysia'
import { pristine } from '../../../views/form.ts'
import {
  GROUP_FIELDS,
  GroupForm,
  GroupFormPage,
  type GroupFormProps,
} from '../../../views/group-form.tsx'
import { GroupPriority, GroupsPage } from '../../../views/groups-admin.tsx'
import type { Db } from '../../db/client.ts'
import {
  createGroup,
  deleteGroup,
  findGroup,
  type GroupDetail,
  listChoices,
  listGroups,
  setPriority,
  updateGroup,
} from '../../db/groups.ts'
import { ABILITIES, groupAbilities } from '../../domain/abilities.ts'
import { ALL_USERS, type Viewer } from '../../domain/access.ts'
import {
  effectiveSettings,
  endAction,
  GROUP_SETTING_NAMES,
  type GroupSetting,
  isEndSetting,
} from '../../domain/limits.ts'
import type { access } from '../web/access.ts'
import { refusedForm } from '../web/fields.ts'
import { readForm } from '../web/form.ts'
import { inlineOutcome } from '../web/inline.ts'
import { idIn } from '../web/params.ts'
import { wantedBy } from '../web/request.ts'
import { sorted, sortingIn } from '../web/sorting.ts'
import { parseGroup, parsePriority } from './parse.ts'

type Deps = { readonly db: Db; readonly access: ReturnType<typeof access> }

/** Groups, for admins. */
export function groupRoutes({ db, access }: Deps) {
  async function newProps(viewer: Viewer, form: GroupFormProps['form']): Promise<GroupFormProps> {
    const { people, workspaces } = await listChoices(db, viewer)
    const users = people.map(({ id, username, fullName }) => ({
      id,
      name: fullName === '' ? username : `${username} (${fullName})`,
    }))
    return { form, users, workspaces }
  }

  async function editProps(
    viewer: Viewer,
    id: string,
    refused?: GroupFormProps['form'],
  ): Promise<GroupFormProps> {
    const group = await findGroup(db, viewer, id)
    const everybody = id === ALL_USERS ? group : await findGroup(db, viewer, ALL_USERS)
    const counted = id === ALL_USERS ? [group] : [group, everybody]
    const effective = effectiveSettings(counted)
    const abilities = groupAbilities(counted)
    const { name, system: builtIn, members, workspaces } = group
    return {
      ...(await newProps(viewer, refused ?? pristine(asTyped(group)))),
      group: { id, name, builtIn, members, workspaces, effective, abilities },
    }
  }

  return new Elysia({ name: 'groups', prefix: '/admin/groups' })
    .use(access)
    .get(
      '',
      async ({ query, viewer, answer }) => {
        const groups = await listGroups(db, viewer)
        const sorting = sortingIn(query, ['priority', 'name', 'members', 'workspaces'])
        const rows = groups.map(({ system: builtIn, members, ...group }) => ({
          ...group,
          builtIn,
          members: group.id === ALL_USERS ? undefined : members,
        }))
        const keyOf = (row: (typeof rows)[number]) =>
          sorting.by === 'members' ? (row.members ?? Number.POSITIVE_INFINITY) : row[sorting.by]
        return answer.page(<GroupsPage groups={sorted(rows, sorting, keyOf)} sorting={sorting} />)
      },
      { admin: true },
    )
    .get(
      '/new',
      async ({ viewer, answer }) => {
        const props = await newProps(viewer, pristine({ priority: '100' }))
        return answer.page(<GroupFormPage {...props} />)
      },
      { admin: true },
    )
    .post(
      '/new',
      async ({ request, viewer, answer }) => {
        const form = await readForm(request)
        try {
          await createGroup(db, viewer, parseGroup(form))
          return answer.redirect('/admin/groups')
        } catch (error) {
          const { state, status } = refusedForm(error, form, GROUP_FIELDS, answer.texts)
          const props = await newProps(viewer, state)
          const [page, piece] = [<GroupFormPage {...props} />, <GroupForm {...props} />]
          return answer.pageOrPiece(page, piece, { status })
        }
      },
      { admin: true },
    )
    .get(
      '/:id',
      async ({ params, query, viewer, answer }) => {
        const props = await editProps(viewer, idIn(params))
        return answer.page(<GroupFormPage {...props} saved={query.saved !== undefined} />)
      },
      { admin: true },
    )
    .post(
      '/:id',
      async ({ request, params, viewer, answer }) => {
        const id = idIn(params)
        const form = await readForm(request)
        try {
          await updateGroup(db, viewer, id, parseGroup(form))
          return answer.redirect(`/admin/groups/${id}?saved`)
        } catch (error) {
          const { state, status } = refusedForm(error, form, GROUP_FIELDS, answer.texts)
          const props = await editProps(viewer, id, state)
          const [page, piece] = [<GroupFormPage {...props} />, <GroupForm {...props} />]
          return answer.pageOrPiece(page, piece, { status })
        }
      },
      { admin: true },
    )
    .post(
      '/:id/priority',
      async ({ request, params, viewer, answer }) => {
        const id = idIn(params)
        const form = await readForm(request)
        const { name } = await findGroup(db, viewer, id)
        const { outcome, status } = await inlineOutcome(answer.texts, async () =>
          setPriority(db, viewer, id, parsePriority(form)),
        )
        if (wantedBy(request) !== 'fragment') return answer.redirect('/admin/groups')
        const props = { id, name, priority: form.text('priority'), outcome }
        return answer.fragment(<GroupPriority {...props} />, '/admin/groups', { status })
      },
      { admin: true },
    )
    .post(
      '/:id/delete',
      async ({ params, viewer, answer }) => {
        await deleteGroup(db, viewer, idIn(params))
        return answer.redirect('/admin/groups')
      },
      { admin: true },
    )
}

function asTyped(group: GroupDetail): GroupFormProps['form']['values'] {
  const settings = GROUP_SETTING_NAMES.map((name) => [name, typed(name, group.settings[name])])
  const abilities = ABILITIES.map((name) => {
    const on = group.abilities[name]
    return [name, on === undefined ? '' : on ? 'on' : 'off']
  })
  return {
    name: group.name,
    description: group.description,
    priority: String(group.priority),
    members: group.memberIds,
    workspaces: group.workspaceIds,
    start: group.startWorkspaceId ?? '',
    ...Object.fromEntries([...settings, ...abilities]),
  }
}

function typed(name: GroupSetting, value: number | undefined): string {
  if (value === undefined) return ''
  return isEndSetting(name) ? endAction(value) : String(value)
}
