import { describe, expect, test } from 'bun:test'
import type { ImageFact } from '../../contract/checkin.ts'
import { until } from '../../testing/until.ts'
import { DockerRefused, DockerUnreachable } from '../docker-errors.ts'
import { RECIPE_LABEL } from './build.ts'
import type { ImageEngine } from './builder.ts'
import type { Recipe } from './recipes.ts'
import { createImages } from './service.ts'

const QUIET = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
const DEBIAN = 'debian:bookworm-slim'

function recipe(reference: string, parent: string, hash = '1'): Recipe {
  const content = new TextEncoder().encode(`FROM ${parent}\n`)
  return { reference, parent, hash, files: [{ path: 'Dockerfile', content }] }
}

type Work = () => AsyncIterable<unknown>

/** Docker in memory, where what a pull or a build says comes from `script`. */
function stage({ present = [] as readonly string[], hash = '1' } = {}) {
  const images = new Map(present.map((name) => [name, { id: `old ${name}`, hash: '1' }]))
  const done: string[] = []
  const script = new Map<string, Work>()
  const seen: ImageFact[] = []
  let ill: Error | undefined
  let makeDebian = async () => {
    images.set(DEBIAN, { id: 'made', hash: '' })
  }

  async function* work(what: string, reference: string, signal: AbortSignal) {
    done.push(`${what} ${reference}`)
    for await (const message of script.get(reference)?.() ?? []) {
      yield message
      signal.throwIfAborted()
    }
    images.set(reference, { id: `new ${reference}`, hash })
  }
  const engine: ImageEngine = {
    async image(reference) {
      if (ill) throw ill
      const found = images.get(reference) ?? images.get(`${reference}:latest`)
      return (
        found && {
          id: found.id,
          user: '',
          home: '/home/user',
          size: 7,
          labels: { [RECIPE_LABEL]: found.hash },
        }
      )
    },
    pull: (reference, signal) => work('pull', reference, signal),
    build: (_context, { t }, signal) => work('build', String(t), signal),
    removeImage: async (id) => {
      done.push(`remove ${id}`)
      if (id === 'in use') throw new DockerRefused('Docker Engine refused: it is in use.', 409)
    },
  }
  const recipes = [
    recipe('casement/base', DEBIAN, hash),
    recipe('casement/desktop', 'casement/base', hash),
    recipe('casement/desktop-office', 'casement/desktop', hash),
    recipe('casement/firefox', 'casement/base', hash),
  ]
  const service = createImages(engine, {
    recipes: new Map(recipes.map((one) => [one.reference, one])),
    makeDebian: () => {
      done.push('debootstrap')
      return makeDebian()
    },
    buildProxy: '',
    changed: () => seen.push(...service.facts()),
    log: QUIET,
  })
  return {
    service,
    images,
    done,
    script,
    seen,
    fact: (reference: string) => service.facts().find((fact) => fact.reference === reference),
    fallIll: (error: Error | undefined) => {
      ill = error
    },
    failDebian: (problem: string) => {
      makeDebian = async () => {
        throw new Error(problem)
      }
    },
    [Symbol.asyncDispose]: () => service[Symbol.asyncDispose](),
  }
}

async function* saying(...messages: unknown[]) {
  yield* messages
}

const NO_HOST =
  'Get "https://registry.example/v2/": dial tcp: lookup registry.example: no such host'

describe('an image from a registry', () => {
  test('is pulled once for all who ask, with its tag', async () => {
    await using it = stage()
    await Promise.all([it.service.ensure('team/app'), it.service.ensure('team/app')])
    await it.service.ensure('team/app')
    expect(it.done).toEqual(['pull team/app:latest'])
    expect(it.fact('team/app')).toMatchObject({ state: 'ready', percent: 100, size: 7 })
  })

  test('that is forgotten while somebody asks for it ends with the agent nevertheless', async () => {
    await using it = stage()
    let pulling = false
    it.script.set('app:1', async function* () {
      pulling = true
      yield { status: 'Waiting' }
      await until('the end', () => !pulling)
    })
    const asked = it.service.ensure('app:1')
    it.service.want({ images: [], imageRetries: {} })
    await until('the pull', () => pulling)
    expect(it.fact('app:1')).toMatchObject({ state: 'pulling' })
    pulling = false
    await asked
  })

  test('shows how far it is', async () => {
    await using it = stage()
    const progressDetail = { current: 50, total: 100 }
    it.script.set('app:1', () => saying({ status: 'Downloading', id: 'a', progressDetail }))
    await it.service.ensure('app:1')
    expect(it.seen[0]).toMatchObject({ state: 'pulling', percent: 0, message: 'Pulling app:1.' })
    expect(it.seen.at(-1)).toMatchObject({ state: 'ready' })
  })

  test('that fails after a good beginning says why, and is tried again when an admin asks', async () => {
    await using it = stage()
    it.script.set('app:1', () => saying({ status: 'Downloading' }, { error: NO_HOST }))
    it.service.want({ images: ['app:1'], imageRetries: {} })
    await until('the failure', () => it.fact('app:1')?.state === 'failed')
    expect(it.fact('app:1')?.message).toMatch(/^The registry of app:1 .* tried again by itself\.$/)
    await expect(it.service.ensure('app:1')).rejects.toThrow('cannot be reached')

    it.service.want({ images: ['app:1'], imageRetries: {} })
    expect(it.done).toEqual(['pull app:1'])

    it.script.delete('app:1')
    it.service.want({ images: ['app:1'], imageRetries: { 'app:1': 1 } })
    await until('the second try', () => it.fact('app:1')?.state === 'ready')
    expect(it.done).toEqual(['pull app:1', 'pull app:1'])
  })

  test('that somebody removed is pulled again', async () => {
    await using it = stage()
    await it.service.ensure('app:1')
    it.images.delete('app:1')
    await it.service.ensure('app:1')
    expect(it.done).toEqual(['pull app:1', 'pull app:1'])
  })

  test('that is wanted no more is forgotten', async () => {
    await using it = stage()
    it.service.want({ images: ['app:1'], imageRetries: {} })
    await until('the image', () => it.fact('app:1')?.state === 'ready')
    it.service.want({ images: [], imageRetries: {} })
    expect(it.service.facts()).toEqual([])
  })

  test('that never comes does not keep the agent from stopping', async () => {
    const it = stage()
    it.script.set('app:1', async function* () {
      for (;;) {
        await Bun.sleep(1)
        yield { status: 'Downloading' }
      }
    })
    const asked = it.service.ensure('app:1')
    await until('the pull', () => it.done.length > 0)
    await it.service[Symbol.asyncDispose]()
    await expect(asked).rejects.toThrow('abort')
  })
})

describe('an image of ours', () => {
  test('is built with all that it stands on', async () => {
    await using it = stage()
    it.script.set('casement/base', () =>
      saying({ stream: 'Step 1/2 : FROM x\nStep 2/2 : USER 0\n' }),
    )
    await it.service.ensure('casement/desktop')
    expect(it.done).toEqual([`pull ${DEBIAN}`, 'build casement/base', 'build casement/desktop'])
    const building = it.seen.filter(({ state }) => state === 'building')
    expect(building.map(({ message }) => message)).toContain('Building casement/base: step 2 of 2.')
    const percents = building.map(({ percent }) => percent)
    expect(percents).toEqual(percents.toSorted((a, b) => a - b))
  })

  test('waits for its turn; what both stand on is built once', async () => {
    await using it = stage({ present: [DEBIAN] })
    const gate = Promise.withResolvers<void>()
    it.script.set('casement/base', async function* () {
      await gate.promise
      yield { stream: '' }
    })
    it.service.want({ images: ['casement/desktop', 'casement/firefox'], imageRetries: {} })
    await until('the build', () => it.done.length > 0)
    expect(it.fact('casement/firefox')).toMatchObject({ state: 'building', percent: 0 })
    expect(it.fact('casement/firefox')?.message).toContain('Waits')
    gate.resolve()
    await until('both', () => it.service.facts().every(({ state }) => state === 'ready'))
    expect(it.done).toEqual([
      'build casement/base',
      'build casement/desktop',
      'build casement/firefox',
    ])
  })

  test('that stands on another one lets those go first that do not', async () => {
    await using it = stage({ present: [DEBIAN, 'casement/base'] })
    const images = ['casement/desktop', 'casement/desktop-office', 'casement/firefox']
    it.service.want({ images, imageRetries: {} })
    await until('all', () => it.service.facts().every(({ state }) => state === 'ready'))
    expect(it.done).toEqual([
      'build casement/desktop',
      'build casement/firefox',
      'build casement/desktop-office',
    ])
  })

  test('serves in its old form until the new one is built', async () => {
    const ours = ['casement/base', 'casement/desktop']
    await using it = stage({ present: [DEBIAN, ...ours], hash: '2' })
    const gate = Promise.withResolvers<void>()
    it.script.set('casement/desktop', async function* () {
      await gate.promise
      yield { stream: '' }
    })
    await it.service.ensure('casement/desktop')
    expect(it.fact('casement/desktop')).toMatchObject({ state: 'ready', percent: 100 })
    await until('the build', () => it.done.includes('build casement/desktop'))
    expect(it.fact('casement/desktop')?.message).toContain('newer version is being built')
    gate.resolve()
    await until('the end', () => it.fact('casement/desktop')?.message === '')
    expect(it.done).toEqual([
      'build casement/base',
      'build casement/desktop',
      'remove old casement/desktop',
      'remove old casement/base',
    ])
  })

  test('that is current is left alone', async () => {
    await using it = stage({ present: ['casement/desktop'] })
    await it.service.ensure('casement/desktop:latest')
    await it.service.ensure('casement/desktop')
    expect(it.done).toEqual([])
  })

  test('that somebody replaced is left alone: two agents on one host would never end', async () => {
    await using it = stage({ present: ['casement/desktop'] })
    await it.service.ensure('casement/desktop')
    await until('the look at it', () => it.fact('casement/desktop')?.state === 'ready')
    it.images.set('casement/desktop', { id: 'theirs', hash: 'theirs' })
    await it.service.ensure('casement/desktop')
    it.service.want({ images: ['casement/desktop'], imageRetries: { 'casement/desktop': 1 } })
    await until('the look at it', () => it.fact('casement/desktop')?.message === '')
    expect(it.done).toEqual([])
  })

  test('stands on a Debian made here where none can be pulled', async () => {
    await using it = stage()
    it.script.set(DEBIAN, () => saying({ error: NO_HOST }))
    await it.service.ensure('casement/base')
    expect(it.done).toEqual([`pull ${DEBIAN}`, 'debootstrap', 'build casement/base'])
    expect(it.seen.map(({ message }) => message).join()).toContain('since it cannot be pulled')
  })

  test('says both reasons where it can neither be pulled nor made', async () => {
    await using it = stage()
    it.script.set(DEBIAN, () => saying({ error: NO_HOST }))
    it.failDebian('debootstrap is not installed.')
    await expect(it.service.ensure('casement/base')).rejects.toThrow(
      /no such host.* made on this host, which failed too: debootstrap is not installed\.$/,
    )
  })

  test('does not blame Debian where Docker Engine is absent', async () => {
    await using it = stage()
    it.fallIll(new DockerUnreachable('Docker Engine does not run on this host.'))
    it.service.want({ images: ['casement/base'], imageRetries: {} })
    await until('the failure', () => it.fact('casement/base')?.state === 'failed')
    expect(it.fact('casement/base')?.message).toStartWith(
      'Docker Engine does not run on this host.',
    )
    expect(it.done).toEqual([])
  })

  test('is ready although its old form is in use', async () => {
    await using it = stage({ hash: '2' })
    it.images.set('casement/base', { id: 'in use', hash: '1' })
    it.images.set(DEBIAN, { id: 'debian', hash: '' })
    it.service.want({ images: ['casement/base'], imageRetries: {} })
    await until('the end', () => it.done.includes('remove in use'))
    await until('the news', () => it.fact('casement/base')?.message === '')
    expect(it.fact('casement/base')?.state).toBe('ready')
  })
})

test('a stream of thousands of messages is told now and then', async () => {
  await using it = stage()
  it.script.set('app:1', async function* () {
    for (let current = 0; current <= 10_000; current++) {
      yield { status: 'Downloading', id: 'a', progressDetail: { current, total: 10_000 } }
    }
  })
  await it.service.ensure('app:1')
  expect(it.fact('app:1')?.state).toBe('ready')
  expect(it.seen.length).toBeLessThan(10)
})
