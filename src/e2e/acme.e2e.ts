/** Certificates from a real ACME server, Debian's pebble, by HTTP-01 and DNS-01, with the real executable. */
import { expect, test } from 'bun:test'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { temporaryFolder } from '../testing/folder.ts'
import { type Pebble, startPebble } from '../testing/pebble.ts'
import { type Product, startProduct } from '../testing/product.ts'
import { RfbVisitor } from '../testing/rfb-visitor.ts'
import { until } from '../testing/until.ts'
import { Visitor } from '../testing/visitor.ts'

const LIMIT = 1_500_000
/** Asked once, refused once for want of a moment, and asked again. */
const AGAIN_SECONDS = 600
const PASSWORD = 'a quiet window that opens'

function settings(pebble: Pebble, ...domains: string[]): string[] {
  return [
    ...['--redirect-port', String(pebble.httpPort)],
    ...['--acme-domains', domains.join(), '--acme-agree', '--acme-email', 'admin@desk.test'],
    ...['--acme-directory', pebble.directory, '--acme-ca', pebble.ca, '--proxy-workers', '2'],
  ]
}

/** Who signed what a browser sees that asks for this name, and its serial number. */
async function shown({ port }: Product, servername: string) {
  const socket = connect({ host: '127.0.0.1', port, servername, rejectUnauthorized: false })
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  socket.once('secureConnect', resolve)
  socket.once('error', reject)
  await promise
  const { issuer, subjectaltname, serialNumber } = socket.getPeerCertificate()
  socket.destroy()
  return { issuer: String(issuer.CN), names: subjectaltname, serial: serialNumber }
}

const ours = (issuer: string) => /pebble/i.test(issuer)

async function untilGiven(product: Product, name: string): Promise<void> {
  const given = async () => ours((await shown(product, name)).issuer)
  await until('the certificate', given, AGAIN_SECONDS)
}

test(
  'by HTTP: self-signed at first, then that of the authority, kept for the next start',
  async () => {
    await using pebble = await startPebble()
    using folder = temporaryFolder()
    const options = { dataDir: folder.path, args: settings(pebble, 'desk.test', 'www.desk.test') }
    const before = await (async () => {
      await using product = await startProduct(options)
      expect(ours((await shown(product, 'desk.test')).issuer)).toBe(false)
      const got = await until(
        'the certificate',
        async () => {
          const now = await shown(product, 'desk.test')
          return ours(now.issuer) ? now : undefined
        },
        AGAIN_SECONDS,
      ).catch(async (error) => {
        throw new Error(`${await pebble.log()}\n${product.log()}`, { cause: error })
      })
      expect(got.names).toContain('DNS:desk.test')
      expect(got.names).toContain('DNS:www.desk.test')
      return got
    })()
    const kept = join(folder.path, 'acme')
    const files = readdirSync(kept, { recursive: true, withFileTypes: true }).filter((one) =>
      one.isFile(),
    )
    expect(files.map(({ name }) => name).sort()).toEqual(['account.key', 'certificate.pem'])
    for (const { parentPath, name } of files) {
      expect(statSync(join(parentPath, name)).mode & 0o777).toBe(0o600)
    }
    await using again = await startProduct(options)
    expect(await shown(again, 'desk.test')).toEqual(before)
    expect(again.log()).not.toContain('The authority gave')
  },
  LIMIT,
)

test(
  'by DNS with a program, for a name with a star',
  async () => {
    await using pebble = await startPebble()
    const args = [...settings(pebble, 'desk.test', '*.desk.test'), '--acme-hook', pebble.hook]
    await using product = await startProduct({ args })
    await untilGiven(product, 'a.desk.test')
    expect((await shown(product, 'a.desk.test')).names).toContain('DNS:*.desk.test')
  },
  LIMIT,
)

test(
  'who is refused goes on with what was there, and says why',
  async () => {
    await using pebble = await startPebble()
    const elsewhere = ['--redirect-port', 'none']
    const args = [...settings(pebble, 'desk.test'), ...elsewhere]
    await using product = await startProduct({ args })
    await until('the refusal', () => product.log().includes('The authority gave no certificate'))
    expect(ours((await shown(product, 'desk.test')).issuer)).toBe(false)
    const admin = new Visitor(product.url)
    await admin.signInAnew('admin', product.adminPassword(), PASSWORD)
    const page = async () => (await admin.get('/admin/system')).text()
    const told = await until('the reason on the page', async () => {
      const text = await page()
      return text.includes('got no new certificate') ? text : undefined
    })
    expect(told).toContain('connection refused')
    expect(told).toContain('Itself: browsers warn')
  },
  LIMIT,
)

test(
  'a renewal, with a viewer who notices nothing',
  async () => {
    await using pebble = await startPebble(90)
    await using product = await startProduct({ args: settings(pebble, 'desk.test') })
    const admin = new Visitor(product.url)
    await admin.signInAnew('admin', product.adminPassword(), PASSWORD)
    const session = await admin.launch('Desktop')
    expect((await admin.post(`/sessions/${session}/ticket`)).status).toBe(204)
    await untilGiven(product, 'desk.test')
    using viewer = await RfbVisitor.open(product.url, session, admin.cookie)
    const before = await shown(product, 'desk.test')
    await until(
      'the next certificate',
      async () => {
        const now = await shown(product, 'desk.test')
        return ours(now.issuer) && now.serial !== before.serial
      },
      AGAIN_SECONDS,
    )
    await viewer.seen()
    expect(viewer.closed).toBeUndefined()
    await admin.post(`/sessions/${session}/delete`)
  },
  LIMIT,
)
