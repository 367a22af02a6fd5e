import { describe, expect, test } from 'bun:test'
import { CATALOGUES, LANGUAGES, languageOf, preferredLanguage } from './languages.ts'

describe('preferredLanguage', () => {
  const cases: [string | null, string][] = [
    [null, 'en'],
    ['', 'en'],
    ['de', 'de'],
    ['de-AT,de;q=0.9,en;q=0.8', 'de'],
    ['pt-BR, fr;q=0.5, en;q=0.1', 'fr'],
    ['en;q=0.3, DE;q=0.7', 'de'],
    ['de;q=0, fr;q=0.1', 'fr'],
    ['ja, *;q=0.5', 'en'],
    ['de;q=often', 'en'],
    [`${'x,'.repeat(600)}de`, 'en'],
  ]
  for (const [header, language] of cases) {
    test(`${header?.slice(0, 40)} reads ${language}`, () => {
      expect(preferredLanguage(header)).toBe(languageOf(language) ?? 'en')
    })
  }
})

test('each catalogue says of itself what it is, in words of its own', () => {
  for (const language of LANGUAGES) {
    expect(CATALOGUES[language].common.language).toBe(language)
    expect(Intl.NumberFormat.supportedLocalesOf(CATALOGUES[language].common.locale)).toHaveLength(1)
  }
  expect(new Set(LANGUAGES.map((one) => CATALOGUES[one].signin.password)).size).toBe(3)
})
