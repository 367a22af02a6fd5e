import { chmodSync, copyFileSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '../folder.ts'
import { BINARY, freePort } from '../product.ts'

/**
 * The executable as the installer leaves it: at a path of its own, with a configuration file, run by its
 * commands. Two workers, TLS.
 */
export async function install() {
  const folder = temporaryFolder()
  chmodSync(folder.path, 0o755) // the database runs as another user, who must get through
  const binary = join(folder.path, 'casement')
  const config = join(folder.path, 'casement.toml')
  const dataDir = join(folder.path, 'data')
  const port = await freePort()
  const manager = `127.0.0.1:${await freePort()}`
  let limit = 4096
  put()
  configure()
  await command('start')
  return {
    url: `https://127.0.0.1:${port}`,
    manager: `http://${manager}`,
    token: () => readFileSync(join(dataDir, 'secrets/manager-token'), 'utf8').trim(),
    adminPassword: () => readFileSync(join(dataDir, 'initial-admin-password'), 'utf8').trim(),
    log: () => readFileSync(join(dataDir, 'run/casement.log'), 'utf8'),
    /** Changes what needs other workers, and has it read. */
    async reload() {
      limit++
      configure()
      await command('reload')
    },
    /** Another file lies at the path of the executable, and takes its place. */
    async upgrade() {
      put()
      await command('restart')
    },
    pid(): number {
      const text = readFileSync(join(dataDir, 'run/service.json'), 'utf8')
      return Number(/"pid":(\d+)/.exec(text)?.[1])
    },
    async [Symbol.asyncDispose]() {
      await command('stop')
      folder[Symbol.dispose]()
    },
  }

  function put() {
    const fresh = `${binary}.new`
    copyFileSync(BINARY, fresh)
    chmodSync(fresh, 0o755)
    renameSync(fresh, binary)
  }

  function configure() {
    const settings = {
      ...{ 'data-dir': dataDir, port: String(port), hostname: '127.0.0.1', 'session-port': '0' },
      ...{ 'manager-listen': manager, 'proxy-workers': '2', 'per-address': String(limit) },
      // No engine: sessions are those of an agent without one.
      'docker-socket': join(folder.path, 'no-docker.sock'),
    }
    const lines = Object.entries(settings).map(([name, value]) => `${name} = "${value}"\n`)
    writeFileSync(config, lines.join(''))
  }

  async function command(word: 'start' | 'stop' | 'reload' | 'restart') {
    const child = Bun.spawn([binary, word, '--config', config], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH ?? '' },
    })
    const [said, wrong] = await Promise.all([
      new Response(child.stdout).text(),
      new Response(child.stderr).text(),
    ])
    if ((await child.exited) !== 0) throw new Error(`casement ${word}: ${said}${wrong}`)
  }
}

export type Installed = Awaited<ReturnType<typeof install>>
