import type { SessionState } from '../src/domain/session.ts'
import { StateBadge } from './components/badge.tsx'
import { BulkBar, Pick, PickAll } from './components/bulk.tsx'
import { ConfirmDialog } from './components/dialog.tsx'
import { Icon, iconOr } from './components/icon.tsx'
import { AdminLayout } from './components/layout.tsx'
import { Empty } from './components/notice.tsx'
import { type Neighbours, type PageCursor, Pager, pagePath } from './components/pager.tsx'
import { Filters, Search } from './components/search.tsx'
import { SessionActions } from './components/session-actions.tsx'
import { SortHead, type Sorting } from './components/sort.tsx'
import { Time } from './components/time.tsx'
import { usePage, useTexts, useUrl } from './context.tsx'
import { formatCpus, formatMemory } from './format.ts'

const BULK = 'bulk-sessions'

export const SESSION_VIEWS = ['live', 'failed', 'all'] as const
export type SessionView = (typeof SESSION_VIEWS)[number]

export interface SessionRow {
  readonly id: string
  readonly workspace: string
  readonly icon: string
  readonly tint: number
  /** Absent while it is ready in a pool, and nobody's. */
  readonly user?: string | undefined
  readonly agent?: string | undefined
  readonly state: SessionState
  /** What it holds is not free for others yet. */
  readonly holding: boolean
  readonly startedAt: Date
  readonly cores: number
  /** Bytes. */
  readonly memory: number
  readonly sentence?: string | undefined
  /** 0 to 100 while the image is being prepared. */
  readonly percent?: number | undefined
}

export interface SessionsTableProps extends Neighbours {
  readonly sessions: readonly SessionRow[]
  readonly view: SessionView
  readonly search: string
  readonly sorting: Sorting
  /** Of the page that is shown. */
  readonly cursor: PageCursor
}

export interface SessionsPageProps extends SessionsTableProps {
  readonly counts: Readonly<Record<SessionView, number>>
  /** Of all live sessions, whatever is shown. */
  readonly people: number
  readonly lost: number
  /** Of the live ones, those that are ready in a pool. */
  readonly ready: number
}

/** GET /admin/sessions?view=live&search=, with `after` or `before` an id. */
export function SessionsPage(props: SessionsPageProps) {
  const { sessions: texts } = useTexts()
  const names: Record<SessionView, string> = {
    live: texts.viewLive,
    failed: texts.viewFailed,
    all: texts.viewAll,
  }
  return (
    <AdminLayout title={texts.title} area="sessions">
      <header class="head">
        <div>
          <h1>{texts.title}</h1>
          <p class="num">
            {texts.summary(props.counts.live - props.ready, props.people)}{' '}
            {props.ready > 0 && texts.ready(props.ready)}{' '}
            {props.lost > 0 && texts.outOfReach(props.lost)}
          </p>
        </div>
      </header>
      <Filters
        label={texts.views}
        links={SESSION_VIEWS.map((view) => ({
          name: names[view],
          href: `/admin/sessions?view=${view}${props.search ? `&search=${encodeURIComponent(props.search)}` : ''}`,
          count: props.counts[view],
          current: view === props.view,
        }))}
      />
      <div class="card">
        <header class="toolbar">
          <Search
            action="/admin/sessions"
            label={texts.searchLabel}
            placeholder={texts.search}
            value={props.search}
            fields={{ view: props.view }}
          />
        </header>
        <SessionsTable {...props} />
      </div>
    </AdminLayout>
  )
}

/** Also what the page asks for every few seconds: GET /admin/sessions with `HX-Request`. */
export function SessionsTable(props: SessionsTableProps) {
  const { sessions: texts, common } = useTexts()
  const url = useUrl()
  const { view, search, sorting } = props
  const fields = { view, search, sort: sorting.by, direction: sorting.direction }
  const sorts = { sorting, to: '/admin/sessions', fields: { view, search } }
  return (
    <div
      id="session-table"
      hx-get={url(pagePath('/admin/sessions', fields, props.cursor))}
      hx-trigger="live, every 30s"
      hx-target="this"
      hx-swap="outerMorph"
    >
      {props.sessions.length === 0 ? (
        <Empty title={texts.emptyTitle}>
          <p>{texts.emptyBody}</p>
        </Empty>
      ) : (
        <table class="table fold">
          <caption class="sr">{texts.caption}</caption>
          <thead>
            <tr>
              <PickAll />
              <SortHead by="workspace" name={texts.session} {...sorts} />
              <th scope="col">{common.status}</th>
              <th scope="col">{texts.agent}</th>
              <th scope="col">{texts.holds}</th>
              <SortHead by="started" name={texts.started} first="down" {...sorts} />
              <th scope="col">
                <span class="sr">{common.actions}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {props.sessions.map((session) => (
              <Row key={session.id} {...session} />
            ))}
          </tbody>
        </table>
      )}
      <Pager previous={props.previous} next={props.next} to="/admin/sessions" fields={fields} />
      <BulkBar
        id={BULK}
        action="/admin/sessions/end"
        acts={[
          {
            value: 'end',
            verb: texts.endPicked,
            confirm: { one: texts.endOne, many: texts.endMany, body: texts.endManyBody },
          },
        ]}
      />
    </div>
  )
}

function Row(session: SessionRow) {
  const { texts } = usePage()
  const url = useUrl()
  const over = session.state === 'deleted' || session.state === 'deleting'
  return (
    <tr id={`session-${session.id}`}>
      <Pick
        form={BULK}
        id={session.id}
        name={texts.sessions.of(session.workspace, session.user ?? texts.sessions.pooled)}
        disabled={over}
      />
      <th scope="row">
        <span class="with-glyph">
          <span class="glyph" data-tint={session.tint}>
            <Icon name={iconOr(session.icon)} />
          </span>
          <span>
            <a class="name" href={url(`/admin/sessions/${session.id}`)}>
              {session.workspace}
            </a>
            <span class="sub">{session.user ?? texts.sessions.pooled}</span>
          </span>
        </span>
      </th>
      <td class="full">
        <StateBadge state={session.state} />
        {session.state === 'pulling' && session.percent !== undefined && (
          <span class="sub num">{texts.common.percent(session.percent)}</span>
        )}
        {session.sentence !== undefined && <span class="sub clamp">{session.sentence}</span>}
      </td>
      <td data-label={texts.sessions.agent} class="full">
        {session.agent ?? <span class="muted">{texts.sessions.noAgent}</span>}
      </td>
      <td data-label={texts.sessions.holds} class="num full">
        <Holds {...session} />
      </td>
      <td data-label={texts.sessions.started} class="num full">
        <Time at={session.startedAt} />
      </td>
      <td class="acts">
        <SessionActions {...session} to="/admin/sessions" />
        {!over && <EndSession {...session} />}
        {over && session.holding && <ForceEnd {...session} />}
      </td>
    </tr>
  )
}

/** What it holds of its host: a stopped one holds nothing. */
export function Holds(props: Pick<SessionRow, 'state' | 'cores' | 'memory'>) {
  const { texts } = usePage()
  if (props.state === 'stopped') return <span class="muted">{texts.sessions.holdsNothing}</span>
  return (
    <>
      {formatCpus(texts, props.cores)}, {formatMemory(texts, props.memory)}
    </>
  )
}

/** The button and its dialog. Goes to POST /admin/sessions/:id/delete. */
export function EndSession(
  props: Pick<SessionRow, 'id' | 'workspace' | 'user' | 'state'> & { prominent?: boolean },
) {
  const { sessions, launch } = useTexts()
  const url = useUrl()
  const dialog = `end-${props.id}`
  const action = `/admin/sessions/${props.id}/delete`
  if (props.state === 'failed') {
    return (
      <form method="post" action={url(action)}>
        <button class={props.prominent ? 'btn' : 'btn quiet sm'} type="submit">
          {launch.dismiss}
        </button>
      </form>
    )
  }
  return (
    <>
      <button
        class={props.prominent ? 'btn danger' : 'btn quiet sm'}
        type="button"
        data-dialog={dialog}
      >
        {sessions.end}
      </button>
      <ConfirmDialog
        id={dialog}
        title={
          props.user === undefined
            ? sessions.endPooledTitle(props.workspace)
            : sessions.endTitle(props.workspace, props.user)
        }
        verb={sessions.end}
        action={action}
      >
        {props.user === undefined ? sessions.endPooledBody : sessions.endBody(props.user)}
      </ConfirmDialog>
    </>
  )
}

/** For a session whose host does not confirm its end. Goes to POST /admin/sessions/:id/force. */
export function ForceEnd(
  props: Pick<SessionRow, 'id' | 'workspace' | 'user' | 'agent'> & { prominent?: boolean },
) {
  const { sessions } = useTexts()
  const dialog = `force-${props.id}`
  return (
    <>
      <button class={props.prominent ? 'btn' : 'btn quiet sm'} type="button" data-dialog={dialog}>
        {sessions.force}
      </button>
      <ConfirmDialog
        id={dialog}
        title={sessions.forceTitle(props.workspace, props.user ?? sessions.pooled)}
        verb={sessions.force}
        action={`/admin/sessions/${props.id}/force`}
      >
        {sessions.forceBody(props.agent ?? sessions.noAgent)}
      </ConfirmDialog>
    </>
  )
}
