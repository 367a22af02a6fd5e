import { describe, expect, test } from 'bun:test'
import { Invalid } from '../../errors.ts'
import { english } from '../../texts/index.ts'
import { readForm } from '../web/form.ts'
import { parseEnvironment } from './environment.ts'
import { parseWorkspace } from './parse.ts'
import { KEEPS_NOTHING } from './parse-keeps.ts'

type Fields = Record<string, string>
const CONTAINER: Fields = {
  maxPerUser: '2',
  kind: 'container',
  name: 'Desktop',
  description: 'A desktop',
  icon: 'monitor',
  tint: '3',
  categories: 'Desktops,  Daily , Daily,',
  image: 'casement/desktop',
  cores: '0.5',
  memory: '4 GiB',
  sharedMemory: '512 MB',
  environment: 'LANG=de_DE.UTF-8\r\n\r\nEMPTY=\r\nQUERY=a=b c',
  enabled: 'on',
}
const LINK: Fields = {
  kind: 'link',
  name: 'Wiki',
  icon: 'link',
  tint: '0',
  url: 'https://wiki.example/start?a=b',
}

async function parse(fields: Fields) {
  const body = new URLSearchParams(fields)
  const request = new Request('https://desk.example', { method: 'POST', body })
  return parseWorkspace(await readForm(request), ['/srv/profiles'])
}

async function problems(fields: Fields): Promise<Record<string, string>> {
  try {
    await parse(fields)
  } catch (error) {
    if (!(error instanceof Invalid)) throw error
    const entries = Object.entries(error.fields).map(([name, say]) => [name, say(english)])
    return Object.fromEntries(entries)
  }
  return {}
}

describe('a workspace as typed', () => {
  test('of the container kind', async () => {
    expect(await parse(CONTAINER)).toEqual({
      kind: 'container',
      name: 'Desktop',
      description: 'A desktop',
      icon: 'monitor',
      tint: 3,
      categories: ['Desktops', 'Daily'],
      tags: [],
      zones: [],
      labels: [],
      image: 'casement/desktop',
      cores: 0.5,
      memory: 4 * 1024 ** 3,
      sharedMemory: 512_000_000,
      environment: { LANG: 'de_DE.UTF-8', EMPTY: '', QUERY: 'a=b c' },
      maxSessions: 0,
      maxPerUser: 2,
      ...KEEPS_NOTHING,
      enabled: true,
      linkUrl: '',
      groups: { chosen: [] },
    })
  })

  test('of the link kind ignores what belongs to the other', async () => {
    const parsed = await parse({ ...LINK, image: 'not an image', cores: 'x' })
    expect(parsed).toMatchObject({ kind: 'link', linkUrl: LINK.url, image: '', enabled: false })
  })
})

describe('is refused beside its field', () => {
  test.each<[string, string, string]>([
    ['kind', 'vm', 'Container or Link'],
    ['name', '', 'must not be empty'],
    ['maxSessions', '-1', 'from 0 to 10000'],
    ['maxPerUser', '10001', 'from 0 to 10000'],
    ['name', 'n'.repeat(65), 'at most 64'],
    ['name', 'a\u0000b', 'one line'],
    ['name', 'a\nset-cookie: x', 'one line'],
    ['name', 'a\u2028b', 'one line'],
    ['description', 'd'.repeat(301), 'at most 300'],
    ['icon', '../../etc/passwd', 'one of the icons'],
    ['icon', 'constructor', 'one of the icons'],
    ['tint', '6', 'one of the colours'],
    ['tint', '-1', 'one of the colours'],
    ['categories', 'c'.repeat(65), 'more than 64'],
    ['categories', 'a,b,c,d,e,f,g,h,i,j,k', 'more than 10'],
    ['tags', 't'.repeat(41), 'more than 40'],
    ['tags', Array.from({ length: 21 }, (_, index) => index).join(), 'more than 20 tags'],
    ['tags', 'a\u0000b', 'one line'],
    ['labels', 'gpu, two words', '“two words” is no label'],
    ['labels', 'a=b=c', 'is no label'],
    ['labels', Array.from({ length: 51 }, (_, index) => `l${index}`).join(), 'more than 50'],
    ['zones', 'a\u0000b', 'cannot be a zone'],
    ['image', '', 'must not be empty'],
    ['image', 'Casement/Desktop', 'not an image reference'],
    ['image', '--privileged', 'not an image reference'],
    ['cores', '0', 'from 0.1 to 256'],
    ['cores', '257', 'from 0.1 to 256'],
    ['cores', '-2', 'from 0.1 to 256'],
    ['cores', 'NaN', 'from 0.1 to 256'],
    ['cores', '1e2', 'from 0.1 to 256'],
    ['cores', '', 'from 0.1 to 256'],
    ['memory', '4096', 'number and its unit'],
    ['memory', '1 MB', 'from 64 MiB'],
    ['memory', '99999 TiB', 'number and its unit'],
    ['memory', '5 TiB', 'to 4 TiB'],
    ['sharedMemory', 'lots', 'number and its unit'],
    ['sharedMemory', '5 GiB', 'part of the memory'],
    ['environment', 'not a line', 'Line 1'],
    ['environment', 'A=1\nVNC_PW=x', 'Line 2: VNC_PW is set by the platform'],
    ['environment', 'A=1\nA=2', 'Line 2: A is there already'],
  ])('%s: %p', async (field, typed, sentence) => {
    expect((await problems({ ...CONTAINER, [field]: typed }))[field]).toContain(sentence)
  })

  test.each([
    '',
    'wiki.example',
    'javascript:alert(1)',
    'JAVASCRIPT:alert(1)',
    'data:text/html,<script>',
    'file:///etc/passwd',
    'https://',
    'https://user:password@wiki.example',
    'https://wiki.example/\nx',
    `https://wiki.example/${'a'.repeat(2000)}`,
  ])('url: %p', async (url) => {
    expect(Object.keys(await problems({ ...LINK, url }))).toEqual(['url'])
  })

  test('all at once', async () => {
    const found = await problems({ ...CONTAINER, name: '', image: 'X', cores: '0', memory: '' })
    expect(Object.keys(found).sort()).toEqual(['cores', 'image', 'memory', 'name'].sort())
  })
})

describe('the environment', () => {
  test.each([
    'VNC_PW',
    'HOME',
    'USER',
    'LOGNAME',
    'DISPLAY',
    'PATH',
    'XAUTHORITY',
    'home',
    'LD_PRELOAD',
  ])('does not take %p', (name) => {
    const refused = parseEnvironment(`${name}=x`)
    expect(typeof refused === 'function' && refused(english)).toContain('set by the platform')
  })

  test('takes names of the language as names', () => {
    const parsed = parseEnvironment('__proto__=x\nconstructor=y')
    expect(Object.entries(parsed)).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ])
  })

  test.each(['1A=x', 'A B=x', 'A-B=x', '=x', 'A', `A=${'x'.repeat(4097)}`, 'A=\u001b[2J'])(
    '%p is no line of it',
    (line) => {
      expect(typeof parseEnvironment(line)).toBe('function')
    },
  )

  test('of too many variables is refused', () => {
    const lines = Array.from({ length: 101 }, (_, i) => `A${i}=x`)
    expect(typeof parseEnvironment(lines.join('\n'))).toBe('function')
    expect(typeof parseEnvironment(lines.slice(1).join('\n'))).toBe('object')
  })
})
