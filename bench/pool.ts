/**
 * bun bench/pool.ts [rounds] [image]: what ready sessions are worth, in one run on the compiled binary.
 * Claim: from the press of the tile to every pixel of the screen, through the front door, of a session that
 * was ready, asked for as our viewer asks; the page of the session is fetched on the way. Browser: the same as Chromium sees it, to the whole picture of a desktop that is
 * up, of a ready session and of one that is started for it, in turns. One round before the others is
 * thrown away: it learns what such a desktop looks like.
 */
import type { Page } from 'playwright-core'
import type { Sql } from 'postgres'
import { newPerson, signIn, startBrowser } from '../src/testing/browser.ts'
import { startProduct } from '../src/testing/product.ts'
import { until } from '../src/testing/until.ts'
import type { Visitor } from '../src/testing/visitor.ts'
import { frameThroughDoor } from './rfb-client.ts'
import { quantile, verdict, wallClock } from './spread.ts'
import { administrator, databaseOf, offer } from './stage.ts'

/** A desktop is up and at rest after this long. */
const SETTLE_MS = 15_000
/** The goals, at p50. */
const CLAIM_MS = 60
const SHARE_OF_COLD = 0.2
const PASSWORD = 'a bench in the shade of a tree'
const [count = '10', image = 'casement/desktop'] = process.argv.slice(2)
const rounds = Number(count)

await using product = await startProduct()
const sql = databaseOf(product)
const visitor = await administrator(product)
const cold = await offer(sql, image)
const warm = await pooled(sql, cold)
const browser = await startBrowser()
const { page } = await newPerson(browser, product.url)
await signIn(page, 'admin', PASSWORD)

/** What a desktop looks like that is up; from the round that is thrown away. */
let desktop: number[] | undefined
const claims: Claim[] = []
const ready: number[] = []
const started: number[] = []
for (let round = 0; round <= rounds; round++) {
  const claim = await atTheDoor(visitor, sql)
  const fromReady = await inChromium(page, sql, 'warm')
  const fromCold = await inChromium(page, sql, image)
  if (round === 0) continue
  claims.push(claim)
  ready.push(fromReady)
  started.push(fromCold)
}
await browser.close()
await sql.end()

console.log(`\n${image}, ${rounds} rounds, ms`)
console.log('                              p50      p95')
print('claimed', stage('launched'))
print('its page', stage('page'))
print('stream let in', stage('connected'))
print('claim to picture, at the door', stage('painted'))
print('browser, ready', ready)
print('browser, started for it', started)
const share = quantile(ready, 0.5) / quantile(started, 0.5)
const claim = quantile(stage('painted'), 0.5)
const goals = [
  verdict(
    'claim to full frame at the front door, p50',
    `${claim.toFixed(1)} ms`,
    `at most ${CLAIM_MS} ms`,
    claim <= CLAIM_MS,
  ),
  verdict(
    'ready in the browser, of a cold start',
    `${(100 * share).toFixed(1)} %`,
    `at most ${100 * SHARE_OF_COLD} %`,
    share <= SHARE_OF_COLD,
  ),
]
process.exitCode = goals.every(Boolean) ? 0 : 1

function stage(name: keyof Claim): number[] {
  return claims.map((claim) => claim[name])
}

/** The same workspace once more, with one session ready. */
async function pooled(sql: Sql, like: string): Promise<string> {
  const [made] = await sql`
    insert into workspaces (kind, name, image, cores, memory, shared_memory, pool_size)
    select kind, 'warm', image, cores, memory, shared_memory, 1 from workspaces where id = ${like}
    returning id`
  await sql`insert into workspace_groups (workspace_id, group_id)
    select ${made?.id}, group_id from workspace_groups where workspace_id = ${like}`
  return String(made?.id)
}

async function untilOneIsReady(sql: Sql): Promise<void> {
  await until('a ready session', async () => {
    const [row] = await sql`
      select id from sessions where user_id is null and state = 'running'
        and state_changed_at < now() - interval '6 s'`
    return row
  })
}

/** Milliseconds from the press until each stage was over. */
type Claim = {
  readonly launched: number
  readonly page: number
  readonly connected: number
  readonly painted: number
}

async function atTheDoor(visitor: Visitor, sql: Sql): Promise<Claim> {
  await untilOneIsReady(sql)
  const pressed = wallClock()
  const answer = await visitor.post(`/workspaces/${warm}/launch`, { key: crypto.randomUUID() })
  const session = answer.headers.get('location')?.split('/').at(-1) ?? ''
  const launched = wallClock() - pressed
  await visitor.get(`/sessions/${session}`)
  const page = wallClock() - pressed
  const frame = await frameThroughDoor(product.port, session, visitor.cookie)
  await end(sql, session)
  const { connected, painted } = frame
  return { launched, page, connected: connected - pressed, painted: painted - pressed }
}

async function inChromium(page: Page, sql: Sql, name: string): Promise<number> {
  await untilOneIsReady(sql)
  const tile = page.locator(`.tile-cell [data-workspace="${name}"]`)
  // Chromium gives up on requests while Docker takes an interface away.
  await until('the portal', async () => {
    await page.goto('/')
    return (await tile.count()) === 1
  })
  const pressed = wallClock()
  await tile.click({ noWaitAfter: true })
  await page.waitForSelector('[data-connection]', { timeout: 120_000 })
  const { at, colours } = await page.evaluate(picture, { wanted: desktop, settleMs: SETTLE_MS })
  desktop ??= colours
  await end(sql, page.url().split('/').at(-1) ?? '')
  return at - pressed
}

/**
 * In the page: colours of its canvas at points of a grid, and when; as soon as 9 of 10 are those of
 * `wanted`, or else after `settleMs`.
 */
function picture(asked: { wanted: number[] | undefined; settleMs: number }) {
  const [COLUMNS, ROWS] = [48, 30]
  return new Promise<{ colours: number[]; at: number }>((resolve, reject) => {
    let most = 0
    /** JPEG makes a little of every colour. */
    function isLike(one: number, other: number): boolean {
      return [0, 8, 16].every((by) => Math.abs(((one >> by) & 255) - ((other >> by) & 255)) <= 24)
    }
    function look() {
      const canvas = document.querySelector('canvas')
      const context = canvas && canvas.width > 100 ? canvas.getContext('2d') : null
      if (canvas && context) {
        const { data } = context.getImageData(0, 0, canvas.width, canvas.height)
        const pixels = new Uint32Array(data.buffer)
        const colours = Array.from({ length: COLUMNS * ROWS }, (_, point) => {
          const x = Math.floor((((point % COLUMNS) + 0.5) * canvas.width) / COLUMNS)
          const y = Math.floor(((Math.floor(point / COLUMNS) + 0.5) * canvas.height) / ROWS)
          return pixels[y * canvas.width + x] ?? 0
        })
        const same = colours.filter((colour, at) => isLike(colour, asked.wanted?.[at] ?? 0)).length
        most = Math.max(most, same / colours.length)
        const isThere = asked.wanted
          ? same >= 0.9 * colours.length
          : performance.now() > asked.settleMs
        if (isThere) return resolve({ colours, at: performance.timeOrigin + performance.now() })
      }
      if (performance.now() > 60_000) {
        return reject(new Error(`At most ${Math.round(100 * most)} % looked like the desktop`))
      }
      requestAnimationFrame(look)
    }
    look()
  })
}

async function end(sql: Sql, session: string): Promise<void> {
  await visitor.post(`/sessions/${session}/delete`)
  await until('the end', async () => {
    const [row] = await sql`select state from sessions where id = ${session}`
    return row?.state === 'deleted'
  })
}

function print(name: string, values: readonly number[]) {
  const figure = (share: number) => quantile(values, share).toFixed(1).padStart(9)
  console.log(`${name.padEnd(30)}${figure(0.5)}${figure(0.95)}`)
}
