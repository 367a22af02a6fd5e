import { useTexts, useUrl } from '../context.tsx'
import type { ViewerPageProps } from '../viewer.tsx'
import { ConfirmDialog } from './dialog.tsx'
import { Icon } from './icon.tsx'

/** The control panel behind the latch. Hidden until asked for; every key works without it. */
export function ViewerPanel(props: ViewerPageProps) {
  const { viewer } = useTexts()
  const url = useUrl()
  return (
    <>
      <aside class="panel" id="panel" aria-label={viewer.panel} data-panel hidden>
        <section>
          <div class="row">
            <h2>{props.workspace}</h2>
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
          </div>
          {props.agent !== undefined && <p class="small muted">{viewer.runsOn(props.agent)}</p>}
        </section>
        <section>
          <div class="row">
            <h2>{viewer.clipboard}</h2>
            <span class="push small muted">{viewer.bothWays}</span>
          </div>
          <div class="field">
            <label class="sr" for="clipboard">
              {viewer.clipboardText}
            </label>
            <textarea
              class="input mono"
              id="clipboard"
              rows={3}
              spellcheck={false}
              aria-describedby="clipboard-help"
              data-clipboard
            />
            <p class="help" id="clipboard-help">
              {viewer.clipboardHelp}
            </p>
          </div>
          <p class="small muted" data-clipboard-blocked hidden>
            {viewer.clipboardBlocked}
          </p>
          <div class="row">
            <button class="btn sm" type="button" data-copy-out>
              <Icon name="copy" />
              {viewer.copyOut}
            </button>
            <button class="btn sm" type="button" data-share>
              <Icon name="clipboard" />
              {viewer.allowClipboard}
            </button>
            <button class="btn sm quiet" type="button" data-clear>
              {viewer.clear}
            </button>
            <span class="small muted" role="status" data-copied hidden>
              {viewer.copiedOut}
            </span>
          </div>
        </section>
        <section>
          <h2>{viewer.keys}</h2>
          <div class="row">
            <button class="btn sm" type="button" data-keys="ctrl-alt-del">
              {viewer.ctrlAltDel}
            </button>
            <button class="btn sm" type="button" data-keys="alt-tab">
              {viewer.altTab}
            </button>
            <button class="btn sm" type="button" data-keys="super">
              {viewer.superKey}
            </button>
            <button class="btn sm" type="button" data-keys="escape">
              {viewer.escape}
            </button>
            <button class="btn sm" type="button" data-keys="print-screen">
              {viewer.printScreen}
            </button>
          </div>
        </section>
        <section>
          <a class="small" href={url('/')}>
            {viewer.back}
          </a>
        </section>
        <footer>
          <button class="btn" type="button" data-fullscreen aria-pressed={false}>
            <Icon name="maximize" />
            {viewer.fullscreen}
          </button>
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
