import type { ComponentChildren } from 'preact'
import { Icon } from './icon.tsx'
import type { IconName } from './icon-paths.ts'

type Tone = 'bad' | 'warn' | 'ok' | 'info'

const ICONS: Record<Tone, IconName> = {
  bad: 'circle-alert',
  warn: 'triangle-alert',
  ok: 'check',
  info: 'info',
}

/** Something in place that wants an act, or says what came of one. */
export function Notice(props: {
  tone: Tone
  title: string
  icon?: IconName
  /** `alert` stops the person; `status` may wait. */
  role?: 'alert' | 'status'
  focus?: boolean
  children?: ComponentChildren
  action?: ComponentChildren
}) {
  const focus = props.focus ? { tabindex: -1, 'data-focus': true } : {}
  return (
    <div class={`notice ${props.tone}`} role={props.role} {...focus}>
      <Icon name={props.icon ?? ICONS[props.tone]} />
      <div>
        <b>{props.title}</b>
        {props.children !== undefined && <p>{props.children}</p>}
      </div>
      {props.action}
    </div>
  )
}

/** Nothing there, and what to do about it. */
export function Empty(props: { title: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <h3>{props.title}</h3>
      {props.children}
    </div>
  )
}
