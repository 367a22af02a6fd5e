import { Window } from './components/casement.tsx'
import { ConfirmDialog } from './components/dialog.tsx'
import { type LaunchStage, LaunchSteps } from './components/launch-steps.tsx'
import { PortalLayout } from './components/layout.tsx'
import { RefusalTable } from './components/refusals.tsx'
import { SessionActions } from './components/session-actions.tsx'
import { useTexts, useUrl } from './context.tsx'
import { formatDuration } from './format.ts'

export type { LaunchStage } from './components/launch-steps.tsx'

export interface LaunchProps {
  readonly id: string
  /** Undefined once the workspace was deleted: there is nothing to try again. */
  readonly workspaceId: string | undefined
  readonly workspace: string
  readonly stage: LaunchStage
  /** Seconds since the launch was asked for. */
  readonly elapsed: number
  readonly agent?: string | undefined
  /** 0 to 100 while the image is being prepared. */
  readonly percent?: number | undefined
  /** With the stages `paused`, `stopping`, `stopped` and `ending`: what is to be said of that. */
  readonly trouble?: string | undefined
  /** With the stage `failed`. */
  readonly failure?: LaunchFailure | undefined
  /** A fresh uuid for "Try again". */
  readonly retryKey: string
  /** Seconds that it takes as a rule, in all and by step; undefined before anybody opened it. */
  readonly usual?: UsualTimes | undefined
  /** What the browser in it was to open; "Try again" opens it again. */
  readonly address?: string | undefined
}

export interface UsualTimes {
  readonly total: number | undefined
  readonly placing: number | undefined
  readonly pulling: number | undefined
  readonly starting: number | undefined
  readonly waiting: number | undefined
}

export interface LaunchFailure {
  readonly sentence: string
  /** Where it stood when it failed. */
  readonly during: 'placing' | 'pulling' | 'starting' | 'waiting' | 'running'
  readonly reasons: readonly { readonly agent: string; readonly reason: string }[]
}

/** GET /sessions/:id while there is no desktop to show. */
export function LaunchPage(props: LaunchProps) {
  const texts = useTexts()
  return (
    <PortalLayout title={launchTitle(texts.launch, props)} plain>
      <LaunchProgress {...props} />
    </PortalLayout>
  )
}

type LaunchTexts = ReturnType<typeof useTexts>['launch']

function launchTitle(launch: LaunchTexts, { stage, workspace, failure }: LaunchProps): string {
  switch (stage) {
    case 'failed':
      return failure?.during === 'running'
        ? launch.failedRunning(workspace)
        : launch.failed(workspace)
    case 'lost':
      return launch.lostTitle(workspace)
    case 'paused':
      return launch.pausedTitle(workspace)
    case 'stopping':
      return launch.stoppingTitle(workspace)
    case 'stopped':
      return launch.stoppedTitle(workspace)
    case 'restarting':
      return launch.restartingTitle(workspace)
    case 'ending':
      return launch.endingTitle(workspace)
    case 'ended':
      return launch.endedTitle(workspace)
    case 'ready':
      return launch.ready(workspace)
    default:
      return launch.opening(workspace)
  }
}

/** How far the window stands open, and how much of the launch is done. */
const COME: { readonly [S in LaunchStage]?: { open: 0 | 1 | 2 | 3 | 4; percent: number } } = {
  placing: { open: 0, percent: 5 },
  pulling: { open: 1, percent: 15 },
  starting: { open: 2, percent: 60 },
  waiting: { open: 3, percent: 80 },
  restarting: { open: 3, percent: 80 },
  ready: { open: 4, percent: 100 },
}

/** What a page shows of a launch, for the server to answer when it differs. */
export function launchSeen({ stage, percent }: Pick<LaunchProps, 'stage' | 'percent'>): string {
  return percent === undefined ? stage : `${stage}-${percent}`
}

/**
 * Also GET /sessions/:id/progress, rendered with the path of the page: it is answered once something else
 * is to be shown than was seen, or after a second. With the stage `ready` the browser loads the page anew
 * and finds the viewer.
 */
export function LaunchProgress(props: LaunchProps) {
  const texts = useTexts()
  const { launch } = texts
  const url = useUrl()
  const { stage } = props
  const settled = stage === 'failed' || stage === 'ended'
  const polling = settled
    ? {}
    : {
        'hx-get': url(`/sessions/${props.id}/progress?seen=${launchSeen(props)}`),
        'hx-trigger': 'every 50ms',
        'hx-sync': 'this:drop',
        'hx-target': 'this',
        'hx-swap': 'outerMorph',
      }
  const come = COME[stage]
  const title = launchTitle(launch, props)
  return (
    <section
      class={`launch${settled ? ' top' : ''}`}
      id="launch"
      aria-labelledby="launch-title"
      data-stage={stage}
      data-reload={stage === 'ready' ? true : undefined}
      {...polling}
    >
      {come ? (
        <Window open={come.open} live={stage !== 'ready'} />
      ) : (
        <Window open={stage === 'lost' || stage === 'paused' ? 2 : 0} shut={stage === 'failed'} />
      )}
      <div class="stack">
        <LaunchBody {...props} title={title} />
      </div>
    </section>
  )
}

function LaunchBody(props: LaunchProps & { title: string }) {
  const { launch } = useTexts()
  const { stage } = props
  if (stage === 'failed') return <Failed {...props} />
  if (stage === 'paused' || stage === 'stopped') return <Kept {...props} stage={stage} />
  const sentence = standing(launch, props)
  if (sentence === undefined) return <Moving {...props} />
  return (
    <Standing title={props.title} role={stage === 'lost' ? 'alert' : 'status'}>
      {sentence}
    </Standing>
  )
}

/** What there is to say where its owner can only wait or leave. */
function standing(launch: LaunchTexts, { stage, agent, trouble }: LaunchProps): string | undefined {
  switch (stage) {
    case 'lost':
      return agent === undefined ? launch.lostBodyUnknown : launch.lostBody(agent)
    case 'stopping':
      return trouble ?? launch.stoppingBody
    case 'restarting':
      return launch.restartingBody
    case 'ending':
      return trouble ?? launch.endingBody
    case 'ended':
      return launch.endedBody
    default:
      return undefined
  }
}

/** It goes on when its owner says so. */
function Kept(props: LaunchProps & { title: string; stage: 'paused' | 'stopped' }) {
  const { launch } = useTexts()
  const url = useUrl()
  const paused = props.stage === 'paused'
  return (
    <>
      <div class="stack tight" role="status">
        <h1 id="launch-title">{props.title}</h1>
        <p class="muted">{props.trouble ?? (paused ? launch.pausedBody : launch.stoppedBody)}</p>
      </div>
      <div class="row">
        <SessionActions id={props.id} workspace={props.workspace} state={props.stage} prominent />
        <a class="btn" href={url('/')}>
          {launch.back}
        </a>
      </div>
    </>
  )
}

function Standing(props: { title: string; role: 'alert' | 'status'; children: string }) {
  const { launch } = useTexts()
  const url = useUrl()
  return (
    <>
      <div class="stack tight" role={props.role}>
        <h1 id="launch-title">{props.title}</h1>
        <p class="muted">{props.children}</p>
      </div>
      <div class="row">
        <a class="btn primary" href={url('/')}>
          {launch.back}
        </a>
      </div>
    </>
  )
}

function Moving(props: LaunchProps & { title: string }) {
  const texts = useTexts()
  const { launch, common } = texts
  const dialog = 'cancel-launch'
  const pulled = props.stage === 'pulling' ? props.percent : undefined
  const total = props.usual?.total
  const come = COME[props.stage]?.percent ?? 0
  // Never back, and never done before it is.
  const guessed = total ? Math.min(95, Math.round((props.elapsed / total) * 100)) : 0
  const value = pulled ?? Math.max(come, guessed)
  return (
    <>
      <div class="stack tight">
        <h1 id="launch-title">{props.title}</h1>
        <p class="muted">
          {props.stage === 'pulling' && `${launch.longer} `}
          <span class="num">{common.seconds(`${Math.floor(props.elapsed)}`)}</span> {launch.soFar}
          {total !== undefined && ` ${launch.usually(formatDuration(texts, total))}`}
        </p>
      </div>
      <progress class="progress" max={100} value={value} aria-label={launch.progress}>
        {common.percent(value)}
      </progress>
      <LaunchSteps {...props} />
      <div class="row">
        <button class="btn" type="button" data-dialog={dialog}>
          {launch.cancel}
        </button>
        <span class="small muted">{launch.closeTab}</span>
      </div>
      <ConfirmDialog
        id={dialog}
        title={launch.cancelTitle(props.workspace)}
        verb={launch.cancel}
        action={`/sessions/${props.id}/delete`}
      >
        {launch.cancelBody}
      </ConfirmDialog>
    </>
  )
}

function Failed(props: LaunchProps & { title: string }) {
  const { launch } = useTexts()
  const url = useUrl()
  const reasons = props.failure?.reasons ?? []
  return (
    <>
      <div class="stack tight" role="alert">
        <h1 id="launch-title">{props.title}</h1>
        <p class="muted">{props.failure?.sentence}</p>
        <p class="small muted">{launch.failedNote}</p>
      </div>
      {props.failure?.during !== 'running' && <LaunchSteps {...props} />}
      {reasons.length > 0 && <RefusalTable title={launch.reasons} reasons={reasons} />}
      <div class="row">
        {props.workspaceId !== undefined && (
          <form method="post" action={url(`/workspaces/${props.workspaceId}/launch`)} data-once>
            <input type="hidden" name="key" value={props.retryKey} />
            {props.address !== undefined && (
              <input type="hidden" name="url" value={props.address} />
            )}
            <button class="btn primary" type="submit">
              {launch.tryAgain}
            </button>
          </form>
        )}
        <a class="btn" href={url('/')}>
          {launch.back}
        </a>
        <form method="post" action={url(`/sessions/${props.id}/delete`)}>
          <button class="btn quiet" type="submit">
            {launch.dismiss}
          </button>
        </form>
      </div>
    </>
  )
}
