import type { ComponentChildren } from 'preact'
import { useTexts, useUrl } from '../context.tsx'

/**
 * What cannot be undone: says the loss, the verb stands on the button, the other button says what
 * stays. Opened by a button with `data-dialog={id}` (views/browser/app.ts).
 */
export function ConfirmDialog(props: {
  id: string
  title: string
  verb: string
  /** Where the POST goes. */
  action: string
  fields?: Readonly<Record<string, string>>
  children: ComponentChildren
}) {
  const { common } = useTexts()
  const url = useUrl()
  return (
    <dialog class="dialog" id={props.id} aria-labelledby={`${props.id}-title`}>
      <header>
        <h2 id={`${props.id}-title`}>{props.title}</h2>
      </header>
      <div class="body">
        <p>{props.children}</p>
      </div>
      <form method="post" action={url(props.action)}>
        {Object.entries(props.fields ?? {}).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <footer>
          <button class="btn" type="button" data-close autofocus>
            {common.keep}
          </button>
          <button class="btn danger primary" type="submit">
            {props.verb}
          </button>
        </footer>
      </form>
    </dialog>
  )
}
