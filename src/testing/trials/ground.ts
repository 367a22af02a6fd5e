import { existsSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import { SESSION_NETWORK } from '../../agent/network.ts'
import { run } from '../../agent/run.ts'
import { type OwnEngine, ownEngine } from '../../agent/testing/own-engine.ts'
import { runEmbedded } from '../../db/embedded/supervise.ts'
import type { Address } from '../../db/pool.ts'
import { pool } from '../../db/pool.ts'
import { type DockerCommand, docker, dockerOf } from '../engine.ts'
import { type ExternalPostgres, externalPostgres } from '../external-postgres.ts'
import { temporaryFolder } from '../folder.ts'
import { type Clocks, openClocks } from './clocks.ts'
import { Trap } from './trap.ts'
import { trapDatabase } from './trap-database.ts'
import { trapEngine } from './trap-engine.ts'

/** What an installation of a trial is made of; all but "one" have a process for each role. */
export type LayoutKind =
  | 'one'
  | 'three'
  | 'own-engine'
  | 'small-disk'
  | 'own-database'
  | 'trapped-engine'
  | 'trapped-database'

/** What an installation stands on. */
export type Ground = AsyncDisposable & {
  /** Asks the engine that its sessions are on. */
  readonly docker: DockerCommand
  /** Where its agent finds that engine, if not where engines are. */
  readonly dockerSocket?: string
  /** One that may be killed. */
  readonly engine?: OwnEngine
  /** An external database for its manager, by the URL that the manager gets and as everybody else finds it. */
  readonly database?: { readonly url: string; readonly address: Address }
  /** That database, where it may be stopped. */
  readonly postgres?: ExternalPostgres
  /** What its parts and that database take for the time. */
  readonly clocks?: Clocks
  /** Between its agent and the engine, or its manager and the database. */
  readonly trap?: Trap
  /** Once there is a database, and before there is an agent. */
  readonly furnish?: (database: Address) => Promise<void>
}

const ENGINE = '/var/run/docker.sock'

export const IMAGE = 'casement/base'

/** A disk that takes the image and, while it is loaded, its archive. */
const LOADING_BYTES = 3 * 1024 ** 3

export async function openGround(kind: LayoutKind): Promise<Ground> {
  if (kind === 'own-engine') return engineGround()
  if (kind === 'small-disk') return engineGround(LOADING_BYTES)
  if (kind === 'own-database') return ownDatabase()
  if (kind === 'trapped-engine') return trappedEngine()
  if (kind === 'trapped-database') return trappedDatabase()
  return { docker, [Symbol.asyncDispose]: async () => {} }
}

/** An engine of its own, with the one image that trials use. */
async function engineGround(diskBytes = 0): Promise<Ground> {
  await using stack = new AsyncDisposableStack()
  // Each engine has the sessions' network on a bridge of the same name, and the kernel has one of a name.
  await removeNetwork()
  stack.defer(removeBridge)
  const engine = stack.use(await ownEngine({ diskBytes }))
  await copyImage(engine.socket)
  if (diskBytes > 0) await engine.resizeDisk(Math.ceil(1.5 * usedBytes(engine.dataRoot)))
  const undo = stack.move()
  return {
    docker: dockerOf(engine.socket),
    dockerSocket: engine.socket,
    engine,
    furnish: forgetOtherWorkspaces,
    [Symbol.asyncDispose]: () => undo.disposeAsync(),
  }
}

function trappedEngine(): Ground {
  const trap = new Trap()
  const folder = temporaryFolder()
  const dockerSocket = join(folder.path, 'docker.sock')
  const relay = trapEngine(dockerSocket, ENGINE, trap)
  return {
    docker,
    dockerSocket,
    trap,
    furnish: forgetOtherWorkspaces,
    async [Symbol.asyncDispose]() {
      relay[Symbol.dispose]()
      folder[Symbol.dispose]()
    },
  }
}

/** A database as an admin would bring it; every clock may leap. */
async function ownDatabase(): Promise<Ground> {
  await using stack = new AsyncDisposableStack()
  const clocks = stack.use(openClocks())
  const postgres = stack.use(await externalPostgres(clocks.environment('database')))
  const undo = stack.move()
  return {
    docker,
    database: { url: postgres.url, address: postgres.url },
    postgres,
    clocks,
    [Symbol.asyncDispose]: () => undo.disposeAsync(),
  }
}

async function trappedDatabase(): Promise<Ground> {
  await using stack = new AsyncDisposableStack()
  const trap = new Trap()
  const folder = stack.use(temporaryFolder())
  const server = stack.use(await runEmbedded(folder.path))
  const relay = stack.use(await trapDatabase(join(server.socketDir, '.s.PGSQL.5432'), trap))
  const undo = stack.move()
  return {
    docker,
    database: {
      url: `postgres://${server.user}@127.0.0.1:${relay.port}/postgres`,
      address: { host: server.socketDir, user: server.user, database: 'postgres' },
    },
    trap,
    furnish: forgetOtherWorkspaces,
    [Symbol.asyncDispose]: () => undo.disposeAsync(),
  }
}

function usedBytes(path: string): number {
  const { blocks, bfree, bsize } = statfsSync(path)
  return (blocks - bfree) * bsize
}

/** It comes again with the next agent. */
async function removeNetwork(): Promise<void> {
  const found = await docker('network', 'ls', '-q', '--filter', `name=^${SESSION_NETWORK.name}$`)
  if (found.length > 0) await docker('network', 'rm', SESSION_NETWORK.name)
}

async function removeBridge(): Promise<void> {
  const { bridge } = SESSION_NETWORK
  if (existsSync(`/sys/class/net/${bridge}`)) await run(['ip', 'link', 'delete', bridge])
}

export async function hasImage(): Promise<boolean> {
  return (await docker('image', 'ls', '-q', IMAGE)).length > 0
}

async function copyImage(socket: string): Promise<void> {
  const save = Bun.spawn(['docker', 'save', IMAGE], { stdout: 'pipe', stderr: 'inherit' })
  const load = Bun.spawn(['docker', '--host', `unix://${socket}`, 'load'], {
    stdin: save.stdout,
    stdout: 'ignore',
    stderr: 'inherit',
  })
  const codes = await Promise.all([save.exited, load.exited])
  if (codes.some((code) => code !== 0)) throw new Error(`${IMAGE} could not be copied`)
}

/** Their images would be built, which takes minutes, and calls of the engine that nobody made. */
async function forgetOtherWorkspaces(database: Address): Promise<void> {
  const sql = pool(database, { max: 1 })
  try {
    await sql`update workspaces set enabled = false`
  } finally {
    await sql.end({ timeout: 1 })
  }
}
