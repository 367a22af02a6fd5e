import type { VNode } from 'preact'
import type { PageContext } from '../../../views/context.tsx'
import { renderFragment, renderPage } from '../../../views/render.tsx'
import { relativeUrl } from '../../../views/url.ts'
import type { SignedIn } from '../../db/logins.ts'
import { lookCookie, lookIn, THEMES, type Theme } from '../../domain/look.ts'
import type { Texts } from '../../texts/index.ts'
import { CATALOGUES, languageOf, preferredLanguage } from '../../texts/languages.ts'
import { compressed } from './compressed.ts'
import { pathOf, wantedBy } from './request.ts'

type Init = {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** It holds a secret: it goes as it is, for the length of what is packed tells of it (BREACH). */
  readonly secret?: boolean
  /** The path of the page that htmx sent the form of, where that is not the request's own. */
  readonly shownOn?: string
}

/** How a handler answers: in the asker's language and theme, every URL relative to the page. */
export type Answer = {
  readonly texts: PageContext['texts']
  page(element: VNode, init?: Init): Response
  /** A piece for htmx. `shownOn`: the path of the page that swaps it in. */
  fragment(element: VNode, shownOn: string, init?: Init): Response
  /** The page; or, where htmx sent the form of this very page, only the piece that it swaps. */
  pageOrPiece(page: VNode, piece: VNode, init?: Init): Response
  json(value: unknown, init?: Init): Response
  /** A browser goes to `to`, a path of ours, next; also one whose request htmx sent. */
  redirect(to: string, init?: Init): Response
}

/** What answers need to know of the process: the clock, and where assets are. */
export type AnswerDeps = { readonly now: () => number; readonly assets: string }

const VARY = 'accept, accept-encoding, accept-language, hx-request, hx-request-type, hx-boosted'
const HTML = { 'content-type': 'text/html; charset=utf-8', vary: VARY }

export function answerTo(
  request: Request,
  viewer: SignedIn | undefined,
  { now, assets }: AnswerDeps,
): Answer {
  const { path } = pathOf(request)
  const texts = textsFor(request, viewer)
  const context = (shownOn: string): PageContext => ({
    path: shownOn,
    viewer: viewer && { name: viewer.fullName || viewer.username, admin: viewer.admin },
    theme: themeOf(viewer?.theme),
    texts,
    now: new Date(now()),
    assets,
  })
  const look = lookOf(request, viewer)
  const byHtmx = wantedBy(request) === 'fragment'
  const page: Answer['page'] = (element, init) =>
    respond(request, renderPage(context(path), element), { ...HTML, ...look }, init)
  const fragment: Answer['fragment'] = (element, shownOn, init) =>
    respond(request, renderFragment(context(shownOn), element), HTML, init)
  return {
    texts,
    page,
    fragment,
    pageOrPiece: (whole, piece, init) =>
      byHtmx ? fragment(piece, init?.shownOn ?? path, init) : page(whole, init),
    json: (value, init) =>
      respond(
        request,
        JSON.stringify(value),
        { 'content-type': 'application/json', vary: VARY },
        init,
      ),
    redirect: (to, init) => {
      if (!byHtmx)
        return respond(request, null, { location: relativeUrl(path, to) }, { status: 303, ...init })
      // fetch would follow a 303 by itself and htmx would swap the next page into this one.
      return respond(request, null, { 'hx-redirect': relativeUrl(init?.shownOn ?? path, to) }, init)
    },
  }
}

/** What the person chose, else what the browser asks for; pages for admins are in English only. */
function textsFor(request: Request, viewer: SignedIn | undefined): Texts {
  if (/^\/admin(\/|$)/.test(pathOf(request).path)) return CATALOGUES.en
  const chosen = languageOf(viewer?.language ?? '')
  return CATALOGUES[chosen ?? preferredLanguage(request.headers.get('accept-language'))]
}

/** Tells the front door how its own pages are to look to this person, where it does not know it yet. */
function lookOf({ headers }: Request, viewer: SignedIn | undefined): Record<string, string> {
  if (!viewer) return {}
  const theme = themeOf(viewer.theme)
  const language = languageOf(viewer.language ?? '')
  const known = lookIn(headers.get('cookie') ?? '')
  if (known.language === language && known.theme === theme) return {}
  const cookie = lookCookie(language ?? '', theme)
  return { 'set-cookie': `${cookie}; Path=/; Max-Age=31536000; Secure; HttpOnly; SameSite=Lax` }
}

export function themeOf(stored: string | undefined): Theme {
  return THEMES.find((theme) => theme === stored) ?? 'system'
}

function respond(
  request: Request,
  text: string | null,
  headers: Record<string, string>,
  init: Init = {},
): Response {
  const bare = text === null || init.secret === true
  const { body, coding } = bare ? { body: text, coding: undefined } : compressed(text, request)
  return new Response(body, {
    status: init.status ?? 200,
    headers: {
      ...headers,
      ...(coding === undefined ? {} : { 'content-encoding': coding }),
      ...init.headers,
    },
  })
}
