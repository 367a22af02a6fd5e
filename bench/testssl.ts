/**
 * bun bench/testssl.ts: what Debian's testssl says of dist/casement with its self-signed certificate, and with
 * one that an authority gave by ACME (pebble). Fails where anything is above LOW that is neither the authority,
 * which nobody knows, nor BREACH, which the README answers. Root, where the two are not installed yet.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '../src/testing/folder.ts'
import { startPebble } from '../src/testing/pebble.ts'
import { type Product, startProduct } from '../src/testing/product.ts'
import { until } from '../src/testing/until.ts'
import { install, PATH } from './debian.ts'

type Finding = { readonly id: string; readonly severity: string; readonly finding: string }

const GRAVE = ['MEDIUM', 'HIGH', 'CRITICAL']
/** Of a certificate that no known authority gave, or that names no place to ask whether it was taken back. */
const OF_THE_AUTHORITY = /^cert_(trust|chain_of_trust|revocation|expirationStatus|caIssuers)/

await install({ testssl: 'testssl.sh', pebble: 'pebble', hexdump: 'bsdextrautils' })
const rows: string[] = []
let grave = 0
await judge('self-signed', async () => startProduct())
await using pebble = await startPebble()
await judge('of an authority', async () => {
  const names = ['--acme-domains', 'localhost.test', '--acme-agree', '--acme-hook', pebble.hook]
  const authority = ['--acme-directory', pebble.directory, '--acme-ca', pebble.ca]
  const product = await startProduct({ args: [...names, ...authority] })
  await until('the certificate', () => product.log().includes('The authority gave a certificate'))
  return product
})
console.log(`| certificate | finding | severity | what it says |\n| --- | --- | --- | --- |`)
console.log(rows.join('\n'))
console.log(`${grave} above LOW that are not the authority’s`)
process.exitCode = grave === 0 ? 0 : 1

async function judge(name: string, start: () => Promise<Product>) {
  await using product = await start()
  using folder = temporaryFolder()
  const path = join(folder.path, 'findings.json')
  const child = Bun.spawn(
    [
      ...['testssl', '--quiet', '--color', '0', '--warnings', 'off', '--ip', 'one'],
      ...['--jsonfile', path, product.url],
    ],
    { stdin: 'ignore', stdout: 'ignore', stderr: 'inherit', env: { PATH, TERM: 'dumb' } },
  )
  await child.exited
  const findings: readonly Finding[] = JSON.parse(readFileSync(path, 'utf8'))
  if (findings.length < 50) throw new Error(`testssl looked at too little: ${findings.length}`)
  for (const { id, severity, finding } of findings) {
    const known = OF_THE_AUTHORITY.test(id) || id === 'BREACH'
    if (GRAVE.includes(severity) && !known) grave++
    if (GRAVE.includes(severity) || severity === 'LOW') {
      rows.push(`| ${name} | ${id} | ${severity}${known ? ', known' : ''} | ${finding} |`)
    }
  }
}
