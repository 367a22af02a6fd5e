/**
 * A session that is paused, resumed, stopped and started, by hand and when its time is up or nobody uses
 * it: each seen where it happens, in Docker Engine.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test'
import { containerName } from '../agent/container.ts'
import { ALL_USERS } from '../domain/access.ts'
import { END_ACTIONS, type EndAction, type GroupSetting } from '../domain/limits.ts'
import { docker, tracesOf } from '../testing/engine.ts'
import { untilState } from '../testing/trials/session-states.ts'
import { Stage } from '../testing/trials/stage.ts'
import { Viewer } from '../testing/trials/viewer.ts'
import { until } from '../testing/until.ts'
import { IMAGES_SECONDS } from '../testing/visitor.ts'

const JSON_ONLY = { accept: 'application/json' }
let stage: Stage

beforeAll(
  async () => {
    stage = await Stage.open('one')
  },
  2 * IMAGES_SECONDS * 1000,
)
afterEach(async () => {
  await set({})
  await stage.setCapacity(1000)
  await stage.clear() // which sees that all is in order, too
})
afterAll(() => stage?.[Symbol.asyncDispose]())

async function running(): Promise<string> {
  const session = await stage.launch()
  await untilState(stage, session, 'running')
  return session
}

/** As `docker inspect` has it: the word for its state, and its first process. */
async function inspect(session: string): Promise<[status: string, pid: string]> {
  const format = '{{.State.Status}} {{.State.Pid}}'
  const [line = ''] = await docker('inspect', '--format', format, containerName(session))
  const [status = '', pid = ''] = line.split(' ')
  return [status, pid]
}

function untilDocker(session: string, status: string) {
  return until(`${status} in Docker Engine`, async () => (await inspect(session))[0] === status, 60)
}

function act(session: string, what: string, fields: Record<string, string> = {}) {
  return stage.admin.post(`/sessions/${session}/${what}`, fields, JSON_ONLY)
}

async function told(session: string) {
  return (await stage.admin.get(`/sessions/${session}/progress`, JSON_ONLY)).json()
}

async function set(settings: Partial<Record<GroupSetting, number>>) {
  await stage.sql`delete from group_settings where name <> 'maxSessions'`
  for (const [name, value] of Object.entries(settings)) {
    await stage.sql`insert into group_settings (group_id, name, value)
      values (${ALL_USERS}, ${name}, ${value})`
  }
}

/** Whether the agent has looked at Docker Engine and reported since now. */
async function nextLook() {
  const [before] = await stage.sql`select now() as at`
  return async () => {
    const rows = await stage.sql`select 1 from agents
      where checked_in_at > ${before?.at} and facts -> 'docker' ->> 'problem' is null`
    return rows.length > 0
  }
}

const place = (action: EndAction) => END_ACTIONS.indexOf(action)

/** A launch that finds no room: the session has failed with the answer. */
async function expectNoRoom() {
  const session = await stage.launch()
  expect((await told(session)).sentence).toContain('No host has room')
  await stage.end(session)
}

describe('a session', () => {
  test('that is paused is frozen where it is, holds its room, and goes on as it was', async () => {
    const session = await running()
    using viewer = new Viewer(stage.admin, session)
    await until('a picture', async () => (await viewer.roundTrip()) !== undefined)
    const before = await inspect(session)
    await stage.setCapacity(1)

    expect((await act(session, 'pause')).status).toBe(200)
    await untilDocker(session, 'paused')
    expect((await told(session)).state).toBe('paused')
    expect((await act(session, 'ticket')).status).toBe(409)
    await until('the viewer to be cut off', async () => (await viewer.roundTrip(100)) === undefined)
    await expectNoRoom()

    expect((await act(session, 'resume')).status).toBe(200)
    await until('a picture again', async () => (await viewer.roundTrip()) !== undefined, 60)
    expect(await inspect(session)).toEqual(before)
    await act(session, 'pause')
    await untilDocker(session, 'paused')
    await stage.end(session)
    await until('no trace of it', async () => (await tracesOf(session)).length === 0, 60)
  }, 300_000)

  test('that is stopped keeps its files and no room, and starts where its host has some', async () => {
    await stage.setCapacity(1)
    const session = await running()
    const file = '/home/user/kept'
    await docker('exec', containerName(session), 'sh', '-c', `echo here > ${file}`)
    expect((await act(session, 'stop')).status).toBe(200)
    await untilState(stage, session, 'stopped')
    expect(await inspect(session)).toEqual(['exited', '0'])

    const other = await running()
    await act(session, 'start')
    const refused = await told(session)
    expect(refused.state).toBe('stopped')
    expect(refused.sentence).toMatch(
      /Its files are on .+, which cannot take it now: .+ CPUs are free/,
    )
    expect(await inspect(session)).toEqual(['exited', '0'])
    await stage.end(other)
    await untilState(stage, other, 'deleted')

    await act(session, 'start')
    await untilState(stage, session, 'running')
    expect(await docker('exec', containerName(session), 'cat', file)).toEqual(['here'])
    using viewer = new Viewer(stage.admin, session)
    await until('its desktop', async () => (await viewer.roundTrip()) !== undefined, 60)
    await expectNoRoom()
  }, 300_000)

  test('stays paused and stopped while the platform is replaced', async () => {
    const [paused, stopped] = [await running(), await running()]
    await act(paused, 'pause')
    await act(stopped, 'stop')
    await untilDocker(paused, 'paused')
    await untilState(stage, stopped, 'stopped')
    const before = [await inspect(paused), await inspect(stopped)]
    const agentLooked = await nextLook()
    await stage.layout.process('all').stop('SIGKILL')
    await stage.layout.start('all')
    await until('the agent to have compared everything', agentLooked, 60)
    expect([await inspect(paused), await inspect(stopped)]).toEqual(before)
    await act(paused, 'resume')
    await untilDocker(paused, 'running')
  }, 300_000)
})

describe('a session whose time is up', () => {
  const OUTCOMES = [
    ['pause', 'paused', 'paused'],
    ['stop', 'stopped', 'exited'],
  ] as const
  test.each(OUTCOMES)(
    'meets a %s where its group says so',
    async (action, state, status) => {
      await set({ sessionMinutes: 60, sessionEnd: place(action) })
      const session = await running()
      expect((await told(session)).limit).toMatchObject({ action, extensions: 0 })
      await stage.sql`update sessions set expires_at = now() where id = ${session}`
      await untilState(stage, session, state)
      await untilDocker(session, status)
      expect((await told(session)).sentence).toContain('Its time of 60 minutes was up')
      await act(session, action === 'pause' ? 'resume' : 'start')
      await untilState(stage, session, 'running')
      await untilDocker(session, 'running')
      expect((await told(session)).limit.seconds).toBeGreaterThan(50 * 60)
      await stage.end(session)
    },
    300_000,
  )

  test('is deleted where nobody says otherwise, unless it was extended', async () => {
    await set({ sessionMinutes: 60, extensions: 1 })
    const [ends, stays] = [await running(), await running()]
    const { limit } = await told(stays)
    expect(limit).toMatchObject({ action: 'delete', extensions: 1 })
    expect((await act(stays, 'extend', { seen: String(limit.ends) })).status).toBe(200)
    await stage.sql`update sessions set expires_at = expires_at - interval '1 hour'`
    await untilState(stage, ends, 'deleted')
    await until('no trace of it', async () => (await tracesOf(ends)).length === 0, 60)
    expect(await inspect(stays)).toEqual(['running', expect.any(String)])
    expect((await told(stays)).limit).toMatchObject({ ends: limit.ends, extensions: 0 })
  }, 300_000)
})

test('a session is idle without keys and clicks, though a viewer shows it; its group says what then', async () => {
  await set({})
  const [used, watched] = [await running(), await running()]
  using busy = new Viewer(stage.admin, used)
  using idle = new Viewer(stage.admin, watched)
  await until('pictures', async () => (await busy.roundTrip()) && (await idle.roundTrip()), 60)
  await stage.sql`update sessions set active_at = now() - interval '1 hour'`
  const isIdle = async (session: string) => {
    const [row] = await stage.sql`
      select active_at < now() - interval '30 minutes' as idle from sessions where id = ${session}`
    return row?.idle === true
  }
  await until(
    'word of the keys',
    async () => {
      await idle.roundTrip()
      busy.press()
      return !(await isIdle(used))
    },
    60,
  )
  expect(await isIdle(watched)).toBe(true)

  await set({ idleMinutes: 10, idleEnd: place('pause') })
  expect((await told(used)).idle).toEqual({ seconds: expect.any(Number), action: 'pause' })
  await untilState(stage, watched, 'paused')
  await untilDocker(watched, 'paused')
  expect((await told(watched)).sentence).toContain('Nobody used it for 10 minutes')
  expect(await inspect(used)).toEqual(['running', expect.any(String)])
  await act(watched, 'resume')
  await until('its picture again', async () => (await idle.roundTrip()) !== undefined, 60)
  expect((await told(watched)).state).toBe('running')
}, 300_000)
