import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Sql } from 'postgres'
import { pool } from '../../db/pool.ts'
import { ALL_USERS } from '../../domain/access.ts'
import { until } from '../until.ts'
import { IMAGES_SECONDS, Visitor } from '../visitor.ts'
import { type Container, type Facts, readContainers, readRows } from './facts.ts'
import { type Ground, hasImage, IMAGE, type LayoutKind, openGround } from './ground.ts'
import { contradictions } from './invariants.ts'
import { type Layout, startLayout } from './layout.ts'
import { Viewer } from './viewer.ts'

const PASSWORD = 'a quiet window that opens'
const CORES = 0.1
const RECOVERY_SECONDS = 60

/** An installation with small sessions, and all that was promised to those who use it. */
export class Stage implements AsyncDisposable {
  readonly ground: Ground
  readonly layout: Layout
  readonly admin: Visitor
  readonly sql: Sql
  readonly installation: string
  readonly workspace: string
  /** How long everything may take to be in order again. */
  patience = RECOVERY_SECONDS
  readonly #owners = new Map<string, Visitor>()
  /** With its session's id: each sits before a session that must live on. */
  readonly viewers = new Map<string, Viewer>()
  readonly promises = {
    ran: new Map<string, Pick<Container, 'id' | 'pid'>>(),
    launched: new Set<string>(),
    ended: new Set<string>(),
  }

  private constructor(
    parts: Pick<Stage, 'ground' | 'layout' | 'admin' | 'sql' | 'installation' | 'workspace'>,
  ) {
    this.ground = parts.ground
    this.layout = parts.layout
    this.admin = parts.admin
    this.sql = parts.sql
    this.installation = parts.installation
    this.workspace = parts.workspace
  }

  static async open(kind: LayoutKind): Promise<Stage> {
    await using stack = new AsyncDisposableStack()
    if ((kind === 'own-engine' || kind === 'small-disk') && !(await hasImage())) {
      await using _ = await Stage.open('three') // which builds it
    }
    const ground = stack.use(await openGround(kind))
    const layout = stack.use(await startLayout(kind === 'one' ? 'one' : 'three', ground))
    const admin = new Visitor(layout.url)
    const initial = readFileSync(join(layout.managerDir, 'initial-admin-password'), 'utf8').trim()
    await admin.signInAnew('admin', initial, PASSWORD)
    const sql = pool(layout.database, { max: 2 })
    stack.defer(() => sql.end({ timeout: 1 }))
    const [row] = await sql`select id from installation`
    await sql`insert into group_settings (group_id, name, value)
      values (${ALL_USERS}, 'maxSessions', 1000)`
    const workspace = await addWorkspace(admin, sql)
    const installation = String(row?.id)
    const stage = new Stage({ ground, layout, admin, sql, installation, workspace })
    await stage.setCapacity(1000)
    await until('the image', () => stage.#imageReady(), IMAGES_SECONDS)
    stack.move()
    return stage
  }

  /** The password of "admin". */
  get password(): string {
    return PASSWORD
  }

  /** Ends what nobody sits before. */
  async clear(): Promise<void> {
    const { launched, ended } = this.promises
    const left = [...launched].filter((one) => !ended.has(one) && !this.viewers.has(one))
    await Promise.all(left.map((session) => this.end(session)))
    await this.settle()
  }

  /** People with the admin's password, signed in. */
  async people(count: number): Promise<Visitor[]> {
    const names = Array.from({ length: count }, () => `person-${crypto.randomUUID()}`)
    return Promise.all(names.map((name) => this.#person(name)))
  }

  /** Makes the host take so many sessions, all in all. */
  async setCapacity(sessions: number): Promise<void> {
    await until('the agent', async () => {
      const changed = await this.sql`update agents set cores_override = ${sessions * CORES},
        memory_override = ${2 ** 50} returning id`
      return changed.count > 0
    })
  }

  /** Sees to it that so many sessions run, each with somebody before it, and remembers where. */
  async occupy(count: number): Promise<void> {
    const missing = Math.max(0, count - this.viewers.size)
    await Promise.all(Array.from({ length: missing }, () => this.launch())).then((sessions) => {
      for (const session of sessions) this.viewers.set(session, new Viewer(this.admin, session))
    })
    await this.settle()
    for (const { session, id, pid } of await this.containers()) {
      if (this.viewers.has(session)) this.promises.ran.set(session, { id, pid })
    }
  }

  /** Presses the button until there is an answer, as people do; the session's id. */
  launch(key: string = crypto.randomUUID(), who = this.admin): Promise<string> {
    return until(
      'an answer to a launch',
      async () => {
        const path = `/workspaces/${this.workspace}/launch`
        const answer = await inTime(who.post(path, { key }))
        const session = answer.headers.get('location')?.split('/').at(-1)
        if (answer.status !== 303 || !session || session === 'sign-in') return undefined
        this.promises.launched.add(session)
        this.#owners.set(session, who)
        return session
      },
      this.patience,
    )
  }

  async end(session: string): Promise<void> {
    const owner = this.#owners.get(session) ?? this.admin
    await until(
      'an answer to an end',
      async () => {
        const answer = await inTime(owner.post(`/sessions/${session}/delete`))
        return answer.status === 303 && !answer.headers.get('location')?.includes('sign-in')
      },
      this.patience,
    )
    this.promises.ended.add(session)
  }

  /** All of the installation, as its engine has them. */
  containers(): Promise<Container[]> {
    return readContainers(this.installation, this.ground.docker)
  }

  async facts(): Promise<Facts> {
    return { rows: await readRows(this.sql), containers: await this.containers() }
  }

  /** What is not in order now, viewers included. */
  async problems(): Promise<string[]> {
    const facts = await this.facts()
    const found = contradictions(facts, this.promises)
    for (const task of (await this.ground.engine?.tasks()) ?? []) {
      if (facts.containers.some(({ id, running }) => running && id === task)) continue
      found.push(`I1: processes run in ${task.slice(0, 12)}, which is no container that runs`)
    }
    for (const viewer of this.viewers.values()) {
      if ((await viewer.roundTrip(2000)) === undefined) {
        found.push(`I4: the viewer of session ${viewer.session} sees nothing`)
      }
    }
    return found
  }

  /** Milliseconds until all is in order again. Throws with what is not when too long has passed. */
  async settle(): Promise<number> {
    const began = performance.now()
    let last: unknown
    while (performance.now() - began < this.patience * 1000) {
      try {
        const problems = await this.problems()
        if (problems.length === 0) return performance.now() - began
        last = problems.join('\n  ')
      } catch (error) {
        last = error
      }
      await Bun.sleep(250)
    }
    throw new Error(`Not in order after ${this.patience} s:\n  ${last}`)
  }

  async [Symbol.asyncDispose]() {
    await using stack = new AsyncDisposableStack()
    stack.use(this.ground)
    stack.defer(() => this.#removeContainers())
    stack.use(this.layout)
    stack.defer(() => this.sql.end({ timeout: 1 }))
    for (const viewer of this.viewers.values()) stack.use(viewer)
  }

  async #removeContainers(): Promise<void> {
    const ids = (await this.containers()).map(({ id }) => id)
    if (ids.length > 0) await this.ground.docker('rm', '-f', ...ids)
  }

  async #person(name: string): Promise<Visitor> {
    await this.sql`with person as (
        insert into users (username, password_hash)
        select ${name}, password_hash from users where username = 'admin' returning id)
      insert into group_members (group_id, user_id) select ${ALL_USERS}, id from person`
    const visitor = new Visitor(this.layout.url)
    const answer = await visitor.signIn(name, PASSWORD)
    if (answer.status !== 303) throw new Error(`${name} cannot sign in: ${answer.status}`)
    return visitor
  }

  async #imageReady(): Promise<boolean> {
    const rows = await this.sql`select 1 from agent_images
      where reference = ${IMAGE} and state = 'ready'`
    return rows.length > 0
  }
}

async function addWorkspace(admin: Visitor, sql: Sql): Promise<string> {
  const answer = await admin.post('/admin/workspaces/new', {
    ...{ kind: 'container', name: 'Small', icon: 'monitor', tint: '0', image: IMAGE },
    ...{ cores: String(CORES), memory: '128 MiB', sharedMemory: '16 MiB' },
    ...{ enabled: 'on', groups: ALL_USERS },
  })
  const [row] = await sql`select id from workspaces where name = 'Small'`
  if (!row) throw new Error(`No workspace: ${answer.status} ${await answer.text()}`)
  return String(row.id)
}

/** A request that hangs because its server died is not waited for. */
function inTime(answer: Promise<Response>): Promise<Response> {
  return Promise.race([
    answer,
    Bun.sleep(10_000).then(() => {
      throw new Error('no answer within 10 s')
    }),
  ])
}
