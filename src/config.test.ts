import { describe, expect, test } from 'bun:test'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig, sampleFile, usage } from './config.ts'

const dir = mkdtempSync(join(tmpdir(), 'casement-config-'))

function file(text: string): string {
  const path = join(dir, `${crypto.randomUUID()}.toml`)
  writeFileSync(path, text)
  return path
}

describe('readConfig', () => {
  test('takes flags before environment before file before defaults', () => {
    const CASEMENT_CONFIG = file('port = 1001\nzone = "oslo"\nname = "from-file"')
    const env = { CASEMENT_CONFIG, CASEMENT_PORT: '1002', CASEMENT_NAME: 'from-env' }

    const config = readConfig(['--port', '1003'], env)

    expect([config.port, config.name, config.zone, config.drainSeconds]).toEqual([
      1003,
      'from-env',
      'oslo',
      20,
    ])
    expect(config.origins.port).toBe('--port')
    expect(config.origins.name).toBe('CASEMENT_NAME')
  })

  test('all-in-one is three roles', () => {
    expect(readConfig([], {}).roles).toEqual(['manager', 'agent', 'proxy'])
  })

  test.each([
    ['[::1]:7480', '::1'],
    ['0.0.0.0:7480', '0.0.0.0'],
  ])('listens for hosts at %s', (typed, hostname) => {
    expect(readConfig(['--manager-listen', typed], {}).managerListen).toEqual({
      hostname,
      port: 7480,
    })
  })

  test.each([
    ['/apps/casement/', '/apps/casement'],
    ['/casement', '/casement'],
    ['/', ''],
    ['', ''],
  ])('lives below %p', (typed, prefix) => {
    expect(readConfig(['--path-prefix', typed], {}).pathPrefix).toBe(prefix)
  })

  test('takes a choice with or without a word', () => {
    expect(readConfig(['--http', '--port', '80'], {})).toMatchObject({ http: true, port: 80 })
    expect(readConfig(['--http', 'false', '--port', '81'], {}).http).toBe(false)
    expect(readConfig(['--config', file('http = true')], {}).http).toBe(true)
    expect(readConfig([], { CASEMENT_HTTP: 'true' }).http).toBe(true)
    expect(readConfig([], {}).http).toBe(false)
  })

  const refusals: [string, string[], string][] = [
    ['an unknown flag, by name', ['--prot', '1'], 'Did you mean --port?'],
    ['an unknown role', ['--role', 'managr'], 'Did you mean manager?'],
    [
      'a port out of range',
      ['--port', '70000'],
      'ports go from 1 to 65535, and 0 takes any free one',
    ],
    ['a flag without its value', ['--port'], '--port needs a value'],
    ['plain HTTP with a certificate', ['--http', '--tls-cert', 'a', '--tls-key', 'b'], 'exclude'],
    ['a network that is none', ['--trusted-proxies', '10.0.0.0/33'], '"10.0.0.0/33" is no address'],
    [
      'an address that is none',
      ['--trusted-proxies', '::1,localhost'],
      '"localhost" is no address',
    ],
    ['a PROXY header of anybody', ['--proxy-protocol'], 'without trusted-proxies'],
    ['a redirect to nothing', ['--http', '--redirect-port', '80'], 'leads to HTTPS at another'],
    ['a redirect to itself', ['--redirect-port', '443'], 'leads to HTTPS at another'],
    ['a redirect from anywhere', ['--redirect-port', '0'], 'from 1 to 65535'],
    ['nobody from an address', ['--per-address', '0'], 'at least 1'],
    ['half a yes', ['--http=maybe'], 'neither true nor false'],
    ['an authority unasked', ['--acme-domains', 'desk.example.org'], 'give --acme-agree'],
    ['a name that is none', ['--acme-domains', 'desk'], 'is no name of a host'],
    ['a star without DNS', ['--acme-domains', '*.a.org', '--acme-agree'], 'give --acme-hook'],
    ['an authority for plain HTTP', ['--acme-domains', 'a.org', '--http'], 'excludes http'],
    ['half a certificate', ['--tls-cert', 'a.pem'], 'belong together'],
    ['a path that is none', ['--path-prefix', 'casement'], 'such as /casement'],
    ['a path that leads up', ['--path-prefix', '/a/../b'], 'such as /casement'],
    ['a label that is none', ['--labels', 'gpu,two words'], '"two words" is no label'],
    ['an agent without its manager', ['--role', 'agent'], '--manager-url'],
    [
      'a database for an agent',
      ['--role', 'agent', '--manager-url', 'http://m', '--database-url', 'postgres://x/y'],
      'only a manager',
    ],
    ['a manager of a manager', ['--manager-url', 'http://m'], 'is a manager itself'],
    ['a word that is no option', ['serve'], 'Options begin with --'],
  ]
  test.each(refusals)('refuses %s', (_, argv, sentence) => {
    expect(() => readConfig(argv, {})).toThrow(sentence)
  })

  test('refuses an unknown key in the file, and names the file', () => {
    const path = file('prot = 1')
    expect(() => readConfig(['--config', path], {})).toThrow(`${path}: "prot" is not a setting`)
  })

  test('never prints the database password', () => {
    const config = readConfig(['--database-url', 'postgres://u:hunter2@h/d'], {})
    expect(`${JSON.stringify(config)} ${config.databaseUrl} ${Bun.inspect(config)}`).not.toContain(
      'hunter2',
    )
    expect(config.databaseUrl?.reveal()).toContain('hunter2')
  })

  test('the sample file is valid and changes nothing', () => {
    const uncommented = sampleFile().replace(/^# (?=[a-z-]+ = )/gm, '')
    const { origins: _, ...fromFile } = readConfig(['--config', file(uncommented)], {})
    const { origins: __, ...defaults } = readConfig([], {})
    expect(fromFile).toEqual(defaults)
    expect(usage()).toContain('--database-url URL')
  })
})
