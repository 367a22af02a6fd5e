import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '../config.ts'
import { placesOf } from './places.ts'
import { announce, findPresence } from './presence.ts'
import { writeRecord } from './record.ts'
import { duration, status } from './status.ts'

let dataDir: string
beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'casement-status-'))
})
afterAll(() => rmSync(dataDir, { recursive: true }))

function configured() {
  return readConfig(['--data-dir', dataDir], { CASEMENT_CONFIG: '/dev/null' })
}

async function ask(now = new Date()) {
  const said: string[] = []
  const code = await status(configured(), now, (...lines) => said.push(...lines))
  return { code, said: said.join('\n') }
}

function page(html: string) {
  return new Response(html, { headers: { 'content-type': 'text/html; charset=utf-8' } })
}

function frontDoor(routes: Record<string, Response>) {
  return Bun.serve({ port: 0, routes, fetch: () => new Response('', { status: 404 }) })
}

/** Its address under a name that leads nowhere. */
function named({ port }: { port?: number | undefined }) {
  return `http://desk.invalid:${port}/`
}

describe('casement status', () => {
  test('exits 3 where nothing runs', async () => {
    expect(await ask()).toEqual({ code: 3, said: 'Casement does not run.' })
  })

  test('does not believe the record of a service that was killed', async () => {
    using _ = announce(configured(), undefined, new Date())
    const record = placesOf(configured()).presence
    writeRecord(record, { ...(await Bun.file(record).json()), process: { pid: 1, started: '0' } })

    expect(findPresence(configured())).toBeUndefined()
    expect((await ask()).code).toBe(3)
  })

  test('says what runs, how long, and how far the images are', async () => {
    await using front = frontDoor({ '/readyz': page('all well'), '/': page('<p>Sign in') })
    writeRecord(placesOf(configured()).images, [
      { reference: 'casement/desktop', state: 'building', percent: 34, message: 'Installing Xfce' },
      { reference: 'casement/base', state: 'ready', percent: 100, message: '' },
    ])
    const since = new Date('2026-11-22T08:00:00Z')
    using _ = announce(configured(), named(front), since)

    const { code, said } = await ask(new Date('2026-11-22T09:02:03Z'))

    expect(said).toContain('up        1 h 2 min')
    expect(said).toContain(`url       ${named(front)}`)
    expect(said).toContain('casement/desktop: building 34 %, Installing Xfce')
    expect(said).toContain('casement/base: ready\n')
    expect(said).toContain('ready     yes')
    expect(code).toBe(0)
  })

  test('exits 1 while the front door says no, and repeats its reason', async () => {
    const sick = new Response('the database does not answer', { status: 503 })
    await using front = frontDoor({ '/readyz': sick, '/': page('<p>Sign in') })
    using _ = announce(configured(), named(front), new Date())

    const { code, said } = await ask()

    expect(said).toContain('ready     no: the database does not answer')
    expect(code).toBe(1)
  })

  test('is not ready before a person gets a page', async () => {
    const broken = new Response('', { status: 502 })
    await using front = frontDoor({ '/readyz': page('all well'), '/': broken })
    using _ = announce(configured(), named(front), new Date())

    expect((await ask()).said).toContain('ready     no: the sign-in page answers with 502')
  })
})

test.each([
  [0, '0 s'],
  [61_000, '1 min 1 s'],
  [86_400_000, '1 d 0 h'],
])('%d ms is %s', (milliseconds, words) => {
  expect(duration(milliseconds)).toBe(words)
})
