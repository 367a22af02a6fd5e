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

const OFFERS = [
  undefined,
  { devices: ['/dev/dri'], networks: ['lan'], volumeRoots: ['/srv/media'] },
  { devices: ['/dev/snd'], networks: [], volumeRoots: [] },
]

async function parse(fields: Fields) {
  const body = new URLSearchParams(fields)
  const request = new Request('https://desk.example', { method: 'POST', body })
  return parseWorkspace(await readForm(request), {
    profileRoots: ['/srv/profiles'],
    offers: OFFERS,
  })
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

describe('what a workspace says of its containers', () => {
  const NONE = { volumeSource: '', volumeTarget: '', volumeMode: 'rw', devices: '', network: '' }
  const config = (runConfig: string, more: Fields = {}): Fields => ({
    ...{ ...CONTAINER, ...NONE, runConfig, execConfig: '' },
    ...more,
  })

  test('is kept as typed, and by an older form left as it is', async () => {
    const typed = '{\n "hostname":  "studio"}'
    expect(await parse(config(typed, { network: 'lan' }))).toMatchObject({
      runConfig: typed,
      volumes: [],
      network: 'lan',
    })
    expect(await parse(CONTAINER)).not.toHaveProperty('runConfig')
  })

  test.each([
    ['{"hostname": "a",}', 'Line 1, character 18: a key in double quotes is expected'],
    ['{\n  hostname: 1}', 'Line 2, character 3: this is no JSON'],
    ['{"a": 1', 'Line 1, character 8: a closing } is missing'],
    ['{} {}', 'Line 1, character 4: this stands behind the end'],
    ['// x\n{}', 'JSON has no comments'],
    ['[]', 'It has to be an object'],
    ['"x"', 'It has to be an object'],
    [`{"hostname": "${'x'.repeat(20_001)}"}`, 'more than 20000 characters'],
  ])('JSON that is none is refused with its place: %p', async (typed, sentence) => {
    expect((await problems(config(typed))).runConfig).toContain(sentence)
  })

  test('all that is wrong with the keys is told at once', async () => {
    const wrong = '{"privileged": true, "ports": {}, "mem_limit": "1g", "user": "root"}'
    const { runConfig = '' } = await problems(config(wrong))
    for (const key of ['privileged', 'ports', 'mem_limit', 'user']) {
      expect(runConfig).toContain(`“${key}”`)
    }
    expect(runConfig).toContain('Never root.')
  })

  test('what no host has is refused beside its field, what none has together as well', async () => {
    const volume = { volumeSource: '/srv/other', volumeTarget: '/x' }
    expect(await problems(config('', volume))).toEqual({
      volumeSource: expect.stringContaining('No host offers the folder /srv/other'),
    })
    expect(await problems(config('{"volumes": ["/srv/other:/x"]}'))).toEqual({
      runConfig: expect.stringContaining('No host offers the folder /srv/other'),
    })
    expect(await problems(config('', { devices: '/dev/kvm' }))).toEqual({
      devices: expect.stringContaining('No host offers the device /dev/kvm'),
    })
    expect(await problems(config('{"network": "other"}'))).toEqual({
      runConfig: expect.stringContaining('No host offers the network other'),
    })
    expect(await problems(config('', { devices: '/dev/dri, /dev/snd' }))).toEqual({
      devices: expect.stringContaining('none that has all of them'),
    })
    expect(await problems(config('', { devices: '/dev/dri', network: 'lan' }))).toEqual({})
  })

  test('what is somebody’s own cannot be ready before they come', async () => {
    const own = { volumeSource: '/srv/media/{user_id}', volumeTarget: '/x', poolSize: '1' }
    expect(await problems(config('', own))).toEqual({
      poolSize: expect.stringContaining('/srv/media/{user_id} differs from person to person'),
    })
    const first = '{"first_launch": {"cmd": "a", "environment": {"A": "{username}"}}}'
    expect(await problems(config('', { execConfig: first, poolSize: '1' }))).toEqual({
      poolSize: expect.stringContaining('use assign'),
    })
    const assign = first.replace('first_launch', 'assign')
    expect(await problems(config('', { execConfig: assign, poolSize: '1' }))).toEqual({})
  })

  test('shared memory stays below the memory, two things have two places', async () => {
    expect((await problems(config('{"shm_size": "900g"}'))).runConfig).toContain('Shared memory')
    const twice = config('{"tmpfs": {"/x": ""}}', { volumeSource: 'a1', volumeTarget: '/x' })
    expect((await problems(twice)).runConfig).toContain('/x is the place of two things')
  })
})
