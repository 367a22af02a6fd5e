/** How a person wants pages to look. */
export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

/**
 * A cookie that says a person's choice of language and theme, and nothing else: `de.dark`. The front door has
 * its own pages and no database; they shall look as the others do.
 */
export const LOOK_COOKIE = 'casement-look'

export type Look = { readonly language: string | undefined; readonly theme: Theme }

export function lookCookie(language: string, theme: Theme): string {
  return `${LOOK_COOKIE}=${language}.${theme}`
}

/** From a `Cookie` field; whatever has another form says nothing. */
export function lookIn(cookies: string): Look {
  const [, language, theme] =
    /(?:^|;\s*)casement-look=([a-z]{2})?\.([a-z]+)(?:;|$)/.exec(cookies) ?? []
  return { language, theme: THEMES.find((one) => one === theme) ?? 'system' }
}
