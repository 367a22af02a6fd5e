import type { ComponentChildren } from 'preact'
import { Icon } from './icon.tsx'

/** A section of the viewer's panel. It folds, and the browser remembers under `name` whether it is open. */
export function ViewerSection(props: {
  name: string
  title: string
  /** What is worth knowing while it is folded. */
  aside?: ComponentChildren
  open?: boolean
  children: ComponentChildren
}) {
  return (
    <details class="fold" data-fold={props.name} open={props.open}>
      <summary>
        <h2>{props.title}</h2>
        <span class="push small muted">{props.aside}</span>
        <Icon name="chevron-down" />
      </summary>
      <div class="inside">{props.children}</div>
    </details>
  )
}
