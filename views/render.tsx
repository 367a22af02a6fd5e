import type { VNode } from 'preact'
import { render } from 'preact-render-to-string'
import { type PageContext, PageContextProvider } from './context.tsx'

/** A whole document. */
export function renderPage(context: PageContext, element: VNode): string {
  return `<!doctype html>${renderFragment(context, element)}`
}

/** A piece for htmx to swap in. `context.path` is the path of the page that shows it. */
export function renderFragment(context: PageContext, element: VNode): string {
  return render(<PageContextProvider value={context}>{element}</PageContextProvider>)
}
