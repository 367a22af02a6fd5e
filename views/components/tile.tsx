import type { ComponentChildren } from 'preact'
import { useTexts, useUrl } from '../context.tsx'
import { safeHref } from '../url.ts'
import { Favourite } from './favourite.tsx'
import { Icon, iconOr } from './icon.tsx'
import type { IconName } from './icon-paths.ts'

export type TileState =
  | { readonly kind: 'ready' }
  /** No agent has the image yet, one is at it. */
  | { readonly kind: 'preparing'; readonly percent: number }
  /** `reason`: what happened and what to do, in one or two sentences. */
  | { readonly kind: 'unavailable'; readonly reason: string }

interface TileBase {
  readonly id: string
  readonly name: string
  readonly description: string
  /** A name of WORKSPACE_ICONS. */
  readonly icon: string
  /** 0 to 5: the colour of the sash. */
  readonly tint: number
  readonly favourite: boolean
  /** Its tags and categories, which a search finds, too. */
  readonly words: readonly string[]
}

export type TileProps =
  | (TileBase & {
      readonly kind: 'container'
      readonly state: TileState
      /** A fresh uuid: pressing twice launches once. Sent as the field `key`. */
      readonly key: string
      /** A browser that can begin at an address; sent as the field `url`. */
      readonly takesUrl: boolean
    })
  | (TileBase & { readonly kind: 'link'; readonly url: string })

/** A small window: point at it and the sash swings on its hinge. */
export function Tile(tile: TileProps) {
  const texts = useTexts()
  if (tile.kind === 'container') return <ContainerTile {...tile} />
  const href = safeHref(tile.url)
  if (href === undefined) {
    return <UnavailableTile {...tile} reason={texts.portal.badAddress} />
  }
  return (
    <div class="tile-cell" data-search={searched(tile)}>
      <a
        class="tile"
        data-tint={tile.tint}
        href={href}
        target="_blank"
        rel="noopener noreferrer"
        title={tile.description || undefined}
      >
        <Pane icon={iconOr(tile.icon)} go="external-link" />
        <Caption name={tile.name}>{tile.description || texts.portal.opensLink}</Caption>
      </a>
      <Favourite id={tile.id} name={tile.name} marked={tile.favourite} />
    </div>
  )
}

function ContainerTile(tile: Extract<TileProps, { kind: 'container' }>) {
  const { portal } = useTexts()
  const url = useUrl()
  if (tile.state.kind === 'unavailable') {
    return <UnavailableTile {...tile} reason={tile.state.reason} />
  }
  const dialog = `address-${tile.id}`
  return (
    <div class="tile-cell" data-search={searched(tile)}>
      <form method="post" action={url(`/workspaces/${tile.id}/launch`)} data-once>
        <input type="hidden" name="key" value={tile.key} />
        <button
          class="tile"
          type="submit"
          data-tint={tile.tint}
          title={tile.description || undefined}
          data-workspace={tile.name}
        >
          <Pane icon={iconOr(tile.icon)} go="arrow-right" />
          <Caption name={tile.name}>
            {tile.state.kind === 'preparing'
              ? portal.preparing(tile.state.percent)
              : tile.description}
          </Caption>
        </button>
      </form>
      <Favourite id={tile.id} name={tile.name} marked={tile.favourite} />
      {tile.takesUrl && (
        <>
          <button
            class="btn icon quiet sm with-address"
            type="button"
            data-dialog={dialog}
            aria-label={portal.withAddress(tile.name)}
            title={portal.withAddress(tile.name)}
          >
            <Icon name="link" />
          </button>
          <dialog class="dialog" id={dialog} aria-labelledby={`${dialog}-title`}>
            <form method="post" action={url(`/workspaces/${tile.id}/launch`)} data-once>
              <header>
                <h2 id={`${dialog}-title`}>{portal.withAddress(tile.name)}</h2>
              </header>
              <div class="body">
                <input type="hidden" name="key" value={tile.key} />
                <div class="field">
                  <label for={`${dialog}-url`}>{portal.address}</label>
                  <input
                    class="input"
                    id={`${dialog}-url`}
                    name="url"
                    type="url"
                    required
                    aria-describedby={`${dialog}-help`}
                  />
                  <p class="help" id={`${dialog}-help`}>
                    {portal.addressHelp}
                  </p>
                </div>
              </div>
              <footer>
                <button class="btn" type="button" data-close>
                  {portal.cancelAddress}
                </button>
                <button class="btn primary" type="submit">
                  {portal.openAddress}
                </button>
              </footer>
            </form>
          </dialog>
        </>
      )}
    </div>
  )
}

function UnavailableTile(tile: TileBase & { reason: string }) {
  return (
    <div class="tile-cell" data-search={searched(tile)}>
      <button class="tile" type="button" data-tint={tile.tint} aria-disabled="true">
        <Pane icon="triangle-alert" go="x" />
        <Caption name={tile.name}>{tile.reason}</Caption>
      </button>
      <Favourite id={tile.id} name={tile.name} marked={tile.favourite} />
    </div>
  )
}

function Pane(props: { icon: IconName; go: IconName }) {
  return (
    <span class="pane">
      <span class="go">
        <Icon name={props.go} />
      </span>
      <span class="leaf">
        <Icon name={props.icon} />
      </span>
    </span>
  )
}

function Caption(props: { name: string; children: ComponentChildren }) {
  return (
    <span>
      <span class="nm">{props.name}</span>
      <span class="mt">{props.children}</span>
    </span>
  )
}

function searched(tile: TileBase): string {
  return [tile.name, tile.description, ...tile.words].join(' ').toLowerCase()
}

/** Filters the tiles of the page as one types; the browser's code does it, nothing is sent. */
export function PortalSearch() {
  const { portal } = useTexts()
  return (
    <search class="search">
      <Icon name="search" />
      <input
        class="input"
        type="search"
        aria-label={portal.search}
        placeholder={portal.search}
        data-search-field
      />
    </search>
  )
}
