import { expect, test } from 'bun:test'
import { containerName } from './container.ts'
import { A, absent, B, nameA, present, stage } from './testing/converger.ts'
import { refusing } from './testing/fake-engine.ts'

test('tells what a container wrote last, and of an end even where its log cannot be read', async () => {
  await using it = stage()
  let unreadable = true
  it.engine.lastWords = async () => {
    if (unreadable) throw refusing('the log is damaged')
    return 'starting\n  no display\n'
  }
  it.put(nameA, { session: A, generation: 1, state: 'exited', exitCode: 3 })
  await it.converger.compare()
  it.want(present(A))
  await it.until(() => it.fact(A)?.state === 'exited')
  expect(it.fact(A)).not.toHaveProperty('said')

  unreadable = false
  it.put(containerName(B), { session: B, generation: 1, state: 'exited', exitCode: 3 })
  await it.converger.compare()
  it.want(present(B))
  await it.until(() => it.fact(B)?.state === 'exited')
  expect(it.fact(B)?.said).toBe('starting no display')
})

test('says why an end is not done, and no more once it is', async () => {
  await using it = stage()
  it.put(nameA, { session: A, generation: 1 })
  await it.converger.compare()
  it.want(present(A))
  await it.until(() => it.fact(A)?.state === 'running')
  let ill = true
  it.fallIll((call) => (ill && call === 'remove' ? refusing('device busy') : undefined))
  it.want(absent(A))
  await it.until(() => it.fact(A)?.problem !== undefined)
  expect(it.fact(A)?.problem).toContain('device busy')
  ill = false
  await it.until(() => it.fact(A)?.state === 'absent')
  expect(it.fact(A)).not.toHaveProperty('problem')
})
