/**
 * Behind a real HAProxy that passes TLS through and says by the PROXY protocol for whom it comes: who asks is who
 * is told, and nobody else is believed. HAProxy comes from addresses of its own, so that they cannot be confused.
 */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, type Product, startProduct } from '../testing/product.ts'
import { until } from '../testing/until.ts'
import { Visitor } from '../testing/visitor.ts'

const PASSWORD = 'a pane behind a balancer'
const WAIT = 120_000
/** Where the connections come to HAProxy from: through another one that says nothing. */
const CLIENT = '127.0.0.9'
const TRUSTED = '127.0.0.2'
const STRANGER = '127.0.0.4'

const KINDS = [
  ['first', `send-proxy source ${TRUSTED}`],
  ['second', `send-proxy-v2 source ${TRUSTED}`],
  ['checked', `send-proxy-v2 proxy-v2-options crc32c source ${TRUSTED}`],
  ['silent', `source ${TRUSTED}`],
  ['untrusted', `send-proxy source ${STRANGER}`],
] as const
type Kind = (typeof KINDS)[number][0]

const folder = mkdtempSync(join(tmpdir(), 'casement-address-'))
const ports = new Map<Kind, { readonly outer: number; readonly inner: number }>()
let redirectPort: number
let product: Product
let balancer: ReturnType<typeof Bun.spawn>

function base(kind: Kind): string {
  return `https://127.0.0.1:${ports.get(kind)?.outer}`
}

function configuration(): string {
  const parts = KINDS.map(
    ([kind, how]) => `
listen outer-${kind}
  bind 127.0.0.1:${ports.get(kind)?.outer}
  server one 127.0.0.1:${ports.get(kind)?.inner} source ${CLIENT}
listen ${kind}
  bind 127.0.0.1:${ports.get(kind)?.inner}
  server one 127.0.0.1:${product.port} ${how}`,
  )
  const limits = 'timeout connect 10s\n  timeout client 60s\n  timeout server 60s'
  return `defaults\n  mode tcp\n  ${limits}\n${parts.join('\n')}\n`
}

async function failure(kind: Kind): Promise<string> {
  try {
    const answer = await fetch(`${base(kind)}/healthz`, { tls: { rejectUnauthorized: false } })
    return `It answered ${answer.status}`
  } catch {
    return 'closed'
  }
}

beforeAll(async () => {
  redirectPort = await freePort()
  product = await startProduct({
    args: [
      ...['--trusted-proxies', TRUSTED, '--proxy-protocol'],
      ...['--redirect-port', String(redirectPort)],
    ],
  })
  for (const [kind] of KINDS) {
    ports.set(kind, { outer: await freePort(), inner: await freePort() })
  }
  const path = join(folder, 'haproxy.cfg')
  writeFileSync(path, configuration())
  // Ends with the test, however that ends.
  balancer = Bun.spawn(['setpriv', '--pdeathsig', 'KILL', 'haproxy', '-db', '-f', path], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { PATH: `${process.env.PATH}:/usr/sbin` },
  })
  const admin = new Visitor(product.url)
  await admin.signInAnew('admin', product.adminPassword(), PASSWORD)
  await until('HAProxy in front', async () => (await failure('first')) === 'It answered 200')
}, WAIT)

afterAll(async () => {
  balancer?.kill('SIGKILL')
  await product?.[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
}, WAIT)

/** Addresses that the page of one's own sign-ins lists. */
async function signInsBy(kind: Kind): Promise<string[]> {
  const visitor = new Visitor(base(kind))
  expect((await visitor.signIn('admin', PASSWORD)).status).toBe(303)
  const page = await (await visitor.get('/profile')).text()
  expect(page).toContain('</html>')
  return [...page.matchAll(/<td class="full mono"[^>]*>([^<]*)<\/td>/g)].map(([, one]) => one ?? '')
}

test.each<Kind>(['first', 'second', 'checked'])(
  'who signs in is known by the address that HAProxy tells: %s',
  async (kind) => {
    const listed = await signInsBy(kind)
    // The other one is that of the direct sign-in.
    expect(new Set(listed)).toEqual(new Set([CLIENT, '127.0.0.1']))
  },
  WAIT,
)

test(
  'a trusted balancer that says nothing is closed, with a line in the log',
  async () => {
    expect(await failure('silent')).toBe('closed')
    await until('a line in the log', () => product.log().includes('sent no PROXY header'))
    expect(product.log()).toInclude(`peer=${TRUSTED}`)
  },
  WAIT,
)

test(
  'nobody else is believed what it says, and whoever comes directly is served',
  async () => {
    expect(await failure('untrusted')).toBe('closed')
    const direct = await fetch(`${product.url}/healthz`, { tls: { rejectUnauthorized: false } })
    expect(await direct.text()).toBe('ok')
  },
  WAIT,
)

test(
  'many at once come through, whole',
  async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, async (_, i) => {
        const kind = i % 2 === 0 ? 'first' : 'second'
        const tls = { rejectUnauthorized: false }
        const answer = await fetch(`${base(kind)}/sign-in`, { tls, keepalive: false })
        return `${answer.status} ${(await answer.text()).includes('</html>')}`
      }),
    )
    expect(new Set(answers)).toEqual(new Set(['200 true']))
  },
  WAIT,
)

test(
  'plain HTTP at its own port leads to HTTPS',
  async () => {
    const url = `http://127.0.0.1:${redirectPort}/sign-in?next=%2F`
    const answer = await fetch(url, { redirect: 'manual' })
    expect(answer.headers.get('location')).toBe(`${product.url}/sign-in?next=%2F`)
    expect(answer.status).toBe(308)
  },
  WAIT,
)
