/**
 * install.sh as an admin runs it: install, again, with another setting, uninstall, purge. Beside
 * whatever is installed on this machine: everything goes to a folder of the test. What it does on a
 * machine with neither Docker nor Bun: sudo scripts/fresh-machine ./install.sh
 */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { copyFileSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openDocker } from '../agent/docker.ts'
import { makeTestImage, TEST_IMAGE } from '../agent/testing/test-image.ts'
import { DATABASE_USER } from '../db/embedded/settings.ts'
import { pool } from '../db/pool.ts'
import { docker } from '../testing/engine.ts'
import { temporaryFolder } from '../testing/folder.ts'
import { freePort } from '../testing/product.ts'
import { nextVersion, schemaOf, setMood } from '../testing/trials/next-version.ts'
import { until } from '../testing/until.ts'
import { Visitor } from '../testing/visitor.ts'

const checkout = join(import.meta.dir, '../..')
const folder = temporaryFolder()
/** A release as it is unpacked: the installer, and the executable beside it. */
const installer = join(folder.path, 'release/install.sh')
const [prefix, data] = [join(folder.path, 'prefix'), join(folder.path, 'data')]
const config = join(folder.path, 'etc/casement.toml')
const binary = join(prefix, 'bin/casement')
const engine = openDocker('/var/run/docker.sock')
let visitor: Visitor
let settings: string[]

beforeAll(async () => {
  mkdirSync(join(folder.path, 'release'))
  copyFileSync(join(checkout, 'install.sh'), installer)
  copyFileSync(join(checkout, 'dist/casement'), join(folder.path, 'release/casement'))
  const port = await freePort()
  visitor = new Visitor(`https://localhost:${port}`)
  settings = [
    ...['--port', `${port}`, '--hostname', 'localhost', '--data-dir', data],
    ...['--manager-listen', `127.0.0.1:${await freePort()}`],
  ]
  await makeTestImage(engine)
})

afterAll(async () => {
  if (existsSync(binary)) await install('--uninstall')
  await engine.removeImage(TEST_IMAGE)
  folder[Symbol.dispose]()
})

async function install(...flags: string[]) {
  return run(installer, '--prefix', prefix, '--config', config, ...flags)
}

async function run(...argv: string[]) {
  const env = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '/root' }
  const child = Bun.spawn(argv, { stdin: 'ignore', stdout: 'pipe', stderr: 'pipe', env })
  const [out, err, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ])
  return { said: `${out}${err}`, code }
}

/** Runs words of bash among the installer's functions, with these lines as the configuration. */
async function inInstaller(lines: string, words: string): Promise<string> {
  using etc = temporaryFolder()
  const path = join(etc.path, 'casement.toml')
  writeFileSync(path, `${lines}\n`)
  const functions = readFileSync(join(checkout, 'install.sh'), 'utf8')
  const script = functions.replace('main "$@"', () => `config=${path}\n${words}`)
  const installer = join(etc.path, 'install.sh')
  writeFileSync(installer, script)
  return (await run('bash', installer)).said.trim()
}

/** The database of the installation, whichever service runs it. */
function database() {
  const connection = pool(
    { host: join(data, 'postgres/run'), user: DATABASE_USER, database: 'postgres' },
    { max: 1 },
  )
  return { connection, [Symbol.asyncDispose]: () => connection.end({ timeout: 1 }) }
}

async function servedVersion(): Promise<string> {
  const { said } = await run(binary, 'status', '--config', config)
  return /^version +(\S+)$/m.exec(said)?.[1] ?? said
}

function versionOf(path: string): string {
  const { stdout } = Bun.spawnSync([path, '--version'])
  return stdout.toString().trim().replace('casement ', '')
}

async function servicePid(): Promise<number> {
  const { said } = await run(binary, 'status', '--config', config)
  return Number(/^process +(\d+)$/m.exec(said)?.[1])
}

describe('install.sh', () => {
  test('refuses an option that it does not know, and names the nearest', async () => {
    expect(await install('--prot', '443')).toEqual({
      said: 'install.sh: --prot is not an option. Did you mean --port? See --help.\n',
      code: 1,
    })
  })

  test('refuses what the service would refuse, before it changes anything', async () => {
    const { said, code } = await install('--role', 'proxi', '--data-dir', data)
    expect(said).toContain('there is no role "proxi". Did you mean proxy?')
    expect(code).toBe(1)
    expect(existsSync(config)).toBe(false)
  })

  test('calls nothing with a secret among its words, which everybody on a host can see', async () => {
    using release = temporaryFolder()
    const path = join(release.path, 'install.sh')
    copyFileSync(join(checkout, 'install.sh'), path)
    const echo = [
      '#!/bin/bash',
      '[[ $1 == status ]] || exit 0',
      'echo "casement: $* env $CASEMENT_TOKEN"',
      'exit 2',
    ]
    writeFileSync(join(release.path, 'casement'), echo.join('\n'), { mode: 0o755 })
    const { said } = await run(path, '--config', join(release.path, 'none'), '--token', 'canary')
    expect(said).toContain('install.sh: status --config /dev/null env canary')
  })

  test.each(['{}', '{\n}\n', '{"dns": []}\n', '{\n  "log-opts": {"a": "b"}\n}\n'])(
    'adds live-restore to what Docker is told already: %j',
    async (before) => {
      using etc = temporaryFolder()
      const path = join(etc.path, 'daemon.json')
      writeFileSync(path, before)
      const functions = readFileSync(join(checkout, 'install.sh'), 'utf8')
        .replace(/^readonly DAEMON_JSON=.*$/m, `readonly DAEMON_JSON=${path}`)
        .replace('main "$@"', 'turn_on_live_restore')
      await run('bash', '-c', functions)
      const after: unknown = JSON.parse(readFileSync(path, 'utf8'))
      expect(after).toEqual({ 'live-restore': true, ...JSON.parse(before) })
    },
  )

  test.each([
    ['port = 8443 # for now', '8443'],
    ['port = "a # b" # c', 'a # b'],
    ["port = 'a # b' # c", 'a # b'],
    ['port = "a \\"b\\" \\\\"', 'a "b" \\'],
    ['# port = 1\n  port = 2', '2'],
    ['#port = 1', ''],
  ])('reads what the service would from %j', async (line, value) => {
    expect(await inInstaller(line, 'setting_in_file port')).toBe(value)
  })

  test('sets the key that counts, or its sample, and nothing else', async () => {
    const set = 'set_in_file port 9 >/dev/null; cat "$config"'
    expect(await inInstaller('#port = 1\nport = 2\nzone = ""', set)).toBe(
      '#port = 1\nport = "9"\nzone = ""',
    )
    expect(await inInstaller('#port = 1\nzone = ""', set)).toBe('port = "9"\nzone = ""')
    expect(await inInstaller('zone = ""', set)).toBe('zone = ""\nport = "9"')
  })

  test('takes session images away by name and never by force, which would take those in use', async () => {
    const stub = [
      'wake_docker() { :; }',
      'docker() { case "$*" in *"image ls"*) echo a:1; echo b:1 ;; *) echo "$*" >>"$config" ;; esac; }',
      'remove_images >/dev/null',
      'cat "$config"',
    ]
    const asked = (await inInstaller('# asked:', stub.join('\n'))).split('\n')
    const socket = '-H unix:///var/run/docker.sock'
    expect(asked).toEqual(['# asked:', `${socket} image rm a:1`, `${socket} image rm b:1`])
  })

  test('ends with an address that answers and a password that opens it', async () => {
    const { said, code } = await install(...settings, '--no-wait')
    expect(said).toContain(`    ${visitor.base}/\n`)
    expect(code).toBe(0)
    const password = /^ +Password: +(\S+)$/m.exec(said)?.[1] ?? ''

    expect(existsSync(join(data, 'initial-admin-password'))).toBe(false)
    await visitor.signInAnew('admin', password, 'a quiet window that opens')
    expect((await visitor.get('/admin/system')).status).toBe(200)
    expect(statSync(config).mode & 0o777).toBe(0o600)
  }, 300_000)

  test('changes nothing the second time, and says what it kept', async () => {
    const before = await servicePid()
    const { said, code } = await install('--no-wait')

    expect(said).toContain('Nothing has changed, and it runs: not restarted')
    expect(said).toContain(`the configuration: ${config}`)
    expect(said).toContain(`the data: ${data}`)
    expect(said).not.toContain('Password:')
    expect(code).toBe(0)
    expect(await servicePid()).toBe(before)
  })

  test('sets what is given, leaves every other line, and keeps people signed in', async () => {
    const before = `${readFileSync(config, 'utf8')}# a line of the admin\n`
    writeFileSync(config, before)
    const pid = await servicePid()

    const { said, code } = await install('--no-wait', '--hostname', 'desk.invalid')

    expect(said).toContain('hostname = desk.invalid')
    expect(code).toBe(0)
    expect(readFileSync(config, 'utf8')).toBe(
      before.replace('hostname = "localhost"', 'hostname = "desk.invalid"'),
    )
    expect(await servicePid()).not.toBe(pid)
    expect((await visitor.get('/admin/system')).status).toBe(200)
  })

  test('takes the version before back where the new one does not start', async () => {
    await using sql = database()
    await setMood(sql.connection, 'broken')
    copyFileSync(await nextVersion(), join(folder.path, 'release/casement'))

    const { said, code } = await install('--no-wait')

    expect(said).toContain('migration 9999_planted of the database failed')
    expect(said).toContain('The upgrade failed; the version before runs again')
    expect(code).toBe(1)
    expect(await servedVersion()).toBe(versionOf(join(checkout, 'dist/casement')))
    expect((await visitor.get('/admin/system')).status).toBe(200)
  }, 300_000)

  test('upgrades, and one command goes back, though the database has changed', async () => {
    await using sql = database()
    await setMood(sql.connection, 'sound')
    const upgraded = await install('--no-wait')
    expect(upgraded.said).toContain('who looks at one stays connected')
    expect(upgraded.code).toBe(0)
    expect(await servedVersion()).toStartWith('99.0.0')

    const { said, code } = await run(binary, 'rollback', '--config', config)

    expect(said).toContain('Going back from 99.0.0')
    expect(said).toContain('another "casement rollback" returns to it')
    expect(code).toBe(0)
    expect(await servedVersion()).toBe(versionOf(join(checkout, 'dist/casement')))
    expect((await schemaOf(sql.connection)).planted).toBe(true)
    expect((await visitor.get('/admin/system')).status).toBe(200)
    copyFileSync(join(checkout, 'dist/casement'), join(folder.path, 'release/casement'))
  }, 300_000)

  test('with another place for the data, ends the service that has the old one', async () => {
    const before = await servicePid()
    const elsewhere = join(folder.path, 'elsewhere')
    const { code } = await install('--no-wait', '--data-dir', elsewhere)
    expect(code).toBe(0)
    expect(existsSync(`/proc/${before}`)).toBe(false)
    expect(existsSync(join(elsewhere, 'secrets'))).toBe(true)

    const back = await install('--no-wait', '--data-dir', data)
    expect(back.code).toBe(0)
    expect((await visitor.get('/admin/system')).status).toBe(200)
  })

  test('leaves no process, container, network or firewall rule behind, but the data', async () => {
    const id = readFileSync(join(data, 'agent-installation'), 'utf8').trim()
    const ours = ['ps', '-aq', '--filter', `label=casement.installation=${id}`]
    await until('the network and the rules of a running agent', async () => {
      return (await networks()).length > 0 && (await firewallRules()).length > 0
    })
    // A session of a service that stands still: a running one would end it, since nobody wants it.
    await run(binary, 'stop', '--config', config)
    const labels = ['--label', `casement.installation=${id}`, '--label', 'casement.generation=1']
    const session = ['--label', `casement.session=${crypto.randomUUID()}`]
    await docker('create', '--network', 'casement-sessions', ...labels, ...session, TEST_IMAGE)
    expect(await docker(...ours)).toHaveLength(1)

    const { said, code } = await install('--uninstall')

    expect(said).toContain(`Kept: ${config}, ${data}`)
    expect(code).toBe(0)
    expect(await docker(...ours)).toEqual([])
    const strangers = await docker('ps', '-q', '--filter', 'network=casement-sessions')
    if (strangers.length === 0) {
      expect(await networks()).toEqual([])
      expect(await firewallRules()).toEqual([])
    } else {
      expect(said).toContain('another installation')
    }
    expect(await processes()).toEqual([])
    expect(existsSync(binary)).toBe(false)
    expect(existsSync(config)).toBe(true)
  })

  test('finds the data again, and removes it when told to', async () => {
    const again = await install('--no-wait')
    expect(again.said).not.toContain('Password:')
    expect(again.code).toBe(0)
    expect((await visitor.get('/admin/system')).status).toBe(200)

    const { said, code } = await install('--uninstall', '--purge')
    expect(said).toContain(`Removed: ${config}, ${data}`)
    expect(code).toBe(0)
    expect(existsSync(data)).toBe(false)
    expect(existsSync(config)).toBe(false)
    expect(await processes()).toEqual([])
  })
})

function networks() {
  return docker('network', 'ls', '--format', '{{.Name}}', '--filter', 'name=^casement-sessions$')
}

async function firewallRules(): Promise<string[]> {
  const both = await Promise.all([run('iptables-save'), run('ip6tables-save')])
  return both.flatMap(({ said }) => said.split('\n').filter((line) => /casement0/i.test(line)))
}

/** Everything that has the folder in its command line: service, workers, supervisor, database. */
async function processes(): Promise<string[]> {
  const { said } = await run('pgrep', '-fa', folder.path)
  return said.split('\n').filter(Boolean)
}
