import type { ComponentChildren } from 'preact'
import { usePage, useTexts, useUrl } from '../context.tsx'
import { Brand, Icon } from './icon.tsx'
import type { IconName } from './icon-paths.ts'
import { Notice } from './notice.tsx'
import { ThemeSwitch } from './theme-switch.tsx'

/** The types of preact do not know it for scripts. */
const LATE = { fetchpriority: 'low' }

type Content = { children: ComponentChildren }

/**
 * The whole document around a page. `scripts` are further modules of views/browser, `styles` further sheets
 * of views/assets, both without suffix.
 */
export function Document(
  props: Content & { title: string; scripts?: readonly string[]; styles?: readonly string[] },
) {
  const { theme, texts, assets } = usePage()
  const url = useUrl()
  const sheets = ['every-page', ...(props.styles ?? [])]
  return (
    <html lang={texts.common.language} data-theme={theme === 'system' ? undefined : theme}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="htmx-config" content='{"includeIndicatorCSS":false}' />
        <title>{texts.common.title(props.title)}</title>
        <link rel="icon" href={url(`${assets}/icon.svg`)} type="image/svg+xml" />
        <link rel="apple-touch-icon" href={url(`${assets}/icon-touch.png`)} />
        <link rel="manifest" href={url('/manifest.webmanifest')} />
        {sheets.map((name) => (
          <link key={name} rel="stylesheet" href={url(`${assets}/${name}.css`)} />
        ))}
        {/* What is the page's own begins first: somebody waits for it. */}
        {props.scripts?.map((name) => (
          <script key={name} type="module" src={url(`${assets}/${name}.js`)} />
        ))}
        {/* Everything works without these two, so they wait for what is seen. */}
        <script src={url(`${assets}/htmx.min.js`)} defer {...LATE} />
        <script type="module" src={url(`${assets}/app.js`)} {...LATE} />
      </head>
      <body>
        {props.children}
        <Problems />
        <svg class="sprite" aria-hidden="true">
          <defs>
            <pattern
              id="hatch"
              width="5"
              height="5"
              patternUnits="userSpaceOnUse"
              patternTransform="rotate(45)"
            >
              <path class="hatch" d="M0 0V5" />
            </pattern>
          </defs>
        </svg>
      </body>
    </html>
  )
}

/** Where the browser's code shows what went wrong with a request. */
function Problems() {
  const { errors } = useTexts()
  return (
    <div class="toasts" id="problems" role="alert">
      <template>
        <Notice tone="bad" title={errors.offline}>
          {errors.offlineBody}
        </Notice>
      </template>
    </div>
  )
}

function SkipLink() {
  return (
    <a class="skip" href="#main">
      {useTexts().common.skip}
    </a>
  )
}

/** Pages for everybody who is signed in: a bar on top. `search` stands in its middle. */
export function PortalLayout(
  props: Content & { title: string; search?: ComponentChildren; plain?: boolean },
) {
  const { viewer, texts } = usePage()
  const url = useUrl()
  return (
    <Document title={props.title}>
      <SkipLink />
      <header class="topbar">
        <a class="brand" href={url('/')}>
          <Brand />
        </a>
        {props.search}
        {viewer && (
          <span class="row push">
            {viewer.admin && (
              <a class="btn quiet" href={url('/admin')}>
                {texts.common.administration}
              </a>
            )}
            <AccountMenu name={viewer.name} />
          </span>
        )}
      </header>
      <main
        class={props.plain ? undefined : 'main'}
        id="main"
        data-live={viewer ? url('/live') : undefined}
      >
        {props.children}
      </main>
    </Document>
  )
}

export type AdminArea =
  | 'dashboard'
  | 'sessions'
  | 'workspaces'
  | 'images'
  | 'agents'
  | 'users'
  | 'groups'
  | 'logs'
  | 'system'

function pathOf(area: AdminArea): string {
  return area === 'dashboard' ? '/admin' : `/admin/${area}`
}

type AdminLink = { area: AdminArea; icon: IconName; bar: boolean }

const MAIN_LINKS: readonly AdminLink[] = [
  { area: 'dashboard', icon: 'layout-dashboard', bar: true },
  { area: 'sessions', icon: 'monitor-play', bar: true },
  { area: 'workspaces', icon: 'layout-grid', bar: true },
  { area: 'agents', icon: 'server', bar: true },
  { area: 'images', icon: 'package', bar: false },
]
const PEOPLE_LINKS: readonly AdminLink[] = [
  { area: 'users', icon: 'users', bar: false },
  { area: 'groups', icon: 'shield', bar: false },
]
const SYSTEM_LINKS: readonly AdminLink[] = [
  { area: 'logs', icon: 'scroll-text', bar: false },
  { area: 'system', icon: 'settings-2', bar: false },
]

/** Pages for admins: a sidebar, which is a bar at the bottom on a narrow screen. */
export function AdminLayout(
  props: Content & {
    title: string
    area: AdminArea
    scripts?: readonly string[]
    styles?: readonly string[]
  },
) {
  const { viewer, texts } = usePage()
  const url = useUrl()
  const names: Record<AdminArea, string> = {
    dashboard: texts.common.navDashboard,
    sessions: texts.common.navSessions,
    workspaces: texts.common.navWorkspaces,
    images: texts.common.navImages,
    agents: texts.common.navAgents,
    users: texts.common.navUsers,
    groups: texts.common.navGroups,
    logs: texts.common.navLogs,
    system: texts.common.navSystemInfo,
  }
  const link = ({ area, icon, bar }: AdminLink) => (
    <li key={area} class={bar ? 'bar' : undefined}>
      <a href={url(pathOf(area))} aria-current={area === props.area ? 'page' : undefined}>
        <Icon name={icon} />
        <span>{names[area]}</span>
      </a>
    </li>
  )
  const rest = [...MAIN_LINKS, ...PEOPLE_LINKS, ...SYSTEM_LINKS].filter(({ bar }) => !bar)
  return (
    <Document title={props.title} scripts={props.scripts ?? []} styles={props.styles ?? []}>
      <SkipLink />
      <div class="app" data-live={url('/live')}>
        <header class="side">
          <a class="brand" href={url('/')}>
            <Brand />
          </a>
          <nav aria-label={texts.common.administration}>
            <ul>{MAIN_LINKS.map(link)}</ul>
            <h2>{texts.common.navPeople}</h2>
            <ul>{PEOPLE_LINKS.map(link)}</ul>
            <h2>{texts.common.navSystem}</h2>
            <ul>
              {SYSTEM_LINKS.map(link)}
              <li class="bar more">
                <button type="button" popovertarget="more-menu">
                  <Icon name="ellipsis" />
                  <span>{texts.common.navMore}</span>
                </button>
              </li>
            </ul>
          </nav>
          {viewer && (
            <div class="me row small">
              <AccountMenu name={viewer.name} />
              <span>
                {viewer.name}
                <br />
                <a href={url('/')}>{texts.common.openPortal}</a>
              </span>
            </div>
          )}
        </header>
        <main class="main" id="main">
          {props.children}
        </main>
        <div class="menu more-menu" popover id="more-menu">
          {rest.map(({ area, icon }) => (
            <a key={area} href={url(pathOf(area))}>
              <Icon name={icon} />
              {names[area]}
            </a>
          ))}
          <hr />
          <a href={url('/')}>
            <Icon name="monitor" />
            {texts.common.openPortal}
          </a>
          <AccountItems />
          <ThemeSwitch />
        </div>
      </div>
    </Document>
  )
}

function AccountMenu(props: { name: string }) {
  const texts = useTexts()
  return (
    <>
      <button class="btn icon quiet" type="button" popovertarget="account-menu">
        <span class="avatar">{initials(props.name)}</span>
        <span class="sr">{texts.common.account}</span>
      </button>
      <div class="menu" popover id="account-menu">
        <p class="who small">{props.name}</p>
        <ThemeSwitch />
        <hr />
        <AccountItems />
      </div>
    </>
  )
}

function AccountItems() {
  const texts = useTexts()
  const url = useUrl()
  return (
    <>
      <a href={url('/profiles')}>
        <Icon name="hard-drive" />
        {texts.profiles.menu}
      </a>
      <a href={url('/profile')}>
        <Icon name="user" />
        {texts.common.profile}
      </a>
      <form method="post" action={url('/sign-out')}>
        <button type="submit">
          <Icon name="log-out" />
          {texts.common.signOut}
        </button>
      </form>
    </>
  )
}

/** Two letters for a face. Counted in characters as people see them, so an emoji stays whole. */
export function initials(name: string): string {
  const words = name.split(/[\s._@-]+/).filter(Boolean)
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]]
  const segments = new Intl.Segmenter()
  return letters
    .map((word) => [...segments.segment(word ?? '')][0]?.segment ?? '')
    .join('')
    .toUpperCase()
}
