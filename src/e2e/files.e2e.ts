/** Files into a session and out of it: by the page, and around it. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { newPerson, signIn, startBrowser } from '../testing/browser.ts'
import { docker } from '../testing/engine.ts'
import { type Product, startProduct } from '../testing/product.ts'
import { until } from '../testing/until.ts'
import { Visitor } from '../testing/visitor.ts'

const PASSWORD = 'a quiet window that opens'
const MB = 1024 * 1024

let product: Product
let owner: Visitor
let stranger: Visitor
let session: string
let browser: Browser
/** Files of the person's own computer. */
const computer = mkdtempSync(join(tmpdir(), 'casement-files-'))
const large = join(computer, 'large.bin')

beforeAll(async () => {
  product = await startProduct()
  owner = new Visitor(product.url)
  await owner.signInAnew('admin', product.adminPassword(), PASSWORD)
  const given = 'until the first sign-in'
  await owner.post('/admin/users/new', { name: 'stranger', password: given, enabled: 'on' })
  stranger = new Visitor(product.url)
  await stranger.signInAnew('stranger', given, PASSWORD)
  session = await owner.launch('Desktop')
  browser = await startBrowser()
  writeFileSync(large, randomBytes(100 * MB))
}, 1_300_000)

afterAll(async () => {
  await browser?.close()
  rmSync(computer, { recursive: true, force: true })
  if (session) await owner.post(`/sessions/${session}/delete`)
  await product?.[Symbol.asyncDispose]()
}, 60_000)

/** Runs a program of the session; what it prints, by line. */
function inside(...argv: string[]): Promise<string[]> {
  return docker('exec', `casement-${session}`, ...argv)
}

function at(path?: string): string {
  const query = path === undefined ? '' : `?path=${encodeURIComponent(path)}`
  return `/s/${session}/files${query}`
}

/** As the page does it: with a ticket of this moment. */
async function ask(who: Visitor, path: string, init: RequestInit = {}): Promise<Response> {
  await who.post(`/sessions/${session}/ticket`)
  return fetch(new URL(path, product.url), {
    ...init,
    headers: { cookie: who.cookie, origin: product.url, ...init.headers },
    tls: { rejectUnauthorized: false },
  })
}

function put(path: string, body: string | Uint8Array, who = owner): Promise<Response> {
  return ask(who, at(path), { method: 'PUT', body: Buffer.from(body) })
}

/** Everything below ~/Uploads, hidden or not. */
async function uploads(): Promise<string[]> {
  const found = await inside('find', '/home/user/Uploads', '-mindepth', '1', '-printf', '%P\\n')
  return found.sort()
}

async function programs(): Promise<string> {
  return (await docker('top', `casement-${session}`, '-eo', 'pid,args')).join('\n')
}

describe('around the page', () => {
  test('a file arrives whole, as the person, under its own name', async () => {
    const answer = await put('Ä 字 $(x) "\'.txt', 'inhalt')
    expect(await answer.json()).toEqual({ name: 'Ä 字 $(x) "\'.txt' })
    expect(answer.status).toBe(201)
    const [about] = await inside(
      'stat',
      '-c',
      '%U %a %s %n',
      '/home/user/Uploads/Ä 字 $(x) "\'.txt',
    )
    expect(about).toBe('user 644 6 /home/user/Uploads/Ä 字 $(x) "\'.txt')
    await inside('rm', '/home/user/Uploads/Ä 字 $(x) "\'.txt')
  })

  test('a name that is taken gets a number, and folders are made', async () => {
    for (const name of ['plan.tar.gz', 'plan (2).tar.gz', 'plan (3).tar.gz']) {
      expect(await (await put('a/b/plan.tar.gz', name)).json()).toEqual({ name })
    }
    expect(await inside('cat', '/home/user/Uploads/a/b/plan (3).tar.gz')).toEqual([
      'plan (3).tar.gz',
    ])
    expect((await put('empty', '')).status).toBe(201)
    expect(await uploads()).toEqual([
      ...['a', 'a/b', 'a/b/plan (2).tar.gz', 'a/b/plan (3).tar.gz', 'a/b/plan.tar.gz', 'empty'],
    ])
    await inside('rm', '-r', '/home/user/Uploads/a', '/home/user/Uploads/empty')
  })

  test.each(['../escape', '/etc/x', 'a/../../escape', 'a\0b', 'a\nb', '', 'x'.repeat(300)])(
    'the name %p is refused, and the connection told so',
    async (name) => {
      const answer = await put(name, 'x')
      expect(await answer.json()).toMatchObject({ error_message: expect.any(String) })
      expect(answer.status).toBe(400)
      expect(await uploads()).toEqual([])
    },
  )

  test('a link that leads out of Uploads or Downloads leads nowhere', async () => {
    await inside('ln', '-s', '/tmp', '/home/user/Uploads/out')
    expect((await put('out/x', 'x')).status).toBe(403)
    expect(await inside('find', '/tmp', '-maxdepth', '1', '-name', 'x')).toEqual([])
    await inside('rm', '/home/user/Uploads/out')

    await inside('ln', '-s', '/etc/hostname', '/home/user/Downloads/out')
    await inside('ln', '-s', '/etc', '/home/user/Downloads/etc')
    for (const path of ['out', 'etc', 'etc/hostname', '../.bashrc', 'absent', '.']) {
      const answer = await ask(owner, at(path))
      expect([400, 404]).toContain(answer.status)
      expect(await answer.text()).toContain('error_message')
    }
    expect(await (await ask(owner, at())).json()).toEqual({ entries: [] })
    await inside('rm', '/home/user/Downloads/out', '/home/user/Downloads/etc')
  })

  test('a folder comes as an archive', async () => {
    await inside('mkdir', '-p', '/home/user/Downloads/Fotos 字/tief')
    await inside('cp', '/etc/hostname', '/home/user/Downloads/Fotos 字/tief/Ä.txt')
    const answer = await ask(owner, at('Fotos 字'))
    expect(answer.headers.get('content-disposition')).toContain(
      "filename*=UTF-8''Fotos%20%E5%AD%97.tar",
    )
    const archive = new Bun.Archive(await answer.blob())
    expect([...(await archive.files()).keys()]).toContain('./Fotos 字/tief/Ä.txt')
    await inside('rm', '-r', '/home/user/Downloads/Fotos 字')
  })

  test('a full disk is said to be one, and nothing stays', async () => {
    const script = `set -e; cd; mkdir /dev/shm/small; mv Uploads kept; ln -s /dev/shm/small Uploads
      fallocate -l "$(($(stat -f -c '%a * %S' /dev/shm) - 1000000))" /dev/shm/filling`
    await inside('sh', '-c', script)
    const answer = await put('large', new Uint8Array(5 * MB))
    expect(await answer.json()).toMatchObject({ reason: 'diskFull' })
    expect(answer.status).toBe(507)
    expect(await inside('find', '/dev/shm/small', '-mindepth', '1')).toEqual([])
    expect((await put('small', new Uint8Array(1000))).status).toBe(201)
    await inside(
      'sh',
      '-c',
      'set -e; cd; rm -r Uploads /dev/shm/small /dev/shm/filling; mv kept Uploads',
    )
  })

  test('a body of no told length is refused', async () => {
    const stream = new ReadableStream({
      start(to) {
        to.enqueue(Buffer.from('x'))
        to.close()
      },
    })
    const answer = await ask(owner, at('x'), { method: 'PUT', body: stream })
    expect(answer.status).toBe(411)
  })

  test('an upload that is cut leaves nothing, not even what ran for it', async () => {
    const cut = new AbortController()
    const stream = new ReadableStream({
      async pull(to) {
        await Bun.sleep(50)
        to.enqueue(Buffer.alloc(64 * 1024))
      },
    })
    const upload = ask(owner, at('cut.bin'), {
      method: 'PUT',
      body: stream,
      signal: cut.signal,
      headers: { 'content-length': String(100 * MB) },
    })
    await until('the upload', async () => (await programs()).includes('head -c'))
    cut.abort()
    await expect(upload).rejects.toThrow()
    await until('nothing left', async () => (await uploads()).length === 0)
    await until('nobody left', async () => !(await programs()).includes('head -c'))
  }, 60_000)
})

describe('by the page', () => {
  let page: Page
  let foreign: () => string[]

  beforeAll(async () => {
    const person = await newPerson(browser, product.url)
    ;({ page, foreign } = person)
    await signIn(page, 'admin', PASSWORD)
    await page.goto(`/sessions/${session}`)
    await page.waitForSelector('[data-connection=connected]', { timeout: 120_000 })
    await page.click('[data-latch]')
    await page.click('[data-fold=files] summary')
  }, 240_000)

  function row(name: string) {
    return page.locator('[data-uploads-list] li', { hasText: name })
  }

  async function ends(name: string, state: string) {
    await row(name)
      .and(page.locator(`[data-state=${state}]`))
      .waitFor({ timeout: 120_000 })
  }

  /** Every value that bars of progress have had since. */
  async function watchProgress(): Promise<() => Promise<number[]>> {
    await page.evaluate(() => {
      const seen: number[] = []
      Object.assign(window, { seen })
      const list = document.querySelector('[data-uploads-list]')
      const look = () => {
        for (const bar of list?.querySelectorAll('progress') ?? []) seen.push(bar.value)
      }
      if (list) new MutationObserver(look).observe(list, { subtree: true, attributes: true })
    })
    return () => page.evaluate<number[]>('window.seen')
  }

  test('a hundred megabytes go in and come out the same, with their progress', async () => {
    const hash = createHash('sha256')
      .update(await Bun.file(large).bytes())
      .digest('hex')
    const progress = await watchProgress()
    await page.setInputFiles('[data-chosen=files]', large)
    await ends('large.bin', 'done')
    const between = (await progress()).filter((value) => value > 0 && value < 1)
    expect(between.length).toBeGreaterThan(0)
    expect(between).toEqual(between.toSorted((a, b) => a - b))
    const [there] = await inside('sha256sum', '/home/user/Uploads/large.bin')
    expect(there?.slice(0, 64)).toBe(hash)

    await inside('mv', '/home/user/Uploads/large.bin', '/home/user/Downloads/')
    await page.click('[data-refresh]')
    const entry = page.locator('[data-entries] li', { hasText: 'large.bin' })
    await entry.waitFor()
    expect(await entry.textContent()).toContain('105 MB')
    const coming = page.waitForEvent('download', { timeout: 120_000 })
    await entry.locator('[data-download]').click()
    const download = await coming
    expect(download.suggestedFilename()).toBe('large.bin')
    const back = createHash('sha256').update(await Bun.file(await download.path()).bytes())
    expect(back.digest('hex')).toBe(hash)
    const answer = await ask(owner, at('large.bin'))
    expect(answer.headers.get('content-length')).toBe(String(100 * MB)) // for the browser's own bar
    await until('its program', async () => (await programs()).includes('head -c'))
    await answer.body?.cancel()
    await until('nobody left', async () => !(await programs()).includes('head -c'))
    await inside('rm', '/home/user/Downloads/large.bin')
  }, 240_000)

  test('one that is cancelled half-way leaves nothing', async () => {
    const network = await page.context().newCDPSession(page)
    const slow = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 4 * MB }
    await network.send('Network.emulateNetworkConditions', slow)
    await page.setInputFiles('[data-chosen=files]', large)
    await until('some of it', async () => {
      const found = await inside('find', '/home/user/Uploads', '-name', '.upload-*', '-size', '+1M')
      return found.length > 0
    })
    await row('large.bin').last().locator('[data-cancel]').click()
    await ends('large.bin', 'cancelled')
    await until('nothing left', async () => (await uploads()).length === 0)
    await until('nobody left', async () => !(await programs()).includes('head -c'))
    await network.send('Network.emulateNetworkConditions', { ...slow, uploadThroughput: -1 })
  }, 240_000)

  test('a folder goes in with what is in it', async () => {
    mkdirSync(join(computer, 'photos/2026'), { recursive: true })
    for (const name of ['a.txt', '2026/b.txt', '2026/Ä 字.txt']) {
      writeFileSync(join(computer, 'photos', name), name)
    }
    await page.setInputFiles('[data-chosen=folder]', join(computer, 'photos'))
    await ends('photos/', 'done')
    expect(await uploads()).toEqual([
      ...['photos', 'photos/2026', 'photos/2026/b.txt', 'photos/2026/Ä 字.txt', 'photos/a.txt'],
    ])
    await inside('rm', '-r', '/home/user/Uploads/photos')
  }, 120_000)

  test('what is dropped or pasted goes in; text that is pasted does not', async () => {
    await page.evaluate(() => {
      const holding = (name: string, text?: string) => {
        const data = new DataTransfer()
        data.items.add(new File(['x'], name))
        if (text !== undefined) data.setData('text/plain', text)
        return data
      }
      const screen = document.querySelector('[data-screen]')
      const bubbles = { bubbles: true, cancelable: true }
      screen?.dispatchEvent(new DragEvent('drop', { ...bubbles, dataTransfer: holding('dropped') }))
      for (const clipboardData of [holding('picture of text', 'text'), holding('pasted')]) {
        screen?.dispatchEvent(new ClipboardEvent('paste', { ...bubbles, clipboardData }))
      }
    })
    await ends('dropped', 'done')
    await ends('pasted', 'done')
    expect(await uploads()).toEqual(['dropped', 'pasted'])
    await inside('rm', '/home/user/Uploads/dropped', '/home/user/Uploads/pasted')
  }, 120_000)

  test('a name that the session cannot take is refused with words', async () => {
    await page.evaluate(() => {
      const data = new DataTransfer()
      data.items.add(new File(['x'], 'a\u0001b<img src=x onerror=alert(1)>'))
      const event = { bubbles: true, cancelable: true, dataTransfer: data }
      document.querySelector('[data-screen]')?.dispatchEvent(new DragEvent('drop', event))
    })
    await ends('onerror', 'failed')
    expect(await row('onerror').textContent()).toContain('Rename the file')
    expect(await page.locator('[data-uploads] img').count()).toBe(0)
    expect(foreign()).toEqual([])
  }, 120_000)
})

describe('nobody else gets at the files', () => {
  test('not a guest, not another user', async () => {
    for (const who of [new Visitor(product.url), stranger]) {
      expect((await ask(who, at())).status).toBe(401)
      expect((await put('theirs', 'x', who)).status).toBe(401)
    }
    expect(await uploads()).toEqual([])
  })

  test('not with the ticket of another session', async () => {
    const other = await stranger.launch('Desktop')
    await stranger.post(`/sessions/${other}/ticket`)
    const theirs = new RegExp(`(__Host-casement-)${other.replaceAll('-', '')}=`)
    expect(stranger.cookie).toMatch(theirs)
    const cookie = stranger.cookie.replace(theirs, `$1${session.replaceAll('-', '')}=`)
    for (const method of ['GET', 'PUT']) {
      const init = { method, headers: { cookie }, ...(method === 'PUT' ? { body: 'x' } : {}) }
      expect((await ask(stranger, at('theirs'), init)).status).toBe(403)
    }
    expect(await uploads()).toEqual([])
    await stranger.post(`/sessions/${other}/delete`)
  }, 120_000)

  test('not a sign-in that has ended, whatever it still holds', async () => {
    const elsewhere = new Visitor(product.url)
    await elsewhere.signIn('admin', PASSWORD)
    expect((await ask(elsewhere, at())).status).toBe(200)
    const { cookie } = elsewhere
    await elsewhere.post('/sign-out')
    const again = () =>
      fetch(new URL(at(), product.url), { headers: { cookie }, tls: { rejectUnauthorized: false } })
    await until('a refusal', async () => (await again()).status === 403)
    expect(await (await again()).json()).toMatchObject({ error_message: expect.any(String) })
  }, 60_000)
})
