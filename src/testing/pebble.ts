import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { selfSigned } from '../proxy/certificates/self-signed.ts'
import { freePort } from './product.ts'
import { until } from './until.ts'

/** An authority that gives certificates by ACME to whoever answers its challenges, for tests. */
export type Pebble = AsyncDisposable & {
  readonly directory: string
  /** Who signed the certificate of its directory. */
  readonly ca: string
  /** Where it asks for proofs by plain HTTP, at whatever name. */
  readonly httpPort: number
  /** A program that sets records of its DNS. */
  readonly hook: string
  readonly log: () => Promise<string>
}

/** Every name leads to this machine. Certificates last so many seconds. */
export async function startPebble(lifetime = 90 * 24 * 60 * 60): Promise<Pebble> {
  const folder = mkdtempSync(join(tmpdir(), 'casement-pebble-'))
  const [port, management, httpPort, tlsPort, dns, records] = await Promise.all(
    Array.from({ length: 6 }, freePort),
  )
  const { cert, key } = selfSigned(['127.0.0.1'], new Date())
  const file = (name: string, text: string, mode = 0o644) => {
    const path = join(folder, name)
    writeFileSync(path, text, { mode })
    return path
  }
  const ca = file('ca.pem', cert)
  const configuration = {
    pebble: {
      listenAddress: `127.0.0.1:${port}`,
      managementListenAddress: `127.0.0.1:${management}`,
      certificate: ca,
      privateKey: file('key.pem', key),
      httpPort,
      tlsPort,
      certificateValidityPeriod: lifetime,
    },
  }
  const hook = file(
    'hook',
    `#!/usr/bin/env bash
set -euo pipefail
[[ $1 == add ]] || exit 0 # the server forgets all values of a name at once, also that of the same name with a star
exec curl -fsS -d '{"host":"'"$2"'.","value":"'"$3"'"}' http://127.0.0.1:${records}/set-txt
`,
    0o755,
  )
  const logPath = join(folder, 'log')
  const run = (...command: string[]) =>
    Bun.spawn(['setpriv', '--pdeathsig', 'KILL', ...command], {
      stdin: 'ignore',
      stdout: Bun.file(logPath),
      stderr: Bun.file(logPath),
      // Without it, it waits for some seconds before it asks, and refuses now and then on purpose.
      env: { PATH: process.env.PATH ?? '', PEBBLE_VA_NOSLEEP: '1', PEBBLE_WFE_NONCEREJECT: '0' },
    })
  const names = run(
    ...['pebble-challtestsrv', '-defaultIPv6', '', '-dns01', `127.0.0.1:${dns}`],
    ...['-management', `127.0.0.1:${records}`, '-http01', '', '-https01', '', '-tlsalpn01', ''],
  )
  const authority = run(
    ...['pebble', '-config', file('configuration', JSON.stringify(configuration))],
    ...['-dnsserver', `127.0.0.1:${dns}`],
  )
  const log = () => Bun.file(logPath).text()
  const directory = `https://127.0.0.1:${port}/dir`
  await until('the authority', async () => {
    if (authority.exitCode !== null || names.exitCode !== null) {
      throw new Error(`It exited:\n${await log()}`)
    }
    return (await fetch(directory, { tls: { ca: cert } })).ok
  })
  return {
    directory,
    ca,
    httpPort: httpPort ?? 0,
    hook,
    log,
    async [Symbol.asyncDispose]() {
      names.kill('SIGKILL')
      authority.kill('SIGKILL')
      await Promise.all([names.exited, authority.exited])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
