import { describe, expect, test } from 'bun:test'
import type { Goal } from '../contract/goals.ts'
import type { Container } from './container.ts'
import { factOf, type Memory, nextStep, type PresentGoal, type Step, type Wish } from './plan.ts'

const session = '0d4a1f7e-93a1-4a68-9a7b-5a2f0a6b1c22'
const spec = {
  image: 'casement/desktop',
  cores: 1,
  memory: 1,
  sharedMemory: 0,
  environment: {},
  password: 'abcdefgh',
  hostname: 'desktop',
}
const present: PresentGoal = { session, generation: 2, want: 'present', ran: false, spec }
const paused: PresentGoal = { ...present, ran: true, turn: 1, hold: 'paused' }
const stopped: PresentGoal = { ...present, ran: true, turn: 1, hold: 'stopped' }
const again: PresentGoal = { ...present, ran: true, turn: 2, again: true }
const absent: Goal = { session, generation: 2, want: 'absent' }
const container: Container = {
  id: 'c1',
  session,
  installation: 'here',
  generation: 2,
  state: 'running',
  address: '172.18.0.2',
  pid: 1,
  exitCode: 0,
  outOfMemory: false,
}
const created: Container = { ...container, state: 'created' }
const exited: Container = { ...container, state: 'exited' }
const frozen: Container = { ...container, state: 'paused' }
const older: Container = { ...container, generation: 1 }
const newer: Container = { ...container, generation: 3 }
const of = (id: string) => ({ container: id, said: 'no display' })
const failed = { generation: 2, what: 'container', problem: 'no room' } as const

type Case = [what: string, Wish, Container | undefined, Memory, Step]

describe('nextStep', () => {
  test.each<Case>([
    ['nothing is known yet', 'unknown', container, {}, 'rest'],
    ['a stale container', 'nothing', container, {}, 'remove'],
    ['the volumes of a stale one', 'nothing', undefined, {}, 'sweep'],
    ['a stale one that is gone', 'nothing', undefined, { swept: true }, 'rest'],
    ['an end', absent, exited, {}, 'remove'],
    ['the volumes at an end', absent, undefined, {}, 'sweep'],
    ['a confirmed end', absent, undefined, { swept: true }, 'rest'],
    ['a new session', present, undefined, {}, 'create'],
    ['one that could not be made', present, undefined, { failed }, 'rest'],
    ['an older failure', present, undefined, { failed: { ...failed, generation: 1 } }, 'create'],
    ['one that vanished', present, undefined, { ran: 2 }, 'rest'],
    ['one that vanished and is wanted anew', present, undefined, { ran: 1 }, 'create'],
    ['one that vanished while no agent looked', { ...present, ran: true }, undefined, {}, 'rest'],
    ['a container of an older generation', present, older, { failed }, 'remove'],
    ['a container of a newer goal than this', present, newer, { answered: 'c1' }, 'rest'],
    ['one that was created', present, created, {}, 'start'],
    ['one that could not be started', present, created, { failed }, 'rest'],
    ['one that has not answered', present, container, {}, 'probe'],
    ['one whose predecessor answered', present, container, { answered: 'c0' }, 'probe'],
    ['one that answered', present, container, { answered: 'c1' }, 'rest'],
    ['one that ended by itself', present, exited, {}, 'listen'],
    ['one that ended with its machine', present, exited, { cutOff: 'c1' }, 'start'],
    ['one that ended after another was cut off', present, exited, { cutOff: 'c0' }, 'listen'],
    ['one that cannot be started again', present, exited, { cutOff: 'c1', failed }, 'rest'],
    ['one that ended after another did', present, exited, { lastWords: of('c0') }, 'listen'],
    ['one that is to be paused', paused, container, {}, 'pause'],
    ['one that is paused', paused, frozen, {}, 'rest'],
    ['one that is no longer to be paused', present, frozen, { answered: 'c1' }, 'unpause'],
    ['one that ended by itself while it was paused', paused, exited, {}, 'listen'],
    ['one that ended with its machine while paused', paused, exited, { cutOff: 'c1' }, 'rest'],
    ['one that is to be stopped', stopped, container, { answered: 'c1' }, 'stop'],
    ['a paused one that is to be stopped', stopped, frozen, {}, 'stop'],
    ['one that is stopped', stopped, exited, {}, 'rest'],
    ['a stopped one after its machine was restarted', stopped, exited, { cutOff: 'c1' }, 'rest'],
    ['a stopped one of which nothing is left', stopped, undefined, {}, 'rest'],
    ['a paused one of which nothing is left', { ...paused, ran: false }, undefined, {}, 'rest'],
    ['a stopped one that is to run again', again, exited, {}, 'start'],
    ['one that was started again for another turn', again, exited, { restarted: 1 }, 'start'],
    ['one that ended after it was started again', again, exited, { restarted: 2 }, 'listen'],
    ['one that was started again', again, container, { restarted: 2 }, 'probe'],
    ['one that ended and was listened to', present, exited, { lastWords: of('c1') }, 'rest'],
  ])('of %s', (_, wish, found, memory, step) => {
    expect(nextStep(wish, found, memory)).toBe(step)
  })
})

describe('factOf', () => {
  test('says nothing of what nobody asked for', () => {
    expect(factOf('unknown', container, {}, 0)).toBeUndefined()
    expect(factOf('nothing', container, {}, 0)).toBeUndefined()
  })

  test('confirms an end only when volumes are gone too', () => {
    expect(factOf(absent, undefined, {}, 0)).toBeUndefined()
    expect(factOf(absent, undefined, { swept: true }, 0)).toEqual({
      session,
      generation: 2,
      state: 'absent',
    })
  })

  test('reports a running desktop with its address', () => {
    expect(factOf(present, container, { answered: 'c1' }, 0)).toEqual({
      session,
      generation: 2,
      state: 'running',
      address: { host: '172.18.0.2', port: 5901 },
      outOfMemory: false,
    })
    expect(factOf(present, container, {}, 0)?.state).toBe('starting')
  })

  test('says that a program in a living session was ended for memory', () => {
    const memory = { answered: 'c1', outOfMemory: true }
    expect(factOf(present, container, memory, 0)).toMatchObject({
      state: 'running',
      outOfMemory: true,
    })
  })

  test('tells an end for memory from one that a person asked for after such an event', () => {
    const killed = { ...exited, exitCode: 137, outOfMemory: true }
    expect(factOf(present, killed, { lastWords: of('c1') }, 0)).toMatchObject({
      exitCode: 137,
      outOfMemory: true,
    })
    expect(factOf(present, exited, { outOfMemory: true, lastWords: of('c1') }, 0)).toMatchObject({
      exitCode: 0,
      outOfMemory: false,
    })
  })

  test('tells of an end only with what the container wrote last', () => {
    expect(factOf(present, exited, {}, 0)).toBeUndefined()
    expect(factOf(present, exited, { lastWords: of('c0') }, 0)).toBeUndefined()
    expect(factOf(present, exited, { lastWords: of('c1') }, 0)?.said).toBe('no display')
  })

  test('says what is in the way, of a launch and of an end', () => {
    const trouble = 'The engine refused.'
    expect(factOf(present, undefined, { trouble }, 0)).toMatchObject({ problem: trouble })
    expect(factOf(present, container, { trouble }, 0)).toMatchObject({ problem: trouble })
    expect(factOf(absent, container, { trouble }, 0)).toMatchObject({ problem: trouble })
    expect(factOf(absent, undefined, { trouble }, 0)).toMatchObject({ problem: trouble })
    const running = factOf(present, container, { trouble, answered: 'c1' }, 0)
    expect(running).not.toHaveProperty('problem')
  })

  test('reports how far an image is', () => {
    expect(factOf(present, undefined, { pulling: true }, 34)).toMatchObject({
      state: 'pulling',
      percent: 34,
    })
  })

  test('does not report a container that is to be replaced', () => {
    expect(factOf(present, older, { answered: 'c1' }, 0)).toBeUndefined()
  })

  test('says that a session vanished rather than making an empty one', () => {
    expect(factOf(present, undefined, { ran: 2 }, 0)?.state).toBe('absent')
  })

  test('says that it is paused or stopped once it is, with the turn that it is so in', () => {
    const about = { session, generation: 2, turn: 1 }
    expect(factOf(paused, frozen, {}, 0)).toEqual({ ...about, state: 'paused' })
    expect(factOf(stopped, exited, {}, 0)).toEqual({ ...about, state: 'stopped' })
    expect(factOf(paused, exited, { cutOff: 'c1' }, 0)).toEqual({ ...about, state: 'stopped' })
    expect(factOf(paused, undefined, {}, 0)).toEqual({ ...about, state: 'absent' })
  })

  test('gives no address of what is on its way to be paused, stopped or resumed, but what is in it', () => {
    const memory = { answered: 'c1', trouble: 'The engine refused.' }
    for (const [wish, found] of [
      [paused, container],
      [stopped, container],
      [stopped, frozen],
      [present, frozen],
    ] as const) {
      const fact = factOf(wish, found, memory, 0)
      expect(fact).toMatchObject({ state: 'running', problem: 'The engine refused.' })
      expect(fact).not.toHaveProperty('address')
    }
  })

  test('says that a stopped one that is to run again starts, until it ends anew', () => {
    expect(factOf(again, exited, {}, 0)?.state).toBe('starting')
    const ended = { restarted: 2, lastWords: of('c1') }
    expect(factOf(again, exited, ended, 0)?.state).toBe('exited')
  })

  test('gives the reason of a failure', () => {
    expect(factOf(present, undefined, { failed }, 0)).toEqual({
      session,
      generation: 2,
      state: 'failed',
      failed: 'container',
      problem: 'no room',
    })
  })
})
