import { describe, expect, test } from 'bun:test'
import { A, nameA, present, stage } from './testing/converger.ts'
import { refusing } from './testing/fake-engine.ts'

describe('a converger', () => {
  test('pauses, resumes, stops and starts, each with one call and in the same container', async () => {
    await using it = stage()
    await it.converger.compare()
    const goal = { ...present(A), ran: true }
    const steps = () => it.calls.filter((call) => / c\d/.test(call))
    it.want(present(A))
    await it.until(() => it.fact(A)?.state === 'running')
    for (const [change, state] of [
      [{ turn: 1, hold: 'paused' }, 'paused'],
      [{ turn: 2 }, 'running'],
      [{ turn: 3, hold: 'stopped' }, 'stopped'],
      [{ turn: 4, again: true }, 'running'],
      [{ turn: 4 }, 'running'],
    ] as const) {
      it.want({ ...goal, ...change })
      await it.until(() => it.fact(A)?.state === state && it.fact(A)?.turn === change.turn)
      await it.converger.compare()
    }
    expect(steps()).toEqual(['start c1', 'pause c1', 'unpause c1', 'stop c1', 'start c1'])
  })

  test('waits for the desktop of a session that was started again', async () => {
    const answers = [Promise.resolve(true), Promise.withResolvers<boolean>()] as const
    let knocks = 0
    await using it = stage({
      reach: () => (knocks++ === 0 ? answers[0] : answers[1].promise),
    })
    await it.converger.compare()
    it.want(present(A))
    await it.until(() => it.fact(A)?.state === 'running')
    it.want({ ...present(A), ran: true, turn: 1, hold: 'stopped' })
    await it.until(() => it.fact(A)?.state === 'stopped')
    it.want({ ...present(A), ran: true, turn: 2, again: true })
    await it.until(() => knocks === 2)
    expect(it.fact(A)?.state).toBe('starting')
    answers[1].resolve(true)
    await it.until(() => it.fact(A)?.state === 'running')
  })

  test('tells of a session that cannot be started again, and tries anew the next time', async () => {
    await using it = stage()
    it.put(nameA, { session: A, generation: 1, state: 'exited' })
    await it.converger.compare()
    const goal = { ...present(A), ran: true }
    it.fallIll((call) => (call === 'start' ? refusing() : undefined))
    it.want({ ...goal, turn: 2, again: true })
    await it.until(() => it.fact(A)?.state === 'failed')
    expect(it.fact(A)).toMatchObject({ turn: 2, failed: 'container' })
    it.want({ ...goal, turn: 3, hold: 'stopped' })
    await it.until(() => it.fact(A)?.state === 'stopped')
    it.fallIll(() => undefined)
    it.want({ ...goal, turn: 4, again: true })
    await it.until(() => it.fact(A)?.state === 'running')
    expect(it.containers.has(nameA)).toBe(true)
  })

  test('says what is in the way of a pause until it works', async () => {
    await using it = stage()
    it.put(nameA, { session: A, generation: 1 })
    await it.converger.compare()
    it.fallIll((call) => (call === 'pause' ? refusing('the freezer is broken') : undefined))
    it.want({ ...present(A), ran: true, turn: 1, hold: 'paused' })
    await it.until(() => it.fact(A)?.problem?.includes('freezer') === true)
    it.fallIll(() => undefined)
    await it.until(() => it.fact(A)?.state === 'paused')
    expect(it.fact(A)?.problem).toBeUndefined()
  })
})
