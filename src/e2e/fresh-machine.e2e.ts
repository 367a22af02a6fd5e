/**
 * The first of the two commands on a machine that has nothing: no Docker Engine, no Bun, no systemd.
 * scripts/fresh-machine makes one of namespaces, with a clean clone of what is committed.
 */
import { beforeAll, describe, expect, test } from 'bun:test'
import { join } from 'node:path'

const FRESH_MACHINE = join(import.meta.dir, '../../scripts/fresh-machine')

/** What an admin would type, one after the other, and a look around in between. */
const STEPS = {
  before: 'command -v docker dockerd bun git || true; ls /run/systemd/system 2>/dev/null || true',
  install: './install.sh --no-wait',
  answer:
    'curl -ksSL https://localhost/ && curl -ksS -o /dev/null -w "%{http_code}\\n" https://localhost/healthz',
  liveRestore: 'docker info -f "{{.LiveRestoreEnabled}}"',
  again: './install.sh --no-wait',
  uninstall: './install.sh --uninstall',
  processes:
    "ps -eo args= | grep -E 'casement|postgres|docker|containerd' | grep -vE 'grep|bash' || true",
  rules: 'iptables-save | grep -i casement || true; ip -br link | grep casement || true',
  data: 'ls /var/lib/casement/secrets',
  purge: './install.sh --uninstall --purge',
  files:
    'ls -d /var/lib/casement /etc/casement /var/log/casement* 2>/dev/null || true; id casement || true',
} as const

type Step = keyof typeof STEPS
const said = new Map<string, string>()

beforeAll(async () => {
  const script = Object.entries(STEPS).map(([name, command]) => `echo "@@ ${name}"; ${command}`)
  const child = Bun.spawn([FRESH_MACHINE, 'bash', '-euc', `exec 2>&1\n${script.join('\n')}`], {
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'inherit',
  })
  const out = await new Response(child.stdout).text()
  for (const part of out.split(/^@@ /m).slice(1)) {
    const end = part.indexOf('\n')
    said.set(part.slice(0, end), part.slice(end + 1).trim())
  }
  if ((await child.exited) !== 0) throw new Error(`It stopped after:\n${out.slice(-5000)}`)
}, 1_200_000)

function output(step: Step): string {
  return said.get(step) ?? ''
}

describe('install.sh on a new machine', () => {
  test('finds neither Docker nor Bun, git nor systemd', () => {
    expect(output('before')).toBe('')
  })

  test('builds, installs Docker, and ends with an address and a password', () => {
    expect(output('install')).toMatch(/^dist\/casement .* MB$/m)
    expect(output('install')).toMatch(/Docker Engine \d+\.\S+ answers/)
    expect(output('install')).toContain('    https://fresh/\n')
    expect(output('install')).toMatch(/Password: +\S{12,}/)
  })

  test('leaves a front door that answers, and a Docker whose restarts end no session', () => {
    expect(output('answer')).toContain('<form')
    expect(output('answer')).toEndWith('200')
    expect(output('liveRestore')).toBe('true')
  })

  test('keeps everything when it runs again', () => {
    expect(output('again')).toContain('Nothing has changed, and it runs: not restarted')
    expect(output('again')).not.toContain('Password:')
  })

  test('takes everything along but the data', () => {
    expect(output('uninstall')).toContain('Casement is removed.')
    expect(output('processes')).toBe('')
    expect(output('rules')).toBe('')
    expect(output('data')).toContain('master.key')
  })

  test('takes the data along when told to', () => {
    expect(output('purge')).toContain('Removed: /etc/casement/casement.toml, /var/lib/casement')
    expect(output('files')).toMatch(/^\S*id: .casement.: no such user$/)
  })
})
