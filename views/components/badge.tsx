import type { ComponentChildren } from 'preact'
import type { SessionState } from '../../src/domain/session.ts'
import { useTexts } from '../context.tsx'

export type Tone = 'ok' | 'warn' | 'bad' | 'info' | 'off'

export function Badge(props: {
  tone: Tone
  live?: boolean
  soft?: boolean
  children: ComponentChildren
}) {
  const extra = `${props.live ? ' live' : ''}${props.soft ? ' soft' : ''}`
  return <span class={`badge ${props.tone}${extra}`}>{props.children}</span>
}

const TONES: Record<SessionState, Tone> = {
  requested: 'info',
  placing: 'info',
  pulling: 'info',
  starting: 'info',
  running: 'ok',
  paused: 'info',
  stopping: 'off',
  stopped: 'off',
  restarting: 'info',
  lost: 'warn',
  deleting: 'off',
  deleted: 'off',
  failed: 'bad',
}

const MOVING: ReadonlySet<SessionState> = new Set([
  'requested',
  'placing',
  'pulling',
  'starting',
  'stopping',
  'restarting',
  'deleting',
])

/** A state of a session as its word and shape. */
export function StateBadge(props: { state: SessionState }) {
  const texts = useTexts()
  return (
    <Badge tone={TONES[props.state]} live={MOVING.has(props.state)}>
      {texts.sessions.states[props.state]}
    </Badge>
  )
}
