import { expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CONFIGURATIONS } from './outer-configurations.ts'

const readme = readFileSync(join(import.meta.dir, '../../README.md'), 'utf8')
const plan = {
  folder: '/etc/desk',
  port: 443,
  upstream: { port: 8080, tls: false },
  prefix: '',
  keepsPrefix: false,
}

/** Those of Caddy name a host, for which it gets a certificate by itself. */
function said(text: string): string[] {
  return text
    .replaceAll('127.0.0.1:443', '443')
    .replaceAll('https://desk.example.com', 'https://443')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
}

test.each(['nginx', 'haproxy', 'caddy'] as const)(
  'the README says of %s what runs in tests',
  (kind) => {
    const block = new RegExp(`\`\`\`${kind}\\n(.*?)\`\`\``, 's').exec(readme)?.[1] ?? ''
    const lines = said(block)
    expect(lines.length).toBeGreaterThan(2)
    const run = said(CONFIGURATIONS[kind](plan).text)
    expect(lines.filter((line) => !run.includes(line))).toEqual([])
  },
)
