import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { dockerOf } from '../../testing/engine.ts'
import { temporaryFolder } from '../../testing/folder.ts'
import { until } from '../../testing/until.ts'
import { openDocker } from '../docker.ts'
import { run } from '../run.ts'

const BRIDGE = 'cse2e-engine0'

/** Of nobody else on this machine, whatever networks its other engine has made: for benchmarks, RFC 2544. */
const ADDRESSES = 'base=198.19.0.0/16,size=24'

export type OwnEngine = Awaited<ReturnType<typeof ownEngine>>

type Restart = { readonly liveRestore: boolean; readonly signal: 'SIGTERM' | 'SIGKILL' }

/**
 * A second Docker Engine on this machine, to be restarted at will. Its containerd is a process of its
 * own, since one that dockerd started does not outlive a kill of it. It leaves iptables alone. With
 * `diskBytes` its data are on a disk of their own, in memory.
 */
export async function ownEngine({ diskBytes = 0 } = {}) {
  const folder = temporaryFolder()
  const at = (name: string) => join(folder.path, name)
  const socket = at('docker.sock')
  mkdirSync(at('containerd'))
  mkdirSync(at('data'))
  const sizeOf = (bytes: number) => `size=${bytes}`
  if (diskBytes > 0)
    await run(['mount', '-t', 'tmpfs', '-o', sizeOf(diskBytes), 'tmpfs', at('data')])
  const containerd = Bun.spawn(
    [
      'containerd',
      '--root',
      at('containerd/root'),
      '--state',
      at('containerd/state'),
      '--address',
      at('containerd.sock'),
    ],
    { stdin: 'ignore', stdout: 'ignore', stderr: 'ignore' },
  )
  await until('containerd', () =>
    Bun.file(at('containerd.sock'))
      .exists()
      .then(() => true),
  )

  // A default bridge of its own: told to have none, dockerd deletes docker0, which is the other engine's.
  await removeBridge()
  await run(['ip', 'link', 'add', BRIDGE, 'type', 'bridge'])
  await run(['ip', 'address', 'add', '198.51.100.17/28', 'dev', BRIDGE])
  const options = {
    host: `unix://${socket}`,
    'data-root': at('data'),
    'exec-root': at('exec'),
    pidfile: at('docker.pid'),
    containerd: at('containerd.sock'),
    bridge: BRIDGE,
    iptables: 'false',
  }

  function startDaemon(liveRestore: boolean) {
    // Without live restore, an engine that is given addresses deletes docker0 too.
    const restoring = liveRestore ? { 'default-address-pool': ADDRESSES } : {}
    const all = Object.entries({ ...options, ...restoring, 'live-restore': liveRestore })
    return Bun.spawn(['dockerd', ...all.map(([name, value]) => `--${name}=${value}`)], {
      stdin: 'ignore',
      stdout: 'ignore',
      stderr: 'ignore',
    })
  }

  const ready = () => until('dockerd', () => openDocker(socket).info())
  let daemon = startDaemon(true)

  async function stop(signal: NodeJS.Signals) {
    daemon.kill(signal)
    await daemon.exited
  }

  async function start(liveRestore: boolean) {
    daemon = startDaemon(liveRestore)
    await ready()
  }

  /** They would outlive it: that is what live restore is for. */
  async function removeContainers() {
    const docker = dockerOf(socket)
    const left = await docker('ps', '-aq')
    if (left.length > 0) await docker('rm', '-f', '-v', ...left)
  }

  await ready()
  return {
    socket,
    dataRoot: at('data'),

    /** Only where it has a disk of its own. */
    async resizeDisk(bytes: number) {
      await run(['mount', '-o', `remount,${sizeOf(bytes)}`, at('data')])
    },

    /** Ends it with a signal and starts it again. */
    async restart({ liveRestore, signal }: Restart) {
      await stop(signal)
      await start(liveRestore)
    },

    /** SIGKILL to the daemon alone: its containerd, and every container, lives on. */
    kill: () => stop('SIGKILL'),
    /** With live restore. */
    start: () => start(true),

    /** While it is killed: makes its disk say that it never started a container, which it did. */
    forgetStart(container: string) {
      const path = at(`data/containers/${container}/config.v2.json`)
      const config = JSON.parse(readFileSync(path, 'utf8'))
      const never = '0001-01-01T00:00:00Z'
      const state = { ...config.State, Running: false, Pid: 0, StartedAt: never }
      writeFileSync(path, JSON.stringify({ ...config, State: state }))
    },

    /** Ids of the containers that processes run in, as containerd knows them. */
    async tasks(): Promise<string[]> {
      const whom = ['--address', at('containerd.sock'), '--namespace', 'moby']
      const lines = (await run(['ctr', ...whom, 'tasks', 'ls'])).split('\n')
      return lines.flatMap((line) => /^(\S+) .*\bRUNNING\b/.exec(line)?.[1] ?? [])
    },

    async [Symbol.asyncDispose]() {
      if (daemon.exitCode !== null || daemon.signalCode !== null) await start(true)
      await removeContainers()
      daemon.kill()
      await daemon.exited
      containerd.kill()
      await containerd.exited
      await removeBridge()
      await unmountBelow(folder.path)
      folder[Symbol.dispose]()
    },
  }
}

async function removeBridge(): Promise<void> {
  if (existsSync(`/sys/class/net/${BRIDGE}`)) await run(['ip', 'link', 'delete', BRIDGE])
}

/** dockerd mounts its own folders, and leaves them so. */
async function unmountBelow(folder: string): Promise<void> {
  const mounts = readFileSync('/proc/self/mounts', 'utf8').split('\n')
  const ours = mounts.map((line) => line.split(' ')[1] ?? '').filter((it) => it.startsWith(folder))
  for (const mount of ours.reverse()) await run(['umount', mount])
}
