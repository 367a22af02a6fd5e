/**
 * bun bench/pool.ts [rounds] [image]: what ready sessions are worth, in one run on the compiled binary.
 * Claim: from the press of the tile to every byte of the first picture, through the front door, of a
 * session that was ready. Browser: the same as Chromium sees it, to the first painted picture, of a ready
 * session and of one that is started for it, in turns. One round before the others is thrown away.
 */
import type { Page } from 'playwright-core'
import type { Sql } from 'postgres'
import { newPerson, signIn, startBrowser } from '../src/testing/browser.ts'
import { startProduct } from '../src/testing/product.ts'
import { until } from '../src/testing/until.ts'
import type { Visitor } from '../src/testing/visitor.ts'
import { frameThroughDoor } from './rfb-client.ts'
import { quantile, wallClock } from './spread.ts'
import { administrator, databaseOf, offer } from './stage.ts'

const PASSWORD = 'a bench in the shade of a tree'
const [count = '20', image = 'casement/desktop'] = process.argv.slice(2)
const rounds = Number(count)

await using product = await startProduct()
const sql = databaseOf(product)
const visitor = await administrator(product)
const cold = await offer(sql, image)
const warm = await pooled(sql, cold)
const browser = await startBrowser()
const { page } = await newPerson(browser, product.url)
await signIn(page, 'admin', PASSWORD)

const claims: number[] = []
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
print('claim to picture, at the door', claims)
print('browser, ready', ready)
print('browser, started for it', started)
const share = quantile(ready, 0.5) / quantile(started, 0.5)
console.log(`ready takes ${(100 * share).toFixed(1)} % of a cold start in the browser`)

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
        and state_changed_at < now() - interval '2 s'`
    return row
  })
}

async function atTheDoor(visitor: Visitor, sql: Sql): Promise<number> {
  await untilOneIsReady(sql)
  const pressed = wallClock()
  const answer = await visitor.post(`/workspaces/${warm}/launch`, { key: crypto.randomUUID() })
  const session = answer.headers.get('location')?.split('/').at(-1) ?? ''
  await visitor.get(`/sessions/${session}`)
  const frame = await frameThroughDoor(product.port, session, visitor.cookie)
  await end(sql, session)
  return frame.painted - pressed
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
  const at = await page.evaluate(firstPicture)
  await end(sql, page.url().split('/').at(-1) ?? '')
  return at - pressed
}

/** In the page: when its canvas first shows more than one colour. */
function firstPicture(): Promise<number> {
  return new Promise((resolve) => {
    function look() {
      const canvas = document.querySelector('canvas')
      const context = canvas && canvas.width > 100 ? canvas.getContext('2d') : null
      if (canvas && context) {
        const { data } = context.getImageData(0, 0, canvas.width, canvas.height)
        const pixels = new Uint32Array(data.buffer)
        if (pixels.some((pixel) => pixel !== pixels[0])) {
          return resolve(performance.timeOrigin + performance.now())
        }
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
