import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '../../testing/folder.ts'
import { until } from '../../testing/until.ts'
import { openDocker } from '../docker.ts'
import { run } from '../run.ts'

const BRIDGE = 'cse2e-engine0'

type Restart = { readonly liveRestore: boolean; readonly signal: 'SIGTERM' | 'SIGKILL' }

/**
 * A second Docker Engine on this machine, to be restarted at will. Its containerd is a process of its
 * own, since one that dockerd started does not outlive a kill of it. It leaves iptables alone.
 */
export async function ownEngine() {
  const folder = temporaryFolder()
  const at = (name: string) => join(folder.path, name)
  const socket = at('docker.sock')
  mkdirSync(at('containerd'))
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
    const all = Object.entries({ ...options, 'live-restore': liveRestore })
    return Bun.spawn(['dockerd', ...all.map(([name, value]) => `--${name}=${value}`)], {
      stdin: 'ignore',
      stdout: 'ignore',
      stderr: 'ignore',
    })
  }

  const ready = () => until('dockerd', () => openDocker(socket).info())
  let daemon = startDaemon(true)
  await ready()
  return {
    socket,

    /** Ends it with a signal and starts it again. */
    async restart({ liveRestore, signal }: Restart) {
      daemon.kill(signal)
      await daemon.exited
      daemon = startDaemon(liveRestore)
      await ready()
    },

    async [Symbol.asyncDispose]() {
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
