import { describe, expect, test } from 'bun:test'
import {
  fullness,
  isPersonal,
  isPlainPath,
  personalize,
  profilePath,
  templateProblem,
} from './profile.ts'

const ROOTS = ['/srv/profiles', '/mnt/homes']
const USER = '0d4a1f7e-93a1-4a68-9a7b-5a2f0a6b1c22'
const OTHER = '7c1f0a52-6d0e-4f3b-8a11-0c9d8e7f6a5b'
const WORKSPACE = '11111111-1111-4111-8111-111111111111'

describe('a template of a host path', () => {
  test('is taken below an allowed folder', () => {
    for (const good of [
      '/srv/profiles/{username}/{user_id}',
      '/mnt/homes/{user_id}',
      '/srv/profiles/a b/{workspace_id}/{user_id}-home',
    ]) {
      expect(templateProblem(good, ROOTS)).toBeUndefined()
    }
  })

  test.each([
    ['/srv/profiles/{user_id}/../../etc', 'form'],
    ['/srv/profiles/./{user_id}', 'form'],
    ['/srv/profiles//{user_id}', 'form'],
    ['/srv/profiles/{user_id}/', 'form'],
    ['srv/profiles/{user_id}', 'form'],
    ['/srv/profiles/{user_id', 'form'],
    ['/srv/profiles/{user_id}\n', 'form'],
    ['', 'form'],
    ['/srv/profiles/{home}/{user_id}', 'placeholder'],
    ['/srv/profiles/{}/{user_id}', 'placeholder'],
    ['/srv/profiles/{constructor}{user_id}', 'placeholder'],
    ['/srv/profiles/{username}', 'nobody'],
    ['/etc/{user_id}', 'outside'],
    ['/srv/profiles-of-others/{user_id}', 'outside'],
    ['/{user_id}', 'outside'],
  ])('is refused: %j', (template, kind) => {
    expect<string | undefined>(templateProblem(template, ROOTS)?.kind).toBe(kind)
  })

  test('is refused where no folder is allowed at all', () => {
    expect(templateProblem('/srv/profiles/{user_id}', [])?.kind).toBe('no roots')
  })
})

describe('the folder of a profile', () => {
  const template = '/srv/profiles/{username}/{user_id}'

  test('is the person’s and the workspace’s', () => {
    const path = profilePath(template, { userId: USER, username: 'maren.okafor' }, WORKSPACE)
    expect(path).toBe(`/srv/profiles/maren.okafor/${USER}/${WORKSPACE}`)
    const named = profilePath(
      '/srv/{workspace_id}/{user_id}',
      { userId: USER, username: 'x' },
      WORKSPACE,
    )
    expect(named).toBe(`/srv/${WORKSPACE}/${USER}`)
  })

  test.each([
    '..',
    '.',
    '../../etc',
    'a/b',
    '/etc',
    'a\0b',
    'a\nb',
    '',
    '{user_id}',
    '{workspace_id}',
    '-rf',
    '.ssh',
    '\u202e',
    'é',
    OTHER,
    OTHER.replaceAll('-', ''),
    'x'.repeat(65),
  ])('is under the id where the name is %j', (username) => {
    const path = profilePath(template, { userId: USER, username }, WORKSPACE)
    expect(path).toBe(`/srv/profiles/${USER}/${USER}/${WORKSPACE}`)
    expect(isPlainPath(path)).toBe(true)
  })
})

test('a value of an environment takes the names of its owner, as they are', () => {
  const owner = { userId: USER, username: "o'{user_id}" }
  expect(personalize('{username} is {user_id}, not {HOME}', owner)).toBe(
    `o'{user_id} is ${USER}, not {HOME}`,
  )
  expect(isPersonal('{username}')).toBe(true)
  expect(isPersonal('{HOME} username')).toBe(false)
})

test('a profile is nearly full from nine tenths on, and over at its quota', () => {
  expect(fullness(89, 100)).toBeUndefined()
  expect(fullness(90, 100)).toBe('near')
  expect(fullness(100, 100)).toBe('over')
  expect(fullness(1e12, 0)).toBeUndefined()
})
