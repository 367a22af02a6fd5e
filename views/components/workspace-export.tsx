import type { ComponentChildren } from 'preact'
import { useTexts, useUrl } from '../context.tsx'
import { Icon } from './icon.tsx'

/**
 * Saves workspaces as a file, after what may be in it was said: one of them, or all. What is asked for is
 * not changed, so the dialog closes and the page stays.
 */
export function ExportButton(props: {
  title: string
  /** Absent: all. */
  id?: string
  /** Names of variables that look as if they hold a secret. */
  secrets?: readonly string[]
  children: ComponentChildren
}) {
  const { exchange } = useTexts()
  const url = useUrl()
  const { id, secrets = [] } = props
  const dialog = `export-${id ?? 'all'}`
  return (
    <>
      <button class={id === undefined ? 'btn sm quiet' : 'btn'} type="button" data-dialog={dialog}>
        <Icon name="download" />
        {props.children}
      </button>
      <dialog class="dialog" id={dialog} aria-labelledby={`${dialog}-title`}>
        <header>
          <h2 id={`${dialog}-title`}>{props.title}</h2>
        </header>
        <div class="body stack tight">
          <p>{exchange.exportBody}</p>
          {secrets.length > 0 && <p>{exchange.exportNames(secrets.join(', '))}</p>}
        </div>
        <form method="post" action={url('/admin/workspaces/export')}>
          {id !== undefined && <input type="hidden" name="id" value={id} />}
          <footer>
            <button class="btn" type="button" data-close>
              {exchange.stay}
            </button>
            <button class="btn primary" type="submit" data-close>
              {exchange.export}
            </button>
          </footer>
        </form>
      </dialog>
    </>
  )
}
