import type { ComponentChildren } from 'preact'
import { useUrl } from '../context.tsx'
import type { FormState } from '../form.ts'
import { FormSummary } from './field.tsx'

/**
 * The form of one thing that an admin makes or changes. It is posted to the path of its page, and htmx
 * puts a refused one in its place; what is wrong with it stands on top, each line with its field's label.
 */
export function RecordForm<Name extends string>(props: {
  id: string
  /** A path of ours, `/admin/users/new`. */
  to: string
  form: FormState<Name>
  labels: { readonly [F in Name]?: string }
  /** For forms whose fields depend on a kind. */
  kind?: string
  children: ComponentChildren
}) {
  const action = useUrl()(props.to)
  return (
    <form
      class="stack form"
      id={props.id}
      method="post"
      action={action}
      hx-post={action}
      hx-target="this"
      hx-swap="outerHTML"
      data-kind={props.kind}
    >
      <FormSummary form={props.form} labels={props.labels} />
      {props.children}
    </form>
  )
}
