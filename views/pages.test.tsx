import { describe, expect, test } from 'bun:test'
import { renderPage } from './render.tsx'
import { allSamples, sampleContext } from './samples/index.ts'
import { outline, type Tag } from './samples/outline.ts'

const URL_ATTRIBUTES = ['href', 'src', 'action', 'hx-get', 'hx-post', 'data-ticket', 'data-stream']

const pages = allSamples().map((sample) => {
  const html = renderPage(sampleContext(sample), sample.page)
  return { ...sample, html, tags: outline(html) }
})

function named(tags: readonly Tag[], name: string): Tag[] {
  return tags.filter((tag) => tag.name === name)
}

for (const { name, html, tags } of pages) {
  describe(`the page ${name}`, () => {
    test('has one heading of the first rank, one main part and a title', () => {
      expect(named(tags, 'h1')).toHaveLength(1)
      expect(named(tags, 'main')).toHaveLength(1)
      expect(named(tags, 'title').filter(({ within }) => within.includes('head'))).toHaveLength(1)
      expect(html).toStartWith('<!doctype html><html lang="en"')
    })

    test('has nothing that its content security policy forbids', () => {
      const inline = tags.filter(
        (tag) => tag.name === 'style' || (tag.name === 'script' && !tag.attributes.has('src')),
      )
      expect(inline).toEqual([])
      const attributes = new Set(tags.flatMap((tag) => [...tag.attributes.keys()]))
      const forbidden = [...attributes].filter(
        (attribute) =>
          attribute === 'style' || attribute.startsWith('on') || attribute.startsWith('hx-on'),
      )
      expect(forbidden).toEqual([])
      const triggers = tags.map(({ attributes }) => attributes.get('hx-trigger') ?? '')
      expect(triggers.filter((trigger) => trigger.includes('['))).toEqual([])
    })

    test('knows its own addresses by relative URLs only', () => {
      const absolute = tags.flatMap(({ attributes }) => {
        // A link tile leads elsewhere: that is what it is for.
        if (attributes.get('target') === '_blank') return []
        return URL_ATTRIBUTES.map((attribute) => attributes.get(attribute) ?? '').filter((url) =>
          /^([a-z]+:|\/)/i.test(url),
        )
      })
      expect(absolute).toEqual([])
    })

    test('gives every control a name and every reference its target', () => {
      const ids = tags.flatMap(({ attributes }) => attributes.get('id') ?? [])
      expect(ids.toSorted()).toEqual([...new Set(ids)].toSorted())
      const known = new Set(ids)
      const labelled = new Set(named(tags, 'label').map(({ attributes }) => attributes.get('for')))
      const nameless = tags.filter(
        ({ name, attributes, within }) =>
          ['input', 'select', 'textarea'].includes(name) &&
          attributes.get('type') !== 'hidden' &&
          !attributes.has('aria-label') &&
          !within.includes('label') &&
          !labelled.has(attributes.get('id')),
      )
      expect(nameless).toEqual([])
      const references = tags.flatMap(({ attributes }) =>
        ['for', 'aria-describedby', 'aria-labelledby', 'data-dialog', 'popovertarget'].flatMap(
          (attribute) => attributes.get(attribute)?.split(' ') ?? [],
        ),
      )
      expect(references.filter((reference) => !known.has(reference))).toEqual([])
      const anchors = named(tags, 'a').flatMap(({ attributes }) => attributes.get('href') ?? [])
      const dangling = anchors.filter((url) => url.startsWith('#') && !known.has(url.slice(1)))
      expect(dangling).toEqual([])
    })

    test('names its scripts and pictures for those who cannot see them', () => {
      const silent = named(tags, 'svg').filter(
        ({ attributes }) =>
          attributes.get('aria-hidden') !== 'true' && !attributes.get('aria-label'),
      )
      expect(silent).toEqual([])
      const buttons = named(tags, 'button').filter(({ attributes }) => !attributes.has('type'))
      expect(buttons).toEqual([])
    })
  })
}

const HOSTILE = [
  `<img src=x onerror=alert(1)>`,
  `"><script>alert(1)</script><b hx-get="/evil" hx-trigger="load" x="`,
  `' onfocus='alert(1)' autofocus='`,
  `\u202Etxt.exe\u202C </textarea></title></svg>`,
]

describe('what people typed', () => {
  for (const hostile of HOSTILE) {
    test(`stays text: ${JSON.stringify(hostile)}`, () => {
      const samples = allSamples(() => hostile)
      for (const [index, sample] of samples.entries()) {
        const html = renderPage(sampleContext(sample), sample.page)
        const shape = (tags: readonly Tag[]) =>
          tags.map(({ name, attributes }) => [name, ...attributes.keys()].join(' ')).join('\n')
        // The same elements with the same attributes as with harmless names, in the same order.
        expect(shape(outline(html)), sample.name).toBe(shape(pages[index]?.tags ?? []))
      }
    })
  }
})

test('somebody who is no admin sees no way into the administration', () => {
  const forMembers = pages.filter(({ member }) => member)
  expect(forMembers.length).toBeGreaterThan(0)
  for (const { tags } of forMembers) {
    const ways = tags.filter(({ attributes }) => attributes.get('href')?.includes('admin'))
    expect(ways).toEqual([])
  }
})

test('somebody who is not signed in is shown no account', () => {
  for (const { html } of pages.filter(({ signedOut }) => signedOut)) {
    expect(html).not.toContain('account-menu')
    expect(html).not.toContain('Maren Okafor')
  }
})
