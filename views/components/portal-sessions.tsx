import type { SessionState } from '../../src/domain/session.ts'
import { usePage, useTexts, useUrl } from '../context.tsx'
import { formatDuration } from '../format.ts'
import { StateBadge } from './badge.tsx'
import { ConfirmDialog } from './dialog.tsx'
import { Icon, iconOr } from './icon.tsx'
import { SessionActions } from './session-actions.tsx'

export interface PortalSession {
  readonly id: string
  readonly workspace: string
  readonly icon: string
  readonly tint: number
  readonly state: SessionState
  readonly startedAt: Date
  readonly agent?: string | undefined
  /** Why it failed or what it waits for. */
  readonly sentence?: string | undefined
  /** 0 to 100 while the image is being prepared. */
  readonly percent?: number | undefined
}

export interface PortalSessionsProps {
  /** Live ones and those that failed and were not dismissed. */
  readonly sessions: readonly PortalSession[]
  /** How many this person may have at once. */
  readonly most?: number | undefined
}

/**
 * The running sessions of one person. Also GET /portal/sessions, rendered with the path `/`: the browser's code
 * asks for it when server-sent events say that something is new.
 */
export function PortalSessions(props: PortalSessionsProps) {
  const { portal } = useTexts()
  const url = useUrl()
  const live = props.sessions.filter(({ state }) => state !== 'failed').length
  return (
    <section
      class="stack"
      id="sessions"
      aria-labelledby="open"
      hidden={props.sessions.length === 0}
      hx-get={url('/portal/sessions')}
      hx-trigger="live, every 30s"
      hx-target="this"
      hx-swap="outerMorph"
    >
      <div class="row">
        <h2 id="open">{portal.yourSessions}</h2>
        <span class="count">{portal.sessionCount(live, props.most)}</span>
      </div>
      <ul class="sess">
        {props.sessions.map((session) => (
          <SessionCard key={session.id} {...session} />
        ))}
      </ul>
    </section>
  )
}

function SessionCard(session: PortalSession) {
  const { texts, now } = usePage()
  const { portal } = texts
  const url = useUrl()
  const href = url(`/sessions/${session.id}`)
  const running = session.state === 'running'
  const failed = session.state === 'failed'
  const kept = session.state === 'paused' || session.state === 'stopped'
  const dialog = `end-${session.id}`
  const seconds = (now.getTime() - session.startedAt.getTime()) / 1000
  return (
    <li
      class={kept ? 'card paused' : 'card'}
      id={`session-${session.id}`}
      data-session-state={session.state}
    >
      <Screen {...session} />
      <div class="body">
        <div class="row">
          <h3>{session.workspace}</h3>
          <span class="push">
            <StateBadge state={session.state} />
          </span>
        </div>
        <p class="small muted">
          {session.sentence ??
            (session.state === 'paused' ? portal.paused : undefined) ??
            (session.state === 'stopped' ? portal.stopped : undefined) ??
            `${portal.openSince(formatDuration(texts, seconds))} ${session.agent ? portal.onHost(session.agent) : ''}`}
        </p>
      </div>
      {session.state !== 'deleting' && (
        <footer>
          {kept ? (
            <SessionActions {...session} />
          ) : (
            <a class={running ? 'btn sm primary' : 'btn sm'} href={href}>
              {running ? portal.open : failed ? portal.why : portal.follow}
            </a>
          )}
          {running && <SessionActions {...session} />}
          {failed ? (
            <form class="push" method="post" action={url(`/sessions/${session.id}/delete`)}>
              <button class="btn quiet sm" type="submit">
                {texts.launch.dismiss}
              </button>
            </form>
          ) : (
            <button class="btn quiet sm push" type="button" data-dialog={dialog}>
              {portal.end}
            </button>
          )}
        </footer>
      )}
      {!failed && (
        <ConfirmDialog
          id={dialog}
          title={portal.endTitle(session.workspace)}
          verb={portal.endSession}
          action={`/sessions/${session.id}/delete`}
        >
          {portal.endBody(session.workspace)}
        </ConfirmDialog>
      )}
    </li>
  )
}

/** The screen as it is, of a session that runs; its workspace's icon until then, and where it cannot be had. */
function Screen({ id, icon, tint }: PortalSession) {
  const url = useUrl()
  return (
    <span
      class="shot"
      id={`screen-${id}`}
      data-tint={tint}
      data-preview={url(`/s/${id}/preview`)}
      data-ticket={url(`/sessions/${id}/ticket`)}
      hx-morph-skip
    >
      <Icon name={iconOr(icon)} />
      <img alt="" hidden />
    </span>
  )
}
