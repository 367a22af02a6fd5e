import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Theme } from '../src/domain/look.ts'
import type { Texts } from '../src/texts/index.ts'
import { relativeUrl } from './url.ts'

/** What every page may know of its request. Permission is settled before a view is called. */
export interface PageContext {
  /**
   * The path of the page that the browser shows, without query, as routes name it (`/admin/users`).
   * A fragment is rendered with the path of the page it is swapped into, not with its own: the
   * browser resolves its relative URLs against the page.
   */
  readonly path: string
  /** Absent where nobody is signed in. */
  readonly viewer?: { readonly name: string; readonly admin: boolean } | undefined
  readonly theme: Theme
  readonly texts: Texts
  readonly now: Date
  /** Where browser assets are served: `/assets/<hash of the tree>`. */
  readonly assets: string
}

const Page = createContext<PageContext | undefined>(undefined)

export const PageContextProvider = Page.Provider

export function usePage(): PageContext {
  const page = useContext(Page)
  if (!page) throw new Error('A view was rendered without renderPage or renderFragment')
  return page
}

export function useTexts(): Texts {
  return usePage().texts
}

/** Turns a path of ours (`/admin/users`) into a URL relative to the page at hand. */
export function useUrl(): (to: string) => string {
  const { path } = usePage()
  return (to) => relativeUrl(path, to)
}
