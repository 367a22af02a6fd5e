import { afterAll, describe, expect, test } from 'bun:test'
import { mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Mount } from '../domain/run-settings.ts'
import { temporaryFolder } from '../testing/folder.ts'
import { prepareShare } from './share.ts'

const folder = temporaryFolder()
afterAll(() => folder[Symbol.dispose]())
const root = join(folder.path, 'root')
mkdirSync(join(root, 'all'), { recursive: true })
mkdirSync(join(folder.path, 'outside'))
symlinkSync(join(folder.path, 'outside'), join(root, 'way'))
writeFileSync(join(root, 'docker.sock'), '')

const offers = { devices: ['/dev/dri'], networks: ['lan'], volumeRoots: [root] }
const made: string[] = []
const engine = {
  volume: async () => undefined,
  createVolume: async (name: string) => {
    made.push(name)
    mkdirSync(join(folder.path, name))
    return join(folder.path, name)
  },
}

function mount(path: string, own = false): Mount {
  return { place: { path }, target: '/x', readOnly: false, own }
}

const uid = String(process.getuid?.() ?? 1000)
const share = (...volumes: Mount[]) => prepareShare(engine, offers, { volumes }, uid)

describe('what a session is to have of its host', () => {
  test('a folder that is there, and somebody’s own, which is made', async () => {
    await share(mount(join(root, 'all')), mount(join(root, 'people/ada'), true))
    expect(statSync(join(root, 'people/ada')).isDirectory()).toBe(true)
  })

  test.each([
    ['a folder outside', () => mount('/etc')],
    ['a folder by way of a link', () => mount(join(root, 'way'))],
    ['somebody’s own behind a link', () => mount(join(root, 'way/ada'), true)],
    ['a way up', () => mount(`${root}/../outside`)],
  ])('not %s', async (_, make) => {
    await expect(share(make())).rejects.toThrow('volume-roots')
  })

  test('not what is no folder, nor one for all that is not there', async () => {
    await expect(share(mount(join(root, 'docker.sock')))).rejects.toThrow('no folder')
    await expect(share(mount(join(root, 'absent')))).rejects.toThrow('no folder')
  })

  test('a named volume is made for whoever runs there', async () => {
    const volume = { place: { volume: 'casement-shared-a' }, target: '/x' }
    await share({ ...volume, readOnly: false, own: false })
    expect(made).toEqual(['casement-shared-a'])
  })

  test('no device and no network that its own configuration does not let out', async () => {
    const device = (host: string) => ({ devices: [{ host, inside: host, rights: 'rwm' }] })
    const ask = (run: Parameters<typeof prepareShare>[2]) => prepareShare(engine, offers, run, uid)
    await expect(ask(device('/dev/kvm'))).rejects.toThrow('session-devices')
    await expect(ask(device('/dev/dri/absent0'))).rejects.toThrow('There is no /dev/dri/absent0')
    await expect(ask({ network: 'other' })).rejects.toThrow('session-networks')
    expect(await ask({ network: 'lan' })).toEqual([])
    expect(await ask({ network: 'isolated' })).toEqual([])
  })
})
