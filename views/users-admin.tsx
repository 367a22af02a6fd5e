import { Badge } from './components/badge.tsx'
import { BulkBar, Pick, PickAll } from './components/bulk.tsx'
import { Columns } from './components/columns.tsx'
import { Icon } from './components/icon.tsx'
import { InlineSwitch, type Outcome } from './components/inline.tsx'
import { AdminLayout, initials } from './components/layout.tsx'
import { Empty } from './components/notice.tsx'
import { type Neighbours, Pager } from './components/pager.tsx'
import { Search } from './components/search.tsx'
import { Summary } from './components/summary.tsx'
import { Time } from './components/time.tsx'
import { useTexts, useUrl } from './context.tsx'

const BULK = 'bulk-users'

export interface UserRow {
  readonly id: string
  readonly name: string
  /** May be empty. */
  readonly displayName: string
  readonly admin: boolean
  readonly disabled: boolean
  /** Names, without All Users. */
  readonly groups: readonly string[]
  readonly lastSignIn?: Date | undefined
  /** Live ones. */
  readonly sessions: number
  /** It is the viewer. */
  readonly self: boolean
}

export interface UsersPageProps extends Neighbours {
  readonly users: readonly UserRow[]
  readonly search: string
  /** Whatever is shown. */
  readonly total: number
  readonly disabled: number
}

export function UsersSummary(props: { total: number; disabled: number; anew?: boolean }) {
  const { users: texts } = useTexts()
  return <Summary anew={props.anew ?? false}>{texts.summary(props.total, props.disabled)}</Summary>
}

/** GET /admin/users?search=, with `after` or `before` a name. */
export function UsersPage(props: UsersPageProps) {
  const { users: texts, common } = useTexts()
  const url = useUrl()
  return (
    <AdminLayout title={texts.title} area="users">
      <header class="head">
        <div>
          <h1>{texts.title}</h1>
          <UsersSummary {...props} />
        </div>
        <a class="btn primary" href={url('/admin/users/new')}>
          <Icon name="plus" />
          {texts.add}
        </a>
      </header>
      <div class="card">
        <header class="toolbar">
          <Search
            action="/admin/users"
            label={texts.searchLabel}
            placeholder={texts.search}
            value={props.search}
          />
        </header>
        {props.users.length === 0 ? (
          <Empty title={texts.emptyTitle}>
            <p>{texts.emptyBody}</p>
          </Empty>
        ) : (
          <table class="table fold">
            <caption class="sr">{texts.caption}</caption>
            <thead>
              <tr>
                <PickAll />
                <Columns
                  columns={[
                    { name: common.name },
                    { name: common.status },
                    { name: texts.groups },
                    { name: texts.lastSignIn },
                    { name: texts.sessions, end: true },
                  ]}
                />
              </tr>
            </thead>
            <tbody>
              {props.users.map((user) => (
                <Row key={user.id} {...user} />
              ))}
            </tbody>
          </table>
        )}
        <Pager
          previous={props.previous}
          next={props.next}
          to="/admin/users"
          fields={{ search: props.search }}
        />
        <BulkBar
          id={BULK}
          action="/admin/users/enabled"
          acts={[
            { value: 'enable', verb: texts.enablePicked },
            { value: 'disable', verb: texts.disablePicked },
          ]}
        />
      </div>
    </AdminLayout>
  )
}

type UserSwitchProps = Pick<UserRow, 'id' | 'name' | 'admin' | 'disabled' | 'self'>

/** Whether somebody may sign in; also what POST /admin/users/:id/enabled answers to htmx. */
export function UserSwitch(props: UserSwitchProps & { outcome?: Outcome }) {
  const { users: texts, common } = useTexts()
  const role = props.admin ? texts.admin : texts.member
  // Nobody shuts themselves out.
  if (props.self) return <Badge tone="ok">{role}</Badge>
  return (
    <InlineSwitch
      id={`enabled-${props.id}`}
      to={`/admin/users/${props.id}/enabled`}
      label={texts.enabledOf(props.name)}
      on={!props.disabled}
      outcome={props.outcome}
    >
      {props.disabled ? common.disabled : role}
    </InlineSwitch>
  )
}

function Row(user: UserRow) {
  const { users: texts, common } = useTexts()
  const url = useUrl()
  return (
    <tr>
      <Pick form={BULK} id={user.id} name={user.name} disabled={user.self} />
      <th scope="row">
        <span class="with-glyph">
          <span class="avatar" aria-hidden="true">
            {initials(user.displayName || user.name)}
          </span>
          <span>
            <a class="name" href={url(`/admin/users/${user.id}`)}>
              {user.name}
            </a>
            {user.self && <span class="muted"> ({texts.you})</span>}
            {user.displayName !== '' && <span class="sub">{user.displayName}</span>}
          </span>
        </span>
      </th>
      <td class="full">
        <UserSwitch {...user} />
      </td>
      <td class="full" data-label={texts.groups}>
        {user.groups.length === 0 ? (
          <span class="muted">{common.none}</span>
        ) : (
          user.groups.join(', ')
        )}
      </td>
      <td class="full" data-label={texts.lastSignIn}>
        {user.lastSignIn ? (
          <Time at={user.lastSignIn} />
        ) : (
          <span class="muted">{common.never}</span>
        )}
      </td>
      <td class="full end num" data-label={texts.sessions}>
        {user.sessions}
      </td>
    </tr>
  )
}
