import { useTexts } from '../context.tsx'
import { ICON_PATHS, type IconName } from './icon-paths.ts'

/** One of Lucide's icons. Without a label it is decoration, and hidden from a screen reader. */
export function Icon(props: { name: IconName; label?: string; class?: string }) {
  const className = props.class ? `ico ${props.class}` : 'ico'
  const path = <path d={ICON_PATHS[props.name]} />
  if (props.label === undefined) {
    return (
      <svg class={className} viewBox="0 0 24 24" aria-hidden="true">
        {path}
      </svg>
    )
  }
  return (
    <svg class={className} viewBox="0 0 24 24" role="img" aria-label={props.label}>
      <title>{props.label}</title>
      {path}
    </svg>
  )
}

/** The product's mark: a frame, one fixed light, one sash swung out. */
export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 24 24" aria-hidden="true">
      <path class="lit" d="M3 3h11v18H3z" />
      <path d="M14 3H3v18h11M3 12h11" stroke-width="1.8" stroke-linejoin="round" />
      <path class="sash" d="M14 2.6 21.4 5.6V23.4L14 21.2z" />
    </svg>
  )
}

export function Brand() {
  const texts = useTexts()
  return (
    <>
      <Mark />
      {texts.common.product}
    </>
  )
}

function isIconName(name: string): name is IconName {
  return Object.hasOwn(ICON_PATHS, name)
}

/** A stored icon name; one that is unknown (from another version) shows as a plain window. */
export function iconOr(name: string, fallback: IconName = 'app-window'): IconName {
  return isIconName(name) ? name : fallback
}
