import { describe, expect, test } from 'bun:test'
import { containerName } from './container.ts'
import { A, absent, B, nameA, present, stage } from './testing/converger.ts'
import { gone, refusing } from './testing/fake-engine.ts'

describe('a converger', () => {
  test('finds a session that ran before it started, and never calls it absent meanwhile', async () => {
    const told: (string | undefined)[] = []
    await using it = stage({ changed: () => told.push(it.fact(A)?.state) })
    let failures = 2
    it.fallIll((call) => (call === 'container' && failures-- > 0 ? gone() : undefined))
    it.put(nameA, { session: A, generation: 1 })
    await it.converger.compare()
    it.want(present(A, 1, true))
    while (failures >= 0) {
      await Bun.sleep(1)
      it.converger.resume()
    }
    await it.until(() => it.fact(A)?.state === 'running')
    expect(told).not.toContain('absent')
    expect(it.calls).not.toContain('create')
  })

  test('makes a session and says where it answers, with no call too many', async () => {
    await using it = stage()
    await it.converger.compare()
    it.want(present(A))
    await it.until(() => it.fact(A)?.state === 'running')

    expect(it.fact(A)?.address).toEqual({ host: '172.18.0.2', port: 5901 })
    expect(it.calls).toEqual(['image casement/desktop', 'create', 'start c1', 'container'])
  })

  test('does nothing more for goals that are told again', async () => {
    await using it = stage()
    await it.converger.compare()
    it.want(present(A))
    await it.until(() => it.fact(A)?.state === 'running')
    const calls = it.calls.length

    it.want(present(A))
    await it.converger.compare()
    it.want(present(A))
    expect(it.calls).toHaveLength(calls)
  })

  test('leaves everything alone before the first snapshot', async () => {
    await using it = stage()
    it.put(nameA, { session: A, generation: 1 })
    await it.converger.compare()
    await it.converger.compare()
    expect(it.containers.has(nameA)).toBe(true)
    expect(it.converger.facts()).toEqual([])
  })

  test('makes nothing before it has seen what is there', async () => {
    await using it = stage()
    it.put(nameA, { session: A, generation: 1 })
    it.want(present(A))
    expect(it.calls).toEqual([])

    await it.converger.compare()
    await it.until(() => it.fact(A)?.state === 'running')
    expect(it.calls).toEqual(['container'])
  })

  test('is not disturbed by the events of its own steps', async () => {
    const answer = Promise.withResolvers<boolean>()
    let knocks = 0
    await using it = stage({
      reach: () => {
        knocks++
        return answer.promise
      },
    })
    await it.converger.compare()
    it.want(present(A))
    await it.until(() => knocks === 1)
    it.converger.notice({ session: A, action: 'start' })
    answer.resolve(true)
    await it.until(() => it.fact(A)?.state === 'running')
    expect(it.calls.filter((call) => call === 'container')).toHaveLength(1)
  })

  test('removes what is in no goal', async () => {
    await using it = stage()
    it.put(nameA, { session: A, generation: 1 })
    it.put(containerName(B), { session: B, generation: 1 })
    await it.converger.compare()
    it.want(present(B))
    await it.until(() => !it.containers.has(nameA))
    expect(it.containers.has(containerName(B))).toBe(true)
  })

  test('confirms an end when container and volumes are gone', async () => {
    await using it = stage()
    it.put(nameA, { session: A, generation: 1 })
    it.volumes.set('profile', `casement.session=${A}`)
    it.volumes.set('of-another', `casement.session=${B}`)
    await it.converger.compare()
    it.want(absent(A))
    await it.until(() => it.fact(A)?.state === 'absent')
    expect(it.containers.size).toBe(0)
    expect([...it.volumes.keys()]).toEqual(['of-another'])
  })

  test('retries each step of an end alone until it works', async () => {
    await using it = stage()
    it.put(nameA, { session: A, generation: 1 })
    it.volumes.set('profile', `casement.session=${A}`)
    const ill = new Set(['remove', 'volumes', 'removeVolume'])
    it.fallIll((call) => (ill.delete(call) ? refusing('device is busy') : undefined))
    await it.converger.compare()
    it.want(absent(A))
    await it.until(() => it.fact(A)?.state === 'absent')
    expect(it.containers.size + it.volumes.size).toBe(0)
    expect(it.calls.filter((call) => call.startsWith('remove c'))).toHaveLength(2)
  })

  test('ends what runs unknown to Docker in a container that cannot be started', async () => {
    await using it = stage()
    const ended = () => it.calls.some((call) => call.startsWith('endLeftovers c'))
    it.fallIll((call) => (call === 'start' && !ended() ? refusing('already exists') : undefined))
    await it.converger.compare()
    it.want(present(A))
    await it.until(() => it.fact(A)?.state === 'running')
    expect(it.calls.filter((call) => call === 'create')).toHaveLength(1)
  })

  test('ends what runs unknown to Docker in a container that never started, once it is removed', async () => {
    await using it = stage()
    it.put(nameA, { session: A, generation: 1, state: 'created' })
    await it.converger.compare()
    it.want(absent(A))
    await it.until(() => it.fact(A)?.state === 'absent')
    const [container] = it.calls
      .filter((call) => call.startsWith('remove '))
      .map((it) => it.slice(7))
    expect(it.calls.filter((call) => call.startsWith('endL'))).toEqual([
      `endLeftovers ${container}`,
    ])
  })

  test('adopts a container that took the name meanwhile', async () => {
    await using it = stage()
    await it.converger.compare()
    it.put(nameA, { session: A, generation: 1 })
    it.want(present(A))
    await it.until(() => it.fact(A)?.state === 'running')
    expect(it.containers.get(nameA)?.id).toBe('c1')
  })

  test('replaces a container of an older generation', async () => {
    await using it = stage()
    it.put(nameA, { session: A, generation: 1 })
    await it.converger.compare()
    it.want(present(A, 2))
    await it.until(() => it.fact(A)?.state === 'running')
    expect(it.containers.get(nameA)).toMatchObject({ id: 'c2', generation: 2 })
  })

  test("does not touch another installation's container, and says so", async () => {
    await using it = stage()
    await it.converger.compare()
    it.put(nameA, { session: A, generation: 1, installation: 'elsewhere' })
    it.want(present(A))
    await it.until(() => it.fact(A)?.state === 'failed')
    expect(it.fact(A)?.problem).toContain('docker rm --force')
    expect(it.fact(A)?.failed).toBe('container')
    expect(it.containers.get(nameA)?.installation).toBe('elsewhere')
  })

  test('waits for an image and then goes on', async () => {
    const image = Promise.withResolvers<void>()
    await using it = stage({ obtain: () => image.promise, percentOf: () => 34 })
    it.images.clear()
    await it.converger.compare()
    it.want(present(A))
    await it.until(() => it.fact(A)?.state === 'pulling')
    expect(it.fact(A)?.percent).toBe(34)

    it.images.add('casement/desktop')
    image.resolve()
    await it.until(() => it.fact(A)?.state === 'running')
  })

  test('gives up waiting for an image when the session is no longer wanted', async () => {
    await using it = stage({ obtain: () => new Promise(() => {}) })
    it.images.clear()
    await it.converger.compare()
    it.want(present(A))
    await it.until(() => it.fact(A)?.state === 'pulling')
    it.want(absent(A))
    await it.until(() => it.fact(A)?.state === 'absent')
    expect(it.calls).not.toContain('create')
  })

  test('says why an image cannot be had, and does not ask again for this generation', async () => {
    let asked = 0
    await using it = stage({
      obtain: async () => {
        asked++
        throw new Error('the registry does not know it')
      },
    })
    it.images.clear()
    await it.converger.compare()
    it.want(present(A))
    await it.until(() => it.fact(A)?.state === 'failed')
    expect(it.fact(A)?.problem).toBe('the registry does not know it')
    expect(it.fact(A)?.failed).toBe('image')
    await it.converger.compare()
    expect(asked).toBe(1)
  })

  test('does not blame an image for an absence of Docker', async () => {
    let away = true
    await using it = stage({
      obtain: async (image) => {
        if (away) throw gone()
        it.images.add(image)
      },
    })
    it.images.clear()
    await it.converger.compare()
    it.want(present(A))
    await it.until(() => it.calls.includes('image casement/desktop'))
    await it.converger.compare()
    expect(it.fact(A)?.state).not.toBe('failed')

    away = false
    await it.until(() => {
      it.converger.resume()
      return it.fact(A)?.state === 'running'
    })
  })

  test('reports a container that cannot be made after three tries', async () => {
    await using it = stage()
    it.fallIll((call) => (call === 'create' ? refusing() : undefined))
    await it.converger.compare()
    it.want(present(A))
    await it.until(() => it.fact(A)?.state === 'failed')
    expect(it.fact(A)?.problem).toContain('no space left on device')
    expect(it.calls.filter((call) => call === 'create')).toHaveLength(3)
  })

  test('goes on where it was when Docker comes back', async () => {
    await using it = stage()
    await it.converger.compare()
    it.fallIll((call) => (call === 'start' ? gone() : undefined))
    it.want(present(A))
    await it.until(() => it.calls.includes('start c1'))
    expect(it.fact(A)?.state).toBe('starting')

    it.fallIll(() => undefined)
    await it.converger.compare()
    it.converger.resume()
    await it.until(() => it.fact(A)?.state === 'running')
    expect(it.calls.filter((call) => call === 'create')).toHaveLength(1)
  })

  test('starts nothing while the firewall does not stand, but ends what must end', async () => {
    let stands = false
    await using it = stage({ mayStart: () => stands })
    it.put(containerName(B), { session: B, generation: 1 })
    await it.converger.compare()
    it.want(present(A), absent(B))
    await it.until(() => it.fact(B)?.state === 'absent')
    expect(it.calls).not.toContain('create')

    stands = true
    it.converger.resume()
    await it.until(() => it.fact(A)?.state === 'running')
  })

  test('reports an end by itself, from an event or from the comparison alone', async () => {
    await using it = stage()
    it.put(nameA, { session: A, generation: 1 })
    it.put(containerName(B), { session: B, generation: 1 })
    await it.converger.compare()
    it.want(present(A), present(B))
    await it.until(() => it.fact(A)?.state === 'running' && it.fact(B)?.state === 'running')

    it.alter(nameA, { state: 'exited', exitCode: 137, outOfMemory: true })
    it.converger.notice({ session: A, action: 'die' })
    await it.until(() => it.fact(A)?.state === 'exited')
    expect(it.fact(A)).toMatchObject({ exitCode: 137, outOfMemory: true })

    it.alter(containerName(B), { state: 'exited', exitCode: 1 })
    await it.converger.compare()
    await it.until(() => it.fact(B)?.state === 'exited')
    expect(it.fact(B)).toMatchObject({ exitCode: 1, outOfMemory: false })
  })

  test('starts again what ended with the machine, once', async () => {
    await using it = stage({ machineBegan: () => 2000 })
    it.put(nameA, { session: A, generation: 1, state: 'exited', exitCode: 255, startedAt: 1000 })
    it.put(containerName(B), { session: B, generation: 1, state: 'exited', startedAt: 3000 })
    await it.converger.compare()
    it.want(present(A), present(B))
    await it.until(() => it.fact(A)?.state === 'running' && it.fact(B)?.state === 'exited')
    expect(it.calls.filter((call) => call.startsWith('start'))).toHaveLength(1)

    it.alter(nameA, { state: 'exited', startedAt: 3000, exitCode: 1 })
    it.converger.notice({ session: A, action: 'die' })
    await it.until(() => it.fact(A)?.state === 'exited')
  })

  test('says that a session vanished and makes no empty one in its place', async () => {
    await using it = stage()
    it.put(nameA, { session: A, generation: 1 })
    await it.converger.compare()
    it.want(present(A))
    await it.until(() => it.fact(A)?.state === 'running')
    it.containers.delete(nameA)
    await it.converger.compare()
    await it.until(() => it.fact(A)?.state === 'absent')
    expect(it.calls).not.toContain('create')
  })

  test('says that a program in a living session was ended for memory', async () => {
    let killed = false
    await using it = stage({ ranOutOfMemory: () => killed })
    it.put(nameA, { session: A, generation: 1 })
    await it.converger.compare()
    it.want(present(A))
    await it.until(() => it.fact(A)?.state === 'running')
    killed = true
    await it.converger.compare()
    await it.until(() => it.fact(A)?.outOfMemory === true)
    expect(it.fact(A)?.state).toBe('running')
  })

  test('believes the event of an end for memory where the container does not say', async () => {
    await using it = stage()
    it.put(nameA, { session: A, generation: 1 })
    await it.converger.compare()
    it.want(present(A))
    await it.until(() => it.fact(A)?.state === 'running')
    it.converger.notice({ session: A, action: 'oom' })
    it.alter(nameA, { state: 'exited', exitCode: 137 })
    it.converger.notice({ session: A, action: 'die' })
    await it.until(() => it.fact(A)?.state === 'exited')
    expect(it.fact(A)?.outOfMemory).toBe(true)
  })

  test('stops without touching a container', async () => {
    const it = stage({
      reach: async (_desktop, signal) => {
        if (!signal.aborted) await new Promise((done) => signal.addEventListener('abort', done))
        return false
      },
    })
    await it.converger.compare()
    it.want(present(A))
    await it.until(() => it.calls.includes('container'))
    await it[Symbol.asyncDispose]()
    expect(it.containers.get(nameA)?.state).toBe('running')
    expect(it.calls.some((call) => call.startsWith('remove'))).toBe(false)
  })
})
