/**
 * What a workspace says of its containers, on a real one: the preview is what Docker made, volumes, devices
 * and networks are there, and what was ordered ran as the session's user.
 */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { ALL_USERS } from '../domain/access.ts'
import { newPerson, signIn, startBrowser } from '../testing/browser.ts'
import { docker } from '../testing/engine.ts'
import { temporaryFolder } from '../testing/folder.ts'
import { type Product, startProduct } from '../testing/product.ts'
import { until } from '../testing/until.ts'
import { IMAGES_SECONDS, Visitor } from '../testing/visitor.ts'

const PASSWORD = 'a box that says what is in it'
const LAN = 'casement-e2e-lan'
/** Takes what is written to it, as /dev/null does. */
const DEVICE = '/dev/snd/casement-e2e'
const AUDIO = 29
const roots = temporaryFolder()
let product: Product
let visitor: Visitor
let browser: Browser

beforeAll(async () => {
  mkdirSync(join(roots.path, 'media'), { recursive: true })
  writeFileSync(join(roots.path, 'media/note'), 'for all')
  mkdirSync('/dev/snd', { recursive: true })
  // Left by a run that was killed.
  run('rm', '--force', DEVICE)
  if ((await docker('network', 'ls', '--quiet', '--filter', `name=^${LAN}$`)).length > 0) {
    await docker('network', 'rm', LAN)
  }
  run('mknod', '--mode=660', DEVICE, 'c', '1', '3')
  run('chgrp', String(AUDIO), DEVICE)
  await docker('network', 'create', LAN)
  product = await startProduct({
    args: [
      ...['--volume-roots', roots.path, '--session-devices', '/dev/snd'],
      ...['--session-networks', LAN],
    ],
  })
  visitor = new Visitor(product.url)
  await visitor.signInAnew('admin', product.adminPassword(), PASSWORD)
  browser = await startBrowser()
  await until('what the host offers', async () =>
    (await (await visitor.get('/admin/workspaces/new')).text()).includes(roots.path),
  )
})

afterAll(async () => {
  await browser?.close()
  await product?.[Symbol.asyncDispose]()
  await docker('network', 'rm', LAN)
  run('rm', DEVICE)
  roots[Symbol.dispose]()
})

function run(...argv: string[]) {
  const { exitCode, stderr } = Bun.spawnSync(argv)
  if (exitCode !== 0) throw new Error(`${argv.join(' ')}: ${stderr}`)
}

const FIELDS = {
  ...{ kind: 'container', icon: 'monitor', tint: '0', enabled: 'on', groups: ALL_USERS },
  ...{ image: 'casement/base', cores: '0.5', memory: '512 MiB', sharedMemory: '64 MiB' },
  ...{ profile: 'off', profileSnapshots: '3', poolSize: '0', environment: 'A=field\nB=field' },
  ...{ volumeSource: '', volumeTarget: '', volumeMode: 'rw', devices: '', network: '' },
  ...{ runConfig: '', execConfig: '' },
}

type Fields = Readonly<Record<string, string | string[]>>

/** Its id and the page of its form, as an admin makes it. */
async function offer(name: string, fields: Fields): Promise<{ id: string; form: string }> {
  const made = await visitor.post('/admin/workspaces/new', { ...FIELDS, name, ...fields })
  expect(await made.text()).toBe('')
  const page = await (await visitor.get('/admin/workspaces')).text()
  const id = new RegExp(`workspaces/([0-9a-f-]{36})"[^>]*>${name}<`).exec(page)?.[1] ?? ''
  return { id, form: await (await visitor.get(`/admin/workspaces/${id}`)).text() }
}

async function inside(session: string, script: string): Promise<string> {
  return (await docker('exec', `casement-${session}`, 'sh', '-c', script)).join('\n')
}

async function inspect(session: string): Promise<Record<string, unknown>> {
  const [container] = JSON.parse((await docker('inspect', `casement-${session}`)).join('\n'))
  return container
}

/** What the preview of a page says: values by their place in `docker inspect`. */
function previewIn(form: string): [string, unknown][] {
  const decode = (text: string) => text.replaceAll('&quot;', '"').replaceAll('&amp;', '&')
  const rows = [...form.matchAll(/data-path="([^"]*)" data-value="([^"]*)"/g)]
  return rows.map(([, path = '', value = '']) => [decode(path), JSON.parse(decode(value))])
}

/** The same of a container; an entry of a list by its name. */
function valueAt(container: unknown, path: string): unknown {
  const [, list = '', name = ''] =
    /^(Config\.Env|Config\.Labels|HostConfig\.Mounts|HostConfig\.Devices)\.(.*)$/.exec(path) ?? []
  if (list === '') return step(container, path.split('.'))
  const found = step(container, list.split('.'))
  if (!Array.isArray(found)) return step(found, [name])
  const line = found.find((one) => typeof one === 'string' && one.startsWith(`${name}=`))
  if (line !== undefined) return line.slice(name.length + 1)
  return found.find((one) => one.Target === name || one.PathInContainer === name)
}

function step(from: unknown, names: readonly string[]): unknown {
  return names.reduce<unknown>(
    (at, name) =>
      typeof at === 'object' && at !== null ? new Map(Object.entries(at)).get(name) : undefined,
    from,
  )
}

describe('a container with all that may be had', () => {
  let session = ''
  let form = ''

  beforeAll(async () => {
    const made = await offer('Studio', {
      volumeSource: [join(roots.path, 'media'), join(roots.path, 'people/{username}'), 'drawer'],
      volumeTarget: ['/media', '/own', '/drawer'],
      volumeMode: ['ro', 'rw', 'rw'],
      devices: DEVICE,
      network: LAN,
      runConfig: JSON.stringify({
        hostname: 'studio',
        environment: { B: 'config' },
        shm_size: '128m',
        dns: ['9.9.9.9'],
        extra_hosts: { wiki: '198.51.100.7' },
        tmpfs: { '/scratch': 'size=16m' },
        ulimits: [{ Name: 'nofile', Soft: 4096, Hard: 4096 }],
        labels: { team: 'blue' },
        cap_add: ['KILL'],
        working_dir: '/home/user',
      }),
      execConfig: JSON.stringify({
        first_launch: {
          cmd: `sh -c 'echo "$(id -u):$WHO:$(pwd)" >> /tmp/first'`,
          environment: { WHO: '{username}' },
          workdir: '/tmp',
        },
        go: { cmd: ['sh', '-c', 'echo "$(id -u):$KASM_URL" >> /tmp/went'] },
      }),
    })
    form = made.form
    session = await visitor.launch('Studio')
  }, IMAGES_SECONDS * 1000)

  test('is what the preview said, setting by setting', async () => {
    const container = await inspect(session)
    const preview = previewIn(form)
    expect(preview.length).toBeGreaterThan(25)
    for (const [path, value] of preview) {
      const expected = JSON.parse(JSON.stringify(value).replaceAll('{username}', 'admin'))
      const got = valueAt(container, path)
      if (typeof expected === 'object' && !Array.isArray(expected)) {
        expect({ path, got }).toMatchObject({ path, got: expected })
      } else expect({ path, got }).toEqual({ path, got: expected })
    }
    expect(preview.map(([path]) => path)).toContain('Config.Env.B')
    expect(await inside(session, 'echo $A $B; hostname')).toBe('field config\nstudio')
  })

  test('has its volumes: one for all that cannot be written to, one of the person, one by name', async () => {
    expect(await inside(session, 'cat /media/note')).toBe('for all')
    expect(await inside(session, 'echo x > /media/note || echo refused')).toContain('refused')
    expect(readFileSync(join(roots.path, 'media/note'), 'utf8')).toBe('for all')
    await inside(session, 'echo mine > /own/note; echo kept > /drawer/note')
    const own = join(roots.path, 'people/admin/note')
    expect(readFileSync(own, 'utf8')).toBe('mine\n')
    expect(statSync(own).uid).toBe(1000)
    await docker('volume', 'inspect', 'casement-shared-drawer')
  })

  test('has its device, and the group that may use it; no other', async () => {
    expect(await inside(session, `echo x > ${DEVICE} && id -G`)).toContain(String(AUDIO))
    expect(await inside(session, 'ls /dev/snd')).toBe('casement-e2e')
  })

  test('is on its network, and people reach it there', async () => {
    const networks = step(await inspect(session), ['NetworkSettings', 'Networks'])
    expect(Object.keys(new Object(networks))).toEqual([LAN])
    const { page } = await newPerson(browser, product.url)
    await signIn(page, 'admin', PASSWORD)
    await page.goto(`/sessions/${session}`)
    await page.waitForSelector('[data-connection=connected]', { timeout: 120_000 })
    await page.context().close()
  })

  test('ran what was ordered, once at first and at each opening, as its user', async () => {
    const read = (file: string) => inside(session, `cat ${file} 2>/dev/null || true`)
    await until('the first', async () => (await read('/tmp/first')) !== '')
    const link = await visitor.get('/launch/studio?url=https%3A%2F%2Fa.example%2F%3Fb%3D1')
    expect(await link.text()).toContain(`sessions/${session}/go"`)
    for (const url of ['https://a.example/?b=1', 'https://b.example/;id']) {
      const opened = await visitor.post(`/sessions/${session}/go`, { url })
      expect(opened.headers.get('location')).toContain(session)
    }
    await until('both', async () => (await read('/tmp/went')).split('\n').length === 2)
    expect(await read('/tmp/went')).toBe('1000:https://a.example/?b=1\n1000:https://b.example/;id')
    expect(await read('/tmp/first')).toBe('1000:admin:/tmp')
    const refused = await visitor.post(`/sessions/${session}/go`, { url: 'javascript:alert(1)' })
    expect(refused.status).toBe(422)
  })
})

test('what is not allowed is refused by name, beside its field, and stays as typed', async () => {
  const typed = '{"privileged": true, "pid_mode": "host",\n "shm_sise": "1g"}'
  const ask = async (fields: Fields) => {
    const answer = await visitor.post('/admin/workspaces/new', { ...FIELDS, name: 'No', ...fields })
    expect(answer.status).toBe(422)
    return (await answer.text()).replaceAll('&quot;', '"')
  }
  const page = await ask({ runConfig: typed })
  expect(page).toContain('“privileged” is not allowed')
  expect(page).toContain('“pid_mode” is not allowed')
  expect(page).toContain('“shm_sise” is not known. Did you mean “shm_size”?')
  expect(page).toContain(typed)
  expect(await ask({ runConfig: '{\n  "hostname": "a"\n  "user": "b"\n}' })).toContain(
    'Line 3, character 3: a comma is expected',
  )
  const mount = { volumeTarget: '/x', volumeMode: 'rw' }
  for (const source of ['/', '/etc', '/var/run/docker.sock', `${roots.path}/../etc`]) {
    await ask({ ...mount, volumeSource: source })
  }
  expect(await ask({ ...mount, volumeSource: '/etc' })).toContain('No host offers the folder /etc')
  expect(await ask({ devices: '/dev/sda' })).toContain('/dev/sda is no device')
  expect(await ask({ devices: '/dev/kvm' })).toContain('No host offers the device /dev/kvm')
  await ask({ network: 'host' })
  expect(await ask({ network: 'other' })).toContain('No host offers the network other')
  expect(await ask({ execConfig: '{"go":{"cmd":"a","user":"root"}}' })).toContain(
    '“user” of “go” is not allowed',
  )
})

test('an isolated session reaches nothing, and people reach it', async () => {
  await offer('Alone', { network: 'isolated' })
  await offer('Among', {})
  const [alone, among] = [await visitor.launch('Alone'), await visitor.launch('Among')]
  const address = await inside(among, 'hostname -i')
  const own = await inside(alone, 'hostname -i')
  const network = (await inspect(alone)).HostConfig
  expect(step(network, ['NetworkMode'])).toBe('casement-sessions-isolated')
  const reach = (session: string, host: string, port: number) =>
    inside(
      session,
      `timeout 5 bash -c 'exec 3<>/dev/tcp/${host}/${port}' 2>/dev/null && echo open || echo shut`,
    )
  expect(await reach(alone, own, 5901)).toBe('open')
  expect(await reach(alone, address, 5901)).toBe('shut')
  expect(await reach(among, own, 5901)).toBe('shut')
  await visitor.get(`/sessions/${alone}`)
  expect(await visitor.open(alone)).toBe(101)
})
