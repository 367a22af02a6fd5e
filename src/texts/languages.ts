import { german } from './de/index.ts'
import { french } from './fr/index.ts'
import { english, type Texts } from './index.ts'

/** BCP 47, as in `lang` attributes; the first is spoken where none of them is asked for. */
export const LANGUAGES = ['en', 'de', 'fr'] as const
export type Language = (typeof LANGUAGES)[number]

export const CATALOGUES: Readonly<Record<Language, Texts>> = {
  en: english,
  de: german,
  fr: french,
}

/** One of ours by its tag, whatever its region: `de-AT` is `de`. */
export function languageOf(tag: string): Language | undefined {
  const primary = tag.trim().split('-')[0]?.toLowerCase()
  return LANGUAGES.find((language) => language === primary)
}

/** What a browser asks for in Accept-Language: the first by weight that we speak, else English. */
export function preferredLanguage(accepted: string | null | undefined): Language {
  const wishes = (accepted ?? '').slice(0, 1000).split(',')
  const known = wishes.flatMap((wish) => {
    const [tag = '', ...parameters] = wish.split(';')
    const language = languageOf(tag)
    const weight = weightIn(parameters)
    return language && weight > 0 ? [{ language, weight }] : []
  })
  return known.sort((a, b) => b.weight - a.weight)[0]?.language ?? 'en'
}

/** RFC 9110, 12.4.2: absent is 1; what is no weight counts as none. */
function weightIn(parameters: readonly string[]): number {
  const given = parameters.map((one) => one.trim()).find((one) => one.startsWith('q='))
  if (given === undefined) return 1
  const weight = Number(given.slice(2))
  return Number.isFinite(weight) ? weight : 0
}
