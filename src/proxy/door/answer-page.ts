import { createHash } from 'node:crypto'
import type { Theme } from '../../domain/look.ts'
import type { Texts } from '../../texts/index.ts'
import type { Answer } from './answers.ts'

const STYLE = `:root{color-scheme:light dark;--ink:light-dark(oklch(.235 .014 225),oklch(.945 .005 210));
--ink-2:light-dark(oklch(.44 .014 220),oklch(.76 .01 212));--line:light-dark(oklch(.905 .005 210),oklch(.3 .012 220));
--raised:light-dark(#fff,oklch(.248 .012 220));--accent:light-dark(oklch(.455 .088 205),oklch(.785 .082 198))}
:root[data-theme=light]{color-scheme:light}:root[data-theme=dark]{color-scheme:dark}
body{margin:0;min-height:100dvh;display:grid;place-items:center;font:.875rem/1.5 system-ui,sans-serif;
background:light-dark(oklch(.977 .003 210),oklch(.175 .01 220));color:var(--ink)}
main{max-width:30rem;padding:2rem;display:grid;gap:.75rem}
svg{width:4rem;margin-block-end:.5rem;fill:var(--raised);stroke:var(--line);stroke-width:1.5;stroke-linejoin:round}
svg .pane{fill:light-dark(oklch(.955 .004 210),oklch(.15 .009 220))}svg .knob{stroke:var(--accent);stroke-width:2;stroke-linecap:round}
h1{font-size:1.5rem;line-height:1.2;letter-spacing:-.015em;margin:0;text-wrap:balance}
p{margin:0;color:var(--ink-2)}nav{display:flex;flex-wrap:wrap;gap:.5rem;margin-block:.5rem}
a{padding:.4rem .8rem;border:1px solid var(--line);border-radius:7px;background:var(--raised);color:var(--ink);font-weight:540;text-decoration:none}
a:first-child{background:var(--accent);border-color:transparent;color:light-dark(#fff,oklch(.19 .03 215))}
a:focus-visible{outline:2px solid var(--accent);outline-offset:2px}@media(pointer:coarse){a{padding-block:.7rem}}
small{color:light-dark(oklch(.52 .014 218),oklch(.68 .012 214));overflow-wrap:anywhere}code{font-family:ui-monospace,Consolas,monospace}`

/** Lets the page have the style above and nothing else. */
export const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64')

/** A casement that is shut. */
const PICTURE = `<svg viewBox="0 0 40 48" aria-hidden="true"><rect x="1" y="1" width="38" height="46" rx="4"/>
<rect class="pane" x="5" y="5" width="14" height="38"/><rect class="pane" x="21" y="5" width="14" height="38"/>
<path d="M5 24h14M21 24h14"/><path class="knob" d="M17 27v4M23 27v4"/></svg>`

/** Worth another try: nothing is wrong with the request itself. */
const PASSING: ReadonlySet<number> = new Set([408, 502, 503, 504])

/** What of the request the page goes by. */
export type PageForm = {
  readonly requestId: string
  readonly theme: Theme
  /** What was asked for among our pages; undefined where it was none of them, or is not known. */
  readonly path: string | undefined
  /** Asking for it again does no harm. */
  readonly reading: boolean
}

/** Whether the page loads again by itself. */
export function reloads({ status }: Pick<Answer, 'status'>, { reading }: PageForm): boolean {
  return reading && status === 503
}

/** A page that needs nothing but itself: no other part of ours may be there to give it. */
export function answerPage(answer: Answer, form: PageForm, { common, frontDoor }: Texts): string {
  const [title, body] = [answer.title(frontDoor), answer.body(frontDoor)].map((text) =>
    Bun.escapeHTML(text),
  )
  const theme = form.theme === 'system' ? '' : ` data-theme="${form.theme}"`
  const wait = reloads(answer, form) ? `<p>${Bun.escapeHTML(frontDoor.reloads)}</p>` : ''
  return `<!doctype html><html lang="${common.language}"${theme}><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>${title}</title>
<style>${STYLE}</style></head><body><main>${PICTURE}<h1>${title}</h1>
<p>${body}</p>${wait}${links(answer, form, frontDoor)}
<small>${Bun.escapeHTML(common.requestId)} <code>${form.requestId}</code></small></main></body></html>`
}

/** Relative, for we may live below a path; an empty address is the page's own. */
function links({ status }: Answer, form: PageForm, texts: Texts['frontDoor']): string {
  const up = '../'.repeat(Math.max(0, (form.path?.split('/').length ?? 0) - 2)) || './'
  const again = `<a href="">${Bun.escapeHTML(texts.again)}</a>`
  const home = form.path === undefined ? '' : `<a href="${up}">${Bun.escapeHTML(texts.home)}</a>`
  const all = (form.reading && PASSING.has(status) ? again : '') + home
  return all === '' ? '' : `<nav>${all}</nav>`
}
