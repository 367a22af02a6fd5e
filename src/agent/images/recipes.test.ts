import { describe, expect, test } from 'bun:test'
import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { imagesDir } from '../../paths.ts'
import { temporaryFolder } from '../../testing/folder.ts'
import { readRecipes } from './recipes.ts'

const FAMILY = {
  'base/Dockerfile': 'FROM debian:bookworm-slim\nCOPY start.sh /\n',
  'base/start.sh': '#!/bin/sh\n',
  'desktop/Dockerfile': 'FROM casement/base\nCOPY look /\n',
  'desktop/look/a': 'a',
  'desktop/look/b': 'b',
  'other/Dockerfile': 'FROM debian:bookworm-slim\n',
  'README.md': 'No recipe.',
} as const

/** The hashes of the family with some files changed, by reference. */
function hashes(changes: Readonly<Record<string, string>> = {}) {
  using folder = temporaryFolder()
  for (const [path, content] of Object.entries({ ...FAMILY, ...changes })) {
    const file = join(folder.path, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, content)
    utimesSync(file, 0, Math.floor(Math.random() * 1e9))
  }
  const recipes = readRecipes(folder.path)
  return Object.fromEntries([...recipes].map(([reference, { hash }]) => [reference, hash]))
}

describe('readRecipes', () => {
  test('says the same of the same files, wherever and whenever they were written', () => {
    expect(hashes()).toEqual(hashes())
    expect(Object.keys(hashes()).sort()).toEqual([
      'casement/base',
      'casement/desktop',
      'casement/other',
    ])
  })

  test('says another of a changed recipe and of those that stand on it, and no other', () => {
    const before = hashes()
    const after = hashes({ 'base/start.sh': '#!/bin/sh\nexit\n' })
    expect(after['casement/base']).not.toBe(before['casement/base'])
    expect(after['casement/desktop']).not.toBe(before['casement/desktop'])
    expect(after['casement/other']).toBe(before['casement/other'])
  })

  test('tells files apart whose bytes are the same one after the other', () => {
    const one = hashes({ 'desktop/look/a': 'aa', 'desktop/look/b': 'b' })
    const two = hashes({ 'desktop/look/a': 'a', 'desktop/look/b': 'ab' })
    expect(one['casement/desktop']).not.toBe(two['casement/desktop'])
  })

  test('refuses a recipe that stands on nothing', () => {
    expect(() => hashes({ 'base/Dockerfile': 'RUN true\n' })).toThrow('without FROM')
  })

  test('finds ours', () => {
    const recipes = readRecipes(imagesDir)
    const parents = [...recipes.values()].map(({ reference, parent }) => [reference, parent])
    expect(Object.fromEntries(parents)).toEqual({
      'casement/base': 'debian:bookworm-slim',
      'casement/desktop': 'casement/base',
      'casement/desktop-deluxe': 'casement/desktop',
      'casement/firefox': 'casement/base',
    })
    const paths = recipes.get('casement/desktop')?.files.map(({ path }) => path)
    expect(paths).toContain('rootfs/usr/local/bin/session.sh')
  })

  test('finds in ours no link, which the executable would leave out', () => {
    const all = readdirSync(imagesDir, { recursive: true, withFileTypes: true })
    expect(all.filter((one) => one.isSymbolicLink()).map(({ name }) => name)).toEqual([])
  })

  test.each(['policies.json', 'preferences'])('finds one %s for Firefox, alone or not', (name) => {
    const recipes = readRecipes(imagesDir)
    const [alone, beside] = ['casement/firefox', 'casement/desktop-deluxe'].map(
      (reference) => recipes.get(reference)?.files.find(({ path }) => path === name)?.content,
    )
    expect(alone).toBeDefined()
    expect(beside).toEqual(alone)
  })
})
