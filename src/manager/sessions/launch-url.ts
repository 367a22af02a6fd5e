import { Invalid } from '../../errors.ts'

/** The page that a browser is to open first; only what a browser shows as a page. Empty: none. */
export function launchUrl(typed: string): string | undefined {
  if (typed === '') return undefined
  if (typed.length <= 2000 && URL.canParse(typed) && /^https?:$/.test(new URL(typed).protocol)) {
    return typed
  }
  throw new Invalid((t) => t.reasons.launchUrl, { url: (t) => t.reasons.launchUrl })
}
