import { describe, expect, test } from 'bun:test'
import { isImageReference } from './image-reference.ts'

describe('image references', () => {
  test.each([
    'casement/desktop',
    'debian:12',
    'localhost:5000/app',
    'registry.example.com/team/app:1.2',
    'Registry.example.com:443/a/b/c_d--e__f.g:V1-x_y',
    `app@sha256:${'a'.repeat(64)}`,
    `app:1@sha256:${'0'.repeat(64)}`,
  ])('%p is one', (text) => {
    expect(isImageReference(text)).toBe(true)
  })

  test.each([
    '',
    'Casement',
    'casement/Desktop',
    'a//b',
    '/a',
    'a/',
    'a:',
    'a b',
    'a:b:c',
    '../etc',
    '-v',
    '--privileged',
    'a;rm -rf /',
    'http://example.com/a',
    'a@sha256:abc',
    'a\n',
    `a${'/b'.repeat(200)}`,
    'é',
  ])('%p is none', (text) => {
    expect(isImageReference(text)).toBe(false)
  })

  test('takes no time over a hostile one', () => {
    const began = performance.now()
    isImageReference(`${'a'.repeat(254)}!`)
    isImageReference(`${'a-'.repeat(127)}!`)
    expect(performance.now() - began).toBeLessThan(50)
  })
})
