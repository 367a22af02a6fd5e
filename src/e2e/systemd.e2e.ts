/**
 * The installed service on a machine that has booted with systemd: it comes back after kill -9 and
 * after a reboot, and so do sessions. scripts/fresh-machine makes the machine of namespaces.
 */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { openDocker } from '../agent/docker.ts'
import { makeTestImage, TEST_IMAGE } from '../agent/testing/test-image.ts'
import { ALL_USERS } from '../domain/access.ts'
import { until } from '../testing/until.ts'
import { Visitor } from '../testing/visitor.ts'

const checkout = join(import.meta.dir, '../..')
const PASSWORD = 'a quiet window that opens'
const PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

const engine = openDocker('/var/run/docker.sock')
const host = Bun.spawn([join(checkout, 'scripts/fresh-machine'), '--systemd'], {
  stdin: 'ignore',
  stdout: 'pipe',
  stderr: 'inherit',
})
const boots = bootsOf(host.stdout)
let machine: { readonly pid: string; readonly root: string; readonly address: string }
let visitor: Visitor
let session: string
let container: string

/** A line for each time that it has booted. */
async function* bootsOf(out: ReadableStream<Uint8Array>) {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of out) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      const [, pid, root, address] = /^machine (\d+) (\S+) (\S+)$/.exec(line) ?? []
      if (pid && root && address) yield { pid, root, address }
    }
  }
}

async function booted() {
  const { value } = await boots.next()
  if (!value) throw new Error('The machine did not boot')
  machine = value
}

/** Runs a command on the machine; what it said. */
async function on(...argv: string[]): Promise<{ said: string; code: number }> {
  const namespaces = ['-r', '-w', '-m', '-u', '-i', '-n', '-p', '-C']
  const child = Bun.spawn(
    ['nsenter', '-t', machine.pid, ...namespaces, 'env', '-i', PATH, 'HOME=/root', ...argv],
    { stdin: 'ignore', stdout: 'pipe', stderr: 'pipe' },
  )
  const [out, err, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ])
  return { said: `${out}${err}`.trim(), code }
}

async function mainPid(): Promise<string> {
  return (await on('systemctl', 'show', '-p', 'MainPID', '--value', 'casement')).said
}

function ready() {
  return until('the service to be ready', async () => (await on('casement', 'status')).code === 0)
}

async function state(): Promise<string> {
  const json = { accept: 'application/json' }
  return (await (await visitor.get(`/sessions/${session}/progress`, json)).json()).state
}

async function containerOf(): Promise<string> {
  return (await on('docker', 'ps', '-q', '--no-trunc', '--filter', 'label=casement.session')).said
}

beforeAll(async () => {
  await booted()
  const release = join(machine.root, 'root/release')
  mkdirSync(release)
  copyFileSync(join(checkout, 'install.sh'), join(release, 'install.sh'))
  copyFileSync(join(checkout, 'dist/casement'), join(release, 'casement'))
  await makeTestImage(engine)
  const image = Bun.spawn(['docker', 'save', '-o', join(machine.root, 'root/image'), TEST_IMAGE])
  if ((await image.exited) !== 0) throw new Error('The test image cannot be saved')
  await on('docker', 'load', '-i', '/root/image')
}, 600_000)

afterAll(async () => {
  host.kill()
  await host.exited
  await engine.removeImage(TEST_IMAGE)
})

describe('the service under systemd', () => {
  test('is installed, enabled and ready', async () => {
    const { said, code } = await on('/root/release/install.sh', '--no-wait')
    expect(code).toBe(0)
    expect((await on('systemctl', 'is-active', 'casement')).said).toBe('active')
    expect((await on('systemctl', 'is-enabled', 'casement')).said).toBe('enabled')
    expect((await on('systemd-analyze', 'verify', 'casement.service')).said).toBe('')
    visitor = new Visitor(`https://${machine.address}`)
    const initial = /^ +Password: +(\S+)$/m.exec(said)?.[1] ?? ''
    await visitor.signInAnew('admin', initial, PASSWORD)
  })

  test('runs a session', async () => {
    await visitor.post('/admin/workspaces/new', {
      ...{ kind: 'container', name: 'Small', icon: 'monitor', tint: '0', image: TEST_IMAGE },
      ...{ cores: '0.1', memory: '128 MiB', sharedMemory: '16 MiB' },
      ...{ enabled: 'on', groups: ALL_USERS },
    })
    session = await visitor.launch('Small')
    container = await containerOf()
    expect(container).toMatch(/^[0-9a-f]{64}$/)
  })

  test('comes back after kill -9, and the session never left', async () => {
    const before = await mainPid()
    await on('kill', '-9', before)
    await until('another main process', async () => !['0', before].includes(await mainPid()))
    await ready()
    expect(await containerOf()).toBe(container)
    expect(await state()).toBe('running')
  })

  test('restarts and stops at a word, and leaves no process', async () => {
    const before = await mainPid()
    expect((await on('casement', 'restart')).code).toBe(0)
    expect(await mainPid()).not.toBe(before)
    expect((await on('casement', 'stop')).code).toBe(0)
    const group = '/sys/fs/cgroup/systemd/system.slice/casement.service/cgroup.procs'
    expect((await on('sh', '-c', `cat ${group} 2>/dev/null`)).said).toBe('')
    expect((await on('casement', 'start')).code).toBe(0)
    expect(await containerOf()).toBe(container)
  })

  test('comes back by itself after a reboot, and starts the session again with its files', async () => {
    await on('docker', 'cp', '/etc/hostname', `${container}:/kept`)
    await on('systemctl', 'reboot')
    await booted()
    await ready()
    await until('its container to run again', async () => (await containerOf()) === container)
    await until('the session to run again', async () => (await state()) === 'running')
    expect((await on('docker', 'cp', `${container}:/kept`, '-')).said).toContain('fresh')
  })
})
