import { describe, expect, test } from 'bun:test'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { ProfileOrder } from '../../contract/goals.ts'
import { logger } from '../../log.ts'
import { temporaryFolder } from '../../testing/folder.ts'
import { until } from '../../testing/until.ts'
import { refusing } from '../testing/fake-engine.ts'
import { createProfileKeeper, type ProfileContext } from './keeper.ts'

const PROFILE = '0d4a1f7e-93a1-4a68-9a7b-5a2f0a6b1c22'
const SESSION = '7c1f0a52-6d0e-4f3b-8a11-0c9d8e7f6a5b'
const VOLUME = `casement-profile-${PROFILE}`
const IMAGE = { reference: 'casement/desktop', home: '/home/user' }
const never = new AbortController().signal

/** Docker's volumes as folders, and an image whose home has one file. */
function stage() {
  const folder = temporaryFolder()
  const volumes = join(folder.path, 'volumes')
  const data = join(volumes, VOLUME, '_data')
  const dataDir = join(folder.path, 'data')
  const holders: string[] = []
  const calls: string[] = []
  const engine: ProfileContext['engine'] = {
    volume: async (name) => {
      const there = readdirSync(folder.path).includes('volumes') && readdirSync(volumes)
      return there && there.includes(name) ? join(volumes, name, '_data') : undefined
    },
    createVolume: async (name) => {
      mkdirSync(join(volumes, name, '_data'), { recursive: true })
      return join(volumes, name, '_data')
    },
    removeVolume: async (name) => rmSync(join(volumes, name), { recursive: true, force: true }),
    sessionsWith: async () => [...holders],
    removeSources: async () => {},
    folderOf: async () => {
      calls.push('seed')
      const home = temporaryFolder()
      mkdirSync(join(home.path, 'user'))
      writeFileSync(join(home.path, 'user/.bashrc'), 'of the image')
      const tar = Bun.spawn(['tar', '-C', home.path, '-cf', '-', 'user'], { stdout: 'pipe' })
      await tar.exited
      home[Symbol.dispose]()
      return Readable.from(tar.stdout)
    },
  }
  const context = {
    ...{ engine, installation: 'here', dataDir, roots: [], log: logger('agent') },
    changed: () => {},
    retryMs: 5,
  }
  return {
    data,
    holders,
    calls,
    engine,
    keeper: () => createProfileKeeper(context),
    archives: () => readdirSync(join(dataDir, 'profiles', PROFILE)).sort(),
    note: (content: string) => writeFileSync(join(data, 'note'), content),
    read: () => readFileSync(join(data, 'note'), 'utf8'),
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  }
}

function goal(kind?: ProfileOrder['kind'], more: Partial<ProfileOrder> = {}) {
  const about = { profile: PROFILE, place: { volume: VOLUME } }
  if (!kind) return about
  const id = more.id ?? crypto.randomUUID()
  return { ...about, work: { kind, keep: [id], ...more, id } }
}

type Keeper = ReturnType<typeof createProfileKeeper>

/** Has it done, and gives back what is said of it. */
async function done(keeper: Keeper, wanted: ReturnType<typeof goal>) {
  keeper.want([wanted])
  const id = 'work' in wanted ? wanted.work.id : ''
  return until('the work', () => keeper.facts().find((fact) => fact.done === id))
}

function prepare(keeper: Keeper, session = SESSION) {
  return keeper.prepare({ id: PROFILE, place: { volume: VOLUME } }, session, IMAGE, never)
}

describe('a profile that is to be mounted', () => {
  test('is seeded from the home of the image once, and never again while it holds anything', async () => {
    using it = stage()
    await using keeper = it.keeper()
    await prepare(keeper)
    expect(readdirSync(it.data)).toEqual(['.bashrc'])
    it.note('mine')
    rmSync(join(it.data, '.bashrc'))
    await prepare(keeper)
    expect(readdirSync(it.data)).toEqual(['note'])
    expect(it.calls).toEqual(['seed'])
  })

  test('waits until no other container has it, and for work that is under way', async () => {
    using it = stage()
    await using keeper = it.keeper()
    it.holders.push('another session')
    let ready = false
    const prepared = prepare(keeper).then(() => {
      ready = true
    })
    const reset = done(keeper, goal('reset'))
    await Bun.sleep(20)
    expect(ready).toBe(false)
    expect(it.calls).toEqual([])
    it.holders.length = 0
    await Promise.all([prepared, reset])
    expect(readdirSync(it.data)).toEqual([])
  })

  test('is not prepared for a session that is no longer wanted', async () => {
    using it = stage()
    await using keeper = it.keeper()
    it.holders.push('another session')
    const gone = AbortSignal.abort()
    await keeper.prepare({ id: PROFILE, place: { volume: VOLUME } }, SESSION, IMAGE, gone)
    expect(it.calls).toEqual([])
  })

  test('is never mounted from a folder that this host does not allow', async () => {
    using it = stage()
    await using keeper = it.keeper()
    const etc = { id: PROFILE, place: { path: '/etc/profiles' } }
    await expect(keeper.prepare(etc, SESSION, IMAGE, never)).rejects.toThrow('profile-roots')
  })
})

describe('work', () => {
  test('saves, resets and restores; told again, it is not done again', async () => {
    using it = stage()
    await using keeper = it.keeper()
    await prepare(keeper)
    it.note('first')
    const snapshot = goal('snapshot')
    const fact = await done(keeper, snapshot)
    const id = fact.done ?? ''
    expect(fact.archives).toEqual([{ id, size: expect.any(Number) }])
    expect(fact.size).toBeGreaterThan(0)
    it.note('second')
    keeper.want([snapshot])
    await done(keeper, goal('reset'))
    expect(readdirSync(it.data)).toEqual([])
    await done(keeper, goal('restore', { snapshot: id }))
    expect(it.read()).toBe('first')
  })

  test('that an earlier life had done, or not quite, ends the same', async () => {
    using it = stage()
    const snapshot = goal('snapshot')
    {
      await using keeper = it.keeper()
      await prepare(keeper)
      it.note('first')
      await done(keeper, snapshot)
    }
    writeFileSync(join(it.data, '..', '_data.casement-part'), 'half of something')
    await using next = it.keeper()
    const fact = await done(next, snapshot)
    expect(fact.archives).toHaveLength(1)
    expect(it.read()).toBe('first')
    expect(readdirSync(join(it.data, '..'))).toEqual(['_data'])
  })

  test('keeps the snapshots that are named, and removes what a kill left half written', async () => {
    using it = stage()
    await using keeper = it.keeper()
    await prepare(keeper)
    const first = (await done(keeper, goal('snapshot'))).done ?? ''
    const second = crypto.randomUUID()
    writeFileSync(join(it.data, 'more'), 'x')
    await done(keeper, goal('snapshot', { id: second, keep: [second, first] }))
    expect(it.archives()).toHaveLength(2)
    const third = crypto.randomUUID()
    const fact = await done(keeper, goal('snapshot', { id: third, keep: [third, second] }))
    expect(it.archives()).toEqual([`${second}.tar.zst`, `${third}.tar.zst`].sort())
    expect(fact.archives?.map(({ id }) => id).sort()).toEqual([second, third].sort())
  })

  test('waits for the container of a session that ended', async () => {
    using it = stage()
    await using keeper = it.keeper()
    await prepare(keeper)
    it.holders.push(SESSION)
    const wanted = goal('reset')
    keeper.want([wanted])
    await Bun.sleep(20)
    expect(keeper.facts()[0]?.done).toBeUndefined()
    it.holders.length = 0
    await done(keeper, wanted)
  })

  test('that cannot be done is given up with a sentence, and nothing is lost', async () => {
    using it = stage()
    await using keeper = it.keeper()
    await prepare(keeper)
    it.note('kept')
    const fact = await done(keeper, goal('restore', { snapshot: crypto.randomUUID() }))
    expect(fact.problem).toContain('Choose another one')
    expect(it.read()).toBe('kept')
  })

  test('of deletion goes on until it works, and leaves nothing', async () => {
    using it = stage()
    await using keeper = it.keeper()
    await prepare(keeper)
    await done(keeper, goal('snapshot'))
    const { removeVolume } = it.engine
    let failures = 3
    it.engine.removeVolume = (name) =>
      failures-- > 0 ? Promise.reject(refusing('volume is in use')) : removeVolume(name)
    const fact = await done(keeper, goal('delete'))
    expect(fact.size).toBe(0)
    expect(() => it.archives()).toThrow('ENOENT')
    expect(await it.engine.volume(VOLUME)).toBeUndefined()
  }, 60_000)
})
