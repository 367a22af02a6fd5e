import type { ComponentChildren } from 'preact'

/**
 * The sentence under the title of a list. `anew`: beside a piece that htmx swaps, it takes the place of the one
 * that stands there, which the change has made untrue.
 */
export function Summary(props: { anew?: boolean; children: ComponentChildren }) {
  return (
    <p id="summary" hx-swap-oob={props.anew ? 'true' : undefined}>
      {props.children}
    </p>
  )
}
