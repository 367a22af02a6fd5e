import { useTexts, useUrl } from '../context.tsx'

/** The way back up. */
export function Crumbs(props: { links: readonly { name: string; href: string }[] }) {
  const { common } = useTexts()
  const url = useUrl()
  return (
    <nav class="crumbs" aria-label={common.breadcrumb}>
      <ol>
        {props.links.map(({ name, href }) => (
          <li key={href}>
            <a href={url(href)}>{name}</a>
          </li>
        ))}
      </ol>
    </nav>
  )
}
