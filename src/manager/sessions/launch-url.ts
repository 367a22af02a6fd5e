import { Invalid } from '../../errors.ts'

/** The page that a browser is to open first; only what a browser shows as a page. Empty: none. */
export function launchUrl(typed: string): string | undefined {
  return typed === '' ? undefined : requiredUrl(typed)
}

/** The same where there has to be one. */
export function requiredUrl(typed: string): string {
  if (typed.length <= 2000 && URL.canParse(typed) && /^https?:$/.test(new URL(typed).protocol)) {
    return typed
  }
  throw new Invalid((t) => t.reasons.launchUrl, { url: (t) => t.reasons.launchUrl })
}
