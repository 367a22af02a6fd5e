import { Icon } from './components/icon.tsx'
import { InlineNumber, type Outcome } from './components/inline.tsx'
import { AdminLayout } from './components/layout.tsx'
import { SortHead, type Sorting } from './components/sort.tsx'
import { useTexts, useUrl } from './context.tsx'

export interface GroupRow {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly priority: number
  /** Absent for All Users: everybody. */
  readonly members?: number | undefined
  readonly workspaces: number
  readonly builtIn: boolean
}

/** Which of several groups counts; also what POST /admin/groups/:id/priority answers to htmx. */
export function GroupPriority(props: {
  id: string
  name: string
  priority: number | string
  outcome?: Outcome
}) {
  const { groups: texts } = useTexts()
  return (
    <InlineNumber
      id={`priority-${props.id}`}
      to={`/admin/groups/${props.id}/priority`}
      label={texts.priorityOf(props.name)}
      name="priority"
      value={String(props.priority)}
      outcome={props.outcome}
    />
  )
}

/** GET /admin/groups?sort=priority */
export function GroupsPage(props: { groups: readonly GroupRow[]; sorting: Sorting }) {
  const { groups: texts, common } = useTexts()
  const url = useUrl()
  const sorts = { sorting: props.sorting, to: '/admin/groups' }
  return (
    <AdminLayout title={texts.title} area="groups">
      <header class="head">
        <div>
          <h1>{texts.title}</h1>
          <p>{texts.summary}</p>
        </div>
        <a class="btn primary" href={url('/admin/groups/new')}>
          <Icon name="plus" />
          {texts.add}
        </a>
      </header>
      <div class="card">
        <table class="table fold">
          <caption class="sr">{texts.caption}</caption>
          <thead>
            <tr>
              <SortHead by="name" name={common.name} {...sorts} />
              <SortHead by="priority" name={texts.priority} {...sorts} end />
              <SortHead by="members" name={texts.members} {...sorts} end first="down" />
              <SortHead by="workspaces" name={texts.workspaces} {...sorts} end first="down" />
            </tr>
          </thead>
          <tbody>
            {props.groups.map((group) => (
              <tr key={group.id}>
                <th scope="row">
                  <span class="row">
                    <a class="name" href={url(`/admin/groups/${group.id}`)}>
                      {group.name}
                    </a>
                    {group.builtIn && <span class="tag">{texts.builtIn}</span>}
                  </span>
                  {group.description !== '' && <span class="sub wrap">{group.description}</span>}
                </th>
                <td class="full end num" data-label={texts.priority}>
                  <GroupPriority {...group} />
                </td>
                <td class="full end num" data-label={texts.members}>
                  {group.members ?? texts.everybody}
                </td>
                <td class="full end num" data-label={texts.workspaces}>
                  {group.workspaces}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </AdminLayout>
  )
}
