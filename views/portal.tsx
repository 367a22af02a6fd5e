import { PortalLayout } from './components/layout.tsx'
import { Empty } from './components/notice.tsx'
import { PortalSessions, type PortalSessionsProps } from './components/portal-sessions.tsx'
import { PortalSearch, Tile, type TileProps } from './components/tile.tsx'
import { usePage, useTexts, useUrl } from './context.tsx'

export type { PortalSessionsProps } from './components/portal-sessions.tsx'
export type { TileProps } from './components/tile.tsx'

export interface PortalPageProps extends PortalSessionsProps {
  /** Already filtered by `category`. */
  readonly tiles: readonly TileProps[]
  /** Of all tiles of this person, by name. Empty: no chips are shown. */
  readonly categories: readonly { readonly name: string; readonly count: number }[]
  /** How many tiles there are without a filter. */
  readonly total: number
  readonly category?: string | undefined
  readonly favourites: Favourites
}

/** How many there are among all tiles, and whether only they are shown. */
interface Favourites {
  readonly count: number
  readonly only: boolean
}

/** GET /, with `?category=`. */
export function PortalPage(props: PortalPageProps) {
  const { portal } = useTexts()
  const url = useUrl()
  return (
    <PortalLayout title={portal.title} search={<PortalSearch />}>
      <h1 class="sr">{portal.title}</h1>
      <PortalSessions sessions={props.sessions} most={props.most} />
      <section class="stack" aria-labelledby="all">
        <div class="row">
          <h2 id="all">{portal.openWorkspace}</h2>
        </div>
        {(props.categories.length > 0 || props.favourites.count > 0) && (
          <nav class="chips" aria-label={portal.categories}>
            <a href={url('/')} aria-current={here(props) === '/' ? 'true' : undefined}>
              {portal.all} <span class="count">{props.total}</span>
            </a>
            <a
              href={url(FAVOURITES)}
              aria-current={props.favourites.only ? 'true' : undefined}
              hidden={props.favourites.count === 0}
            >
              {portal.favourites} <span class="count">{props.favourites.count}</span>
            </a>
            {props.categories.map(({ name, count }) => (
              <a
                key={name}
                href={url(`/?category=${encodeURIComponent(name)}`)}
                aria-current={name === props.category ? 'true' : undefined}
              >
                {name} <span class="count">{count}</span>
              </a>
            ))}
          </nav>
        )}
        <Tiles {...props} />
      </section>
    </PortalLayout>
  )
}

const FAVOURITES = '/?favourites'

/** The address of what is shown. */
function here(props: Pick<PortalPageProps, 'category' | 'favourites'>): string {
  if (props.favourites.only) return FAVOURITES
  return props.category === undefined ? '/' : `/?category=${encodeURIComponent(props.category)}`
}

/** While some tile waits for its image, the page asks for its own tiles again and again. */
function Tiles(props: Pick<PortalPageProps, 'tiles' | 'category' | 'favourites'>) {
  const { portal } = useTexts()
  const url = useUrl()
  const waiting = props.tiles.some(
    (tile) => tile.kind === 'container' && tile.state.kind !== 'ready',
  )
  const polling = waiting
    ? {
        'hx-get': url(here(props)),
        'hx-trigger': 'every 5s',
        'hx-select': '#tiles',
        'hx-target': 'this',
        'hx-swap': 'outerMorph',
      }
    : {}
  return (
    <div id="tiles" {...polling}>
      {props.tiles.length === 0 ? (
        <NoTiles {...props.favourites} />
      ) : (
        <>
          <div class="tiles" data-searched>
            {props.tiles.map((tile) => (
              <Tile key={tile.id} {...tile} />
            ))}
          </div>
          <div data-nothing-found hidden>
            <Empty title={portal.nothingFound}>
              <p>{portal.nothingFoundBody}</p>
            </Empty>
          </div>
        </>
      )}
    </div>
  )
}

function NoTiles({ only }: Favourites) {
  const { texts, viewer } = usePage()
  const { portal } = texts
  const url = useUrl()
  if (only) {
    return (
      <Empty title={portal.noFavourites}>
        <p>{portal.noFavouritesBody}</p>
      </Empty>
    )
  }
  return (
    <Empty title={portal.emptyTitle}>
      <p>{viewer?.admin ? portal.emptyAdminBody : portal.emptyBody}</p>
      {viewer?.admin && (
        <a class="btn primary" href={url('/admin/workspaces/new')}>
          {portal.createWorkspace}
        </a>
      )}
    </Empty>
  )
}

export { PortalSessions }
