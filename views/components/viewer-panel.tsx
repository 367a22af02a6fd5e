import { useTexts } from '../context.tsx'
import type { ViewerPageProps } from '../viewer.tsx'
import { Badge, StateBadge } from './badge.tsx'
import { ConfirmDialog } from './dialog.tsx'
import { Icon } from './icon.tsx'
import { ViewerClipboard } from './viewer-clipboard.tsx'
import { ViewerFiles } from './viewer-files.tsx'
import { ViewerKeys } from './viewer-keys.tsx'
import { ViewerPrints } from './viewer-prints.tsx'
import { ViewerQuality } from './viewer-quality.tsx'
import { ViewerSession } from './viewer-session.tsx'
import { ViewerSound } from './viewer-sound.tsx'
import { ViewerTouch } from './viewer-touch.tsx'

/**
 * The control panel behind the latch. Hidden until asked for; every key works without it. What is always
 * wanted stands in its head and foot, everything else in sections that fold.
 */
export function ViewerPanel(props: ViewerPageProps) {
  const { viewer, sessions } = useTexts()
  return (
    <>
      <aside class="panel" id="panel" aria-label={viewer.panel} data-panel hidden>
        <header>
          <div class="row">
            <h2>{props.workspace}</h2>
            <ConnectionBadge />
          </div>
        </header>
        <div class="folds">
          <ViewerClipboard abilities={props.abilities} />
          <ViewerFiles id={props.id} abilities={props.abilities} />
          <ViewerKeys />
          <ViewerTouch />
          <ViewerSound abilities={props.abilities} />
          <ViewerPrints id={props.id} abilities={props.abilities} />
          <ViewerQuality />
          <ViewerSession {...props} />
        </div>
        <footer>
          <button
            class="btn icon"
            type="button"
            aria-pressed={false}
            aria-label={viewer.fullscreen}
            data-fullscreen
          >
            <Icon name="maximize" />
          </button>
          <button
            class="btn icon"
            type="button"
            aria-label={viewer.screenshot}
            data-screenshot
            data-name={props.workspace}
          >
            <Icon name="camera" />
          </button>
          <button
            class="btn icon"
            type="button"
            aria-label={sessions.pause}
            data-act="pause"
            data-while-running
          >
            <Icon name="pause" />
          </button>
          <button class="btn danger push" type="button" data-dialog="end">
            {viewer.end}
          </button>
        </footer>
      </aside>
      <ConfirmDialog
        id="stop"
        title={sessions.stopTitle(props.workspace)}
        verb={sessions.stop}
        action={`/sessions/${props.id}/stop`}
      >
        {sessions.stopBody}
      </ConfirmDialog>
      <ConfirmDialog
        id="end"
        title={viewer.endTitle}
        verb={viewer.end}
        action={`/sessions/${props.id}/delete`}
      >
        {viewer.endBody(props.workspace)}
      </ConfirmDialog>
    </>
  )
}

function ConnectionBadge() {
  const { viewer } = useTexts()
  const badges = {
    connected: <Badge tone="ok">{viewer.connected}</Badge>,
    connecting: (
      <Badge tone="info" live>
        {viewer.connecting}
      </Badge>
    ),
    reconnecting: (
      <Badge tone="warn" live>
        {viewer.reconnecting}
      </Badge>
    ),
    paused: <StateBadge state="paused" />,
    stopping: <StateBadge state="stopping" />,
    stopped: <StateBadge state="stopped" />,
    restarting: <StateBadge state="restarting" />,
    elsewhere: <Badge tone="off">{viewer.elsewhere}</Badge>,
    ended: <Badge tone="off">{viewer.ended}</Badge>,
  }
  return (
    <span class="push" role="status">
      {Object.entries(badges).map(([state, badge]) => (
        <span key={state} data-badge={state} hidden={state !== 'connecting'}>
          {badge}
        </span>
      ))}
    </span>
  )
}
