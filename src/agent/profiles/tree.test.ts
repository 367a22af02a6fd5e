import { describe, expect, test } from 'bun:test'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '../../testing/folder.ts'
import { foldersOf, requireAllowed } from './places.ts'
import { archive, measure, recover, replace, unpack } from './tree.ts'

const KILLED = new Error('killed here')

function stage(content?: string) {
  const folder = temporaryFolder()
  const folders = foldersOf(join(folder.path, 'home'))
  if (content !== undefined) {
    mkdirSync(folders.data)
    writeFileSync(join(folders.data, 'note'), content)
  }
  return {
    ...folder,
    folders,
    note: () => readFileSync(join(folders.data, 'note'), 'utf8'),
    names: () => readdirSync(folder.path),
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  }
}

describe('a folder that takes the place of another', () => {
  test('is there whole, and nothing of the old is left', async () => {
    using it = stage('before')
    await replace(it.folders, async (part) => writeFileSync(join(part, 'note'), 'after'))
    expect(it.note()).toBe('after')
    expect(it.names()).toEqual(['home'])
  })

  test('leaves the old where filling it was cut short', async () => {
    using it = stage('before')
    const cut = replace(it.folders, async (part) => {
      writeFileSync(join(part, 'note'), 'aft')
      throw KILLED
    })
    await expect(cut).rejects.toThrow(KILLED)
    await recover(it.folders)
    expect(it.note()).toBe('before')
    expect(it.names()).toEqual(['home'])
  })

  test.each([
    ['before the old was moved', { data: 'before', next: 'after' }, 'before'],
    ['between the two moves', { old: 'before', next: 'after' }, 'after'],
    ['before the old was removed', { data: 'after', old: 'before' }, 'after'],
    ['in a way that left the old alone', { old: 'before', part: 'aft' }, 'before'],
  ] as const)('is whole after a kill %s', async (_, left, expected) => {
    using it = stage()
    for (const [which, content] of Object.entries(left)) {
      const path = { ...it.folders }[which as keyof typeof it.folders]
      mkdirSync(path)
      writeFileSync(join(path, 'note'), content)
    }
    await recover(it.folders)
    expect(it.note()).toBe(expected)
    expect(it.names()).toEqual(['home'])
  })
})

describe('an archive', () => {
  test('brings back files, folders and links as they were', async () => {
    using it = stage('kept')
    mkdirSync(join(it.folders.data, 'deep/er'), { recursive: true, mode: 0o751 })
    symlinkSync('/etc/passwd', join(it.folders.data, 'link'))
    const file = join(it.path, 'archives', 'one.tar.zst')
    await archive(it.folders.data, file)
    expect(existsSync(`${file}.part`)).toBe(false)
    await replace(it.folders, (part) => unpack(file, part))
    expect(it.note()).toBe('kept')
    expect(readdirSync(it.folders.data).sort()).toEqual(['deep', 'link', 'note'])
  })

  test('that is cut short harms nothing', async () => {
    using it = stage('kept')
    const file = join(it.path, 'one.tar.zst')
    await archive(it.folders.data, file)
    writeFileSync(file, readFileSync(file).subarray(0, 40))
    await expect(replace(it.folders, (part) => unpack(file, part))).rejects.toThrow()
    expect(it.note()).toBe('kept')
  })
})

test('a measure is of what lies on the disk', async () => {
  using it = stage('x'.repeat(100_000))
  expect(await measure(it.folders.data)).toBeGreaterThan(99_999)
})

describe('a folder that the manager names', () => {
  test('is below one that this host allows, also behind links', () => {
    using it = stage()
    const root = join(it.path, 'profiles')
    mkdirSync(join(root, 'sub'), { recursive: true })
    mkdirSync(join(it.path, 'elsewhere'))
    symlinkSync(join(it.path, 'elsewhere'), join(root, 'out'))
    requireAllowed(join(root, 'a/b'), [root])
    requireAllowed(join(root, 'sub/a'), [root])
    const outside = [`${root}/out/a`, `${root}/../elsewhere/a`, `${root}-2/a`, root, '/etc', 'a']
    for (const path of outside) expect(() => requireAllowed(path, [root])).toThrow('profile-roots')
    expect(() => requireAllowed(join(root, 'a'), [])).toThrow('profile-roots')
  })
})
