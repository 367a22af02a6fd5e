import { afterAll, describe, expect, test } from 'bun:test'
import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { inArray, sql } from 'drizzle-orm'
import { ManagerTime } from '../../contract/manager-time.ts'
import { signed } from '../../contract/peer.ts'
import { signRequest } from '../../contract/signature.ts'
import { findAgent, setAgent } from '../../db/agents.ts'
import { listFrontDoors } from '../../db/hosts.ts'
import { sessions, users } from '../../db/schema.ts'
import { sessionsForAgent } from '../../db/snapshots.ts'
import { addAgent, addWorkspace, checkIn } from '../../testing/fixtures.ts'
import { ORIGIN, TOKEN, testManager } from '../../testing/manager.ts'

const manager = await testManager()
const { app, db, clock } = manager
afterAll(() => manager[Symbol.asyncDispose]())

const enrolment = { role: 'agent', name: 'atlas', version: 'test', zone: 'default' }

function publicPem(key: KeyObject): string {
  return key.export({ type: 'spki', format: 'pem' }).toString()
}

function enrol(body: object, authorization = `Bearer ${TOKEN}`) {
  return app.handle(
    new Request(`${ORIGIN}/internal/v1/enrol`, {
      method: 'POST',
      headers: { authorization, accept: 'application/json' },
      body: JSON.stringify(body),
    }),
  )
}

type HostOfTest = { readonly id: string; readonly key: KeyObject }

async function host(role: 'agent' | 'proxy', name: string): Promise<HostOfTest> {
  const keys = generateKeyPairSync('ed25519')
  const answer = await enrol({ ...enrolment, role, name, publicKey: publicPem(keys.publicKey) })
  const { host } = await answer.json()
  return { id: host, key: keys.privateKey }
}

function ask(method: string, path: string, as: HostOfTest, body = '', now = clock.now) {
  const authorization = signRequest({ method, path, body }, as.id, as.key, now)
  return app.handle(
    new Request(`${ORIGIN}${path}`, {
      method,
      headers: { authorization, accept: 'application/json' },
      ...(method === 'GET' ? {} : { body }),
    }),
  )
}

const report = JSON.stringify(checkIn([]))
const atlas = await host('agent', 'atlas')
const door = await host('proxy', 'door')

describe('enrolment', () => {
  test('takes the labels of an agent, and refuses what is too much', async () => {
    const publicKey = publicPem(generateKeyPairSync('ed25519').publicKey)
    const { host } = await (await enrol({ ...enrolment, publicKey, labels: ['gpu'] })).json()
    expect((await findAgent(db, 'system', host)).ownLabels).toEqual(['gpu'])
    await enrol({ ...enrolment, publicKey })
    expect((await findAgent(db, 'system', host)).ownLabels).toEqual([])
    const many = Array.from({ length: 51 }, (_, index) => `l${index}`)
    expect((await enrol({ ...enrolment, publicKey, labels: many })).status).toBe(400)
  })

  test('is idempotent for one key', async () => {
    const publicKey = publicPem(generateKeyPairSync('ed25519').publicKey)
    const first = await (await enrol({ ...enrolment, publicKey })).json()
    const again = await (await enrol({ ...enrolment, name: 'renamed', publicKey })).json()
    expect(again).toEqual(first)
  })

  test('needs the manager token, and says where it is', async () => {
    const answer = await enrol({ ...enrolment, publicKey: 'x' }, 'Bearer wrong')
    expect(await answer.text()).toContain('secrets/manager-token')
    expect(answer.status).toBe(401)
  })

  test('refuses a key that has another role, and a form it does not know', async () => {
    const publicKey = publicPem(generateKeyPairSync('ed25519').publicKey)
    await enrol({ ...enrolment, publicKey })
    expect((await enrol({ ...enrolment, role: 'proxy', publicKey })).status).toBe(409)
    expect((await enrol({ ...enrolment, role: 'king', publicKey })).status).toBe(400)
  })

  test('refuses what is no Ed25519 public key', async () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const secret = generateKeyPairSync('ed25519').privateKey.export({
      type: 'pkcs8',
      format: 'pem',
    })
    for (const wrong of ['x', publicPem(publicKey), String(secret)]) {
      const answer = await enrol({ ...enrolment, publicKey: wrong })
      expect(await answer.text()).toContain('Ed25519')
      expect(answer.status).toBe(400)
    }
  })
})

describe('a host', () => {
  test('checks in as itself', async () => {
    expect((await ask('POST', '/internal/v1/checkin', atlas, report)).status).toBe(200)
  })

  test('is not believed with another key, an old signature, or none', async () => {
    const stranger = { id: atlas.id, key: generateKeyPairSync('ed25519').privateKey }
    const unknown = { id: crypto.randomUUID(), key: atlas.key }
    const path = '/internal/v1/checkin'
    expect((await ask('POST', path, stranger, report)).status).toBe(401)
    expect((await ask('POST', path, unknown, report)).status).toBe(401)
    expect((await ask('POST', path, atlas, report, clock.now - 120_000)).status).toBe(401)
    const bare = new Request(`${ORIGIN}${path}`, { method: 'POST', body: report })
    expect((await app.handle(bare)).status).toBe(401)
  })

  test('whose clock is wrong is told the time, and believed from then on', async () => {
    const peer = { base: ORIGIN, host: atlas.id, key: atlas.key, time: new ManagerTime() }
    const path = '/internal/v1/checkin'
    clock.now += 3600_000
    try {
      const answer = await signed(peer, 'POST', path, report, (authorization) =>
        app.handle(
          new Request(`${ORIGIN}${path}`, {
            method: 'POST',
            headers: { authorization },
            body: report,
          }),
        ),
      )
      expect(answer.status).toBe(200)
    } finally {
      clock.now -= 3600_000
    }
  })

  test('does not do what another role does', async () => {
    expect((await ask('POST', '/internal/v1/checkin', door, report)).status).toBe(403)
    expect((await ask('GET', '/internal/v1/goals', door)).status).toBe(403)
    expect((await ask('GET', '/internal/v1/routes', atlas)).status).toBe(403)
  })

  test("sees its own goals, never another agent's", async () => {
    const workspace = await addWorkspace(db)
    const boreas = await addAgent(db, 'boreas')
    const settings = { enabled: false, coresOverride: 0, memoryOverride: 0 }
    await setAgent(db, 'system', atlas.id, settings)
    await manager.addUser('alice')
    const alice = await manager.signIn('alice')
    const launched = await alice.post(`/workspaces/${workspace}/launch`)
    expect(launched.status).toBe(303)
    const goals = await (await ask('GET', '/internal/v1/goals', atlas)).body?.getReader().read()
    const { sessions, images } = JSON.parse(new TextDecoder().decode(goals?.value))
    expect((await sessionsForAgent(db, boreas)).length).toBe(1)
    expect(sessions).toEqual([])
    expect(images).toEqual(['casement/desktop', 'casement/desktop-deluxe', 'casement/firefox'])
  })

  test('tells where its gateway is, which proxies alone are told again', async () => {
    const gateways = async () => {
      await manager.hub.resync()
      const answer = await ask('GET', '/internal/v1/routes', door)
      const part = await answer.body?.getReader().read()
      return JSON.parse(new TextDecoder().decode(part?.value)).gateways
    }
    const tell = (gateway?: object) =>
      ask('POST', '/internal/v1/checkin', atlas, JSON.stringify({ ...checkIn([]), gateway }))
    const key = 'a-key-of-forty-three-characters-_0123456789'
    const gateway = { host: '127.0.0.1', port: 4711, key }

    expect((await tell(gateway)).status).toBe(200)
    expect(await gateways()).toEqual({ [atlas.id]: gateway })
    expect((await tell({ ...gateway, port: 4712 })).status).toBe(200)
    expect(await gateways()).toEqual({ [atlas.id]: { ...gateway, port: 4712 } })

    const rows: unknown = await db.execute(sql`select t::text from agents t`)
    expect(JSON.stringify(rows)).not.toContain(Buffer.from(key).toString('hex'))
    expect(JSON.stringify(rows)).not.toContain(key)

    // As an agent of before does.
    expect((await tell()).status).toBe(200)
    expect(await gateways()).toEqual({})
    for (const bad of ['short', `${key}\r\nX: y`]) {
      expect((await tell({ ...gateway, key: bad })).status).toBe(400)
    }
  })

  test('a person is no host', async () => {
    const admin = await manager.signIn('admin')
    for (const path of ['/internal/v1/goals', '/internal/v1/routes']) {
      expect((await admin.get(path, { accept: 'application/json' })).status).toBe(401)
    }
  })
})

describe('POST /internal/v1/activity', () => {
  const path = '/internal/v1/activity'

  test('keeps sessions alive at the word of a proxy, by the clock of the database', async () => {
    const [person] = await db.select().from(users).limit(1)
    const values = {
      ...{ userId: person?.id ?? '', workspaceName: 'Desktop', icon: 'monitor', tint: 0 },
      ...{ image: 'casement/desktop', cores: 1, memory: 1, sharedMemory: 1, environment: {} },
      ...{ password: Buffer.of(1), activeAt: new Date(0) },
    }
    const ids: string[] = []
    for (const state of ['running', 'paused'] as const) {
      const requestKey = crypto.randomUUID()
      const [row] = await db
        .insert(sessions)
        .values({ ...values, state, requestKey })
        .returning()
      ids.push(row?.id ?? '')
    }
    const body = JSON.stringify({ sessions: ids })
    expect((await ask('POST', path, door, body)).status).toBe(200)
    const rows = await db.select().from(sessions).where(inArray(sessions.id, ids))
    const active = rows.filter((row) => row.activeAt.getTime() > 0).map(({ state }) => state)
    expect(active).toEqual(['running'])
    await db.delete(sessions).where(inArray(sessions.id, ids))
  })

  test('is for proxies, and for ids', async () => {
    const body = JSON.stringify({ sessions: [] })
    expect((await ask('POST', path, atlas, body)).status).toBe(403)
    const unsigned = new Request(`${ORIGIN}${path}`, { method: 'POST', body })
    expect((await app.handle(unsigned)).status).toBe(401)
    expect((await ask('POST', path, door, '{"sessions":["everybody"]}')).status).toBe(400)
  })
})

describe('POST /internal/v1/certificates', () => {
  const path = '/internal/v1/certificates'
  const one = { names: ['desk.test'], issuer: 'An authority', selfSigned: false, expires: 1 }
  const body = JSON.stringify({ certificates: [one], trouble: 'Refused.' })

  test('keeps what a proxy says of its own, and of nobody else', async () => {
    expect((await ask('POST', path, door, body)).status).toBe(200)
    const doors = await listFrontDoors(db, 'system')
    expect(doors.map(({ id, report }) => [id, report])).toEqual([[door.id, JSON.parse(body)]])
  })

  test('refuses agents, strangers and what it does not know', async () => {
    expect((await ask('POST', path, atlas, body)).status).toBe(403)
    const stranger = { id: door.id, key: atlas.key }
    expect((await ask('POST', path, stranger, body)).status).toBe(401)
    const odd = JSON.stringify({ certificates: [{ ...one, names: 'desk.test' }] })
    expect((await ask('POST', path, door, odd)).status).toBe(400)
  })
})
