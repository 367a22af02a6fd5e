import type { ComponentChildren } from 'preact'
import { useTexts, useUrl } from '../context.tsx'
import type { ViewerPageProps } from '../viewer.tsx'
import { Badge, StateBadge, type Tone } from './badge.tsx'

/** What lies over the last picture while there is no live one; one at a time. views/browser/viewer/states.ts */
export function ViewerVeils(props: ViewerPageProps) {
  const { viewer, launch, sessions } = useTexts()
  const url = useUrl()
  const back = (
    <a class="btn quiet" href={url('/')}>
      {viewer.back}
    </a>
  )
  const signIn = url(`/sign-in?next=${encodeURIComponent(`/sessions/${props.id}`)}`)
  return (
    <>
      <Veil
        name="connecting"
        badge={<Live tone="info">{viewer.connecting}</Live>}
        title={viewer.connectingTitle(props.workspace)}
        body={viewer.connectingBody}
      />
      <Veil
        name="reconnecting"
        alert
        badge={<Live tone="warn">{viewer.reconnecting}</Live>}
        aside={<span class="push small muted num" aria-hidden="true" data-attempt-text />}
        title={viewer.lostTitle}
        body={viewer.lostBody}
      >
        <button class="btn primary" type="button" data-try-now>
          {viewer.tryNow}
        </button>
        {back}
      </Veil>
      <OfSession
        state="paused"
        title={launch.pausedTitle(props.workspace)}
        body={launch.pausedBody}
      >
        <Act act="resume" label={sessions.resume} />
        {back}
      </OfSession>
      <OfSession
        state="stopping"
        title={launch.stoppingTitle(props.workspace)}
        body={launch.stoppingBody}
      />
      <OfSession
        state="stopped"
        title={launch.stoppedTitle(props.workspace)}
        body={launch.stoppedBody}
      >
        <Act act="start" label={sessions.start} />
        {back}
      </OfSession>
      <OfSession
        state="restarting"
        title={launch.restartingTitle(props.workspace)}
        body={launch.restartingBody}
      />
      <Veil
        name="elsewhere"
        alert
        badge={<Badge tone="off">{viewer.elsewhere}</Badge>}
        title={viewer.elsewhereTitle}
        body={viewer.elsewhereBody}
      >
        <button class="btn primary" type="button" data-use-here>
          {viewer.useHere}
        </button>
        {back}
      </Veil>
      <Veil
        name="ended"
        alert
        badge={<Badge tone="off">{viewer.ended}</Badge>}
        title={viewer.endedTitle}
        body={viewer.endedBody}
      >
        <a class="btn primary" href={url('/')}>
          {viewer.back}
        </a>
      </Veil>
      <Veil
        name="signed-out"
        alert
        badge={<Badge tone="off">{viewer.ended}</Badge>}
        title={viewer.signedOutTitle}
        body={viewer.signedOutBody}
      >
        <a class="btn primary" href={signIn}>
          {viewer.signIn}
        </a>
      </Veil>
    </>
  )
}

function Veil(props: {
  name: string
  /** It stops the person; else it passes by itself. */
  alert?: boolean
  badge: ComponentChildren
  aside?: ComponentChildren
  title: string
  body: string
  children?: ComponentChildren
}) {
  return (
    <div class="veil" data-veil={props.name} hidden={props.name !== 'connecting'}>
      <div role={props.alert ? 'alert' : 'status'}>
        <div class="row">
          {props.badge}
          {props.aside}
        </div>
        <h2>{props.title}</h2>
        <p class="muted" data-sentence>
          {props.body}
        </p>
        {props.children !== undefined && <div class="row">{props.children}</div>}
      </div>
    </div>
  )
}

/** While the session is in a state of its own; where there is something to do, it waits for that. */
function OfSession(props: {
  state: 'paused' | 'stopping' | 'stopped' | 'restarting'
  title: string
  body: string
  children?: ComponentChildren
}) {
  const { state, ...words } = props
  return (
    <Veil
      name={state}
      alert={props.children !== undefined}
      badge={<StateBadge state={state} />}
      {...words}
    />
  )
}

function Live(props: { tone: Tone; children: string }) {
  return (
    <Badge tone={props.tone} live>
      {props.children}
    </Badge>
  )
}

function Act(props: { act: 'resume' | 'start'; label: string }) {
  return (
    <button class="btn primary" type="button" data-act={props.act}>
      {props.label}
    </button>
  )
}
