import { useTexts, useUrl } from '../context.tsx'
import type { ViewerPageProps } from '../viewer.tsx'
import { ConfirmDialog } from './dialog.tsx'
import { Icon } from './icon.tsx'
import { ViewerClipboard } from './viewer-clipboard.tsx'
import { ViewerKeys } from './viewer-keys.tsx'

/**
 * The control panel behind the latch. Hidden until asked for; every key works without it. What is always
 * wanted stands in its head and foot, everything else in sections that fold.
 */
export function ViewerPanel(props: ViewerPageProps) {
  const { viewer } = useTexts()
  const url = useUrl()
  return (
    <>
      <aside class="panel" id="panel" aria-label={viewer.panel} data-panel hidden>
        <header>
          <div class="row">
            <h2>{props.workspace}</h2>
            <ConnectionBadge />
          </div>
          {props.agent !== undefined && <p class="small muted">{viewer.runsOn(props.agent)}</p>}
        </header>
        <div class="folds">
          <ViewerClipboard />
          <ViewerKeys />
        </div>
        <footer>
          <button class="btn" type="button" data-fullscreen aria-pressed={false}>
            <Icon name="maximize" />
            {viewer.fullscreen}
          </button>
          <a class="btn quiet" href={url('/')}>
            {viewer.back}
          </a>
          <button class="btn danger push" type="button" data-dialog="end">
            {viewer.end}
          </button>
        </footer>
      </aside>
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
  return (
    <span class="push" role="status">
      <span class="badge ok" data-badge="connected" hidden>
        {viewer.connected}
      </span>
      <span class="badge info live" data-badge="connecting">
        {viewer.connecting}
      </span>
      <span class="badge warn live" data-badge="reconnecting" hidden>
        {viewer.reconnecting}
      </span>
      <span class="badge off" data-badge="ended" hidden>
        {viewer.ended}
      </span>
    </span>
  )
}
