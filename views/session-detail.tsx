import type { EndAction } from '../src/domain/limits.ts'
import type { SessionEvent } from '../src/domain/session.ts'
import { StateBadge, type Tone } from './components/badge.tsx'
import { Crumbs } from './components/crumbs.tsx'
import { LaunchBars } from './components/launch-bars.tsx'
import { AdminLayout } from './components/layout.tsx'
import { Notice } from './components/notice.tsx'
import { RefusalTable } from './components/refusals.tsx'
import { SessionActions } from './components/session-actions.tsx'
import { type SessionRun, SessionRuns } from './components/session-runs.tsx'
import { Time } from './components/time.tsx'
import { usePage, useTexts, useUrl } from './context.tsx'
import { EndSession, ForceEnd, Holds, type SessionRow } from './sessions-admin.tsx'

/** `request` is the row's birth; the others are the transitions of domain/session.ts. */
export type TimelineEvent = SessionEvent | 'request' | 'claim'

export interface SessionDetailProps extends SessionRow {
  readonly image: string
  readonly endedAt?: Date | undefined
  /** When its time is up, where it has a limit. */
  readonly limit?: { readonly at: Date; readonly action: EndAction } | undefined
  /** Newest first. */
  readonly events: readonly {
    readonly at: Date
    readonly event: TimelineEvent
    readonly sentence?: string | undefined
    /** A person's name, where a person did it. */
    readonly by?: string | undefined
  }[]
  /** Newest first. */
  readonly runs: readonly SessionRun[]
  /** Where no host took it. */
  readonly refusals: readonly { readonly agent: string; readonly reason: string }[]
}

export const TONES: { readonly [E in TimelineEvent]?: Tone } = {
  ready: 'ok',
  lose: 'warn',
  fail: 'bad',
}

/** GET /admin/sessions/:id */
export function SessionDetailPage(props: SessionDetailProps) {
  const { texts } = usePage()
  const { sessions } = texts
  const user = props.user ?? sessions.pooled
  const over = props.state === 'deleted' || props.state === 'deleting'
  return (
    <AdminLayout title={`${props.workspace}, ${user}`} area="sessions">
      <header class="head">
        <div>
          <Crumbs links={[{ name: sessions.title, href: '/admin/sessions' }]} />
          <h1>{props.workspace}</h1>
          <p class="row">
            <StateBadge state={props.state} />
            <span>{user}</span>
          </p>
        </div>
        <div class="row">
          <SessionActions {...props} to="/admin/sessions" prominent />
          {props.holding && <ForceEnd {...props} prominent />}
          {!over && <EndSession {...props} prominent />}
        </div>
      </header>
      {props.sentence !== undefined && (
        <Notice
          tone={props.state === 'failed' ? 'bad' : 'info'}
          title={sessions.states[props.state]}
        >
          {props.sentence}
        </Notice>
      )}
      <div class="split">
        <div class="stack">
          <section class="card" aria-labelledby="timeline">
            <header>
              <h2 id="timeline">{sessions.timeline}</h2>
            </header>
            <div class="body stack">
              <LaunchBars events={props.events} />
              {props.events.length === 0 ? (
                <p class="muted">{sessions.noEvents}</p>
              ) : (
                <ol class="timeline exact">
                  {props.events.map((event) => (
                    <li
                      key={`${event.event} ${event.at.getTime()}`}
                      class={TONES[event.event] ?? undefined}
                    >
                      <Time at={event.at} exact />
                      <p>
                        <b>{sessions.events[event.event]}</b>
                        {event.by !== undefined && ` ${sessions.by(event.by)}`}
                        {event.sentence !== undefined && <span class="sub">{event.sentence}</span>}
                      </p>
                    </li>
                  ))}
                </ol>
              )}
            </div>
          </section>
          {props.runs.length > 0 && <SessionRuns runs={props.runs} />}
        </div>
        <div class="stack">
          <section class="card" aria-labelledby="details">
            <header>
              <h2 id="details">{sessions.details}</h2>
            </header>
            <div class="body">
              <dl class="kv">
                <dt>{sessions.session}</dt>
                <dd class="mono">{props.id}</dd>
                <dt>{sessions.person}</dt>
                <dd>{user}</dd>
                <dt>{sessions.agent}</dt>
                <dd>{props.agent ?? sessions.noAgent}</dd>
                <dt>{sessions.image}</dt>
                <dd class="mono">{props.image}</dd>
                <dt>{sessions.holds}</dt>
                <dd class="num">
                  <Holds {...props} />
                </dd>
                <dt>{sessions.started}</dt>
                <dd>
                  <Time at={props.startedAt} />
                </dd>
                {props.limit && <Limit id={props.id} {...props.limit} />}
                {props.endedAt && (
                  <>
                    <dt>{sessions.ended}</dt>
                    <dd>
                      <Time at={props.endedAt} />
                    </dd>
                  </>
                )}
              </dl>
            </div>
          </section>
          {props.refusals.length > 0 && (
            <RefusalTable title={sessions.refusals} reasons={props.refusals} />
          )}
        </div>
      </div>
    </AdminLayout>
  )
}

/** When its time is up and what happens then. An admin may always move it: POST /admin/sessions/:id/extend. */
function Limit(props: { id: string; at: Date; action: EndAction }) {
  const { sessions } = useTexts()
  const url = useUrl()
  return (
    <>
      <dt>{sessions.limit[props.action]}</dt>
      <dd>
        <Time at={props.at} exact />
        <form method="post" action={url(`/admin/sessions/${props.id}/extend`)} data-once>
          <input type="hidden" name="seen" value={props.at.getTime()} />
          <button class="btn sm" type="submit">
            {sessions.extend}
          </button>
        </form>
      </dd>
    </>
  )
}
