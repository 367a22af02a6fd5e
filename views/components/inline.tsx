import type { ComponentChildren } from 'preact'
import { usePage, useUrl } from '../context.tsx'
import { Icon } from './icon.tsx'

/** What came of a change made in a list: it is saved, or this sentence says why it is not. */
export type Outcome = { readonly saved: true } | { readonly refused: string }

interface InlineProps {
  /** Of the element; whatever is changed keeps its focus by it. */
  readonly id: string
  /** A path of ours that takes the POST and answers htmx with the same element again. */
  readonly to: string
  /** What is changed, and of what. */
  readonly label: string
  readonly outcome?: Outcome | undefined
}

/** A switch that counts at once, without a form to save; sends `enabled`, `on` or `off`. */
export function InlineSwitch(props: InlineProps & { on: boolean; children: ComponentChildren }) {
  const { id, to, label, on, outcome } = props
  return (
    <InlineForm id={id} to={to} outcome={outcome}>
      <button
        class="toggle"
        type="submit"
        role="switch"
        id={`${id}-switch`}
        aria-checked={on ? 'true' : 'false'}
        aria-label={label}
        name="enabled"
        value={on ? 'off' : 'on'}
      >
        <span class="track" />
      </button>
      <span>{props.children}</span>
    </InlineForm>
  )
}

/** A whole number in its place: Enter or leaving it saves, Escape takes it back (views/browser). */
export function InlineNumber(props: InlineProps & { name: string; value: string }) {
  const { id, to, label, name, value, outcome } = props
  const refused = outcome !== undefined && 'refused' in outcome
  return (
    <InlineForm id={id} to={to} outcome={outcome}>
      <input
        class="input inline-number num"
        id={`${id}-number`}
        name={name}
        value={value}
        type="text"
        inputmode="numeric"
        maxlength={9}
        autocomplete="off"
        aria-label={label}
        aria-invalid={refused ? 'true' : undefined}
        aria-describedby={refused ? `${id}-outcome` : undefined}
        data-inline
      />
    </InlineForm>
  )
}

function InlineForm(props: Omit<InlineProps, 'label'> & { children: ComponentChildren }) {
  const { texts, now } = usePage()
  const action = useUrl()(props.to)
  const { id, outcome } = props
  return (
    <form
      class="inline"
      id={id}
      method="post"
      action={action}
      hx-post={action}
      hx-target="this"
      hx-swap="outerMorph"
    >
      {props.children}
      <span class="outcome" id={`${id}-outcome`} role="status">
        {outcome && 'saved' in outcome && (
          // Another one each time: what was there has faded away.
          <span class="saved" id={`${id}-${now.getTime()}`}>
            <Icon name="check" />
            {texts.common.saved}
          </span>
        )}
        {outcome && 'refused' in outcome && <span class="refused">{outcome.refused}</span>}
      </span>
    </form>
  )
}
