/** Files into a session and out of it: by the page, and around it. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { createHash } from 'node:crypto'
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

beforeAll(async () => {
  product = await startProduct()
  owner = new Visitor(product.url)
  await owner.signInAnew('admin', product.adminPassword(), PASSWORD)
  const given = 'until the first sign-in'
  await owner.post('/admin/users/new', { name: 'stranger', password: given, enabled: 'on' })
  stranger = new Visitor(product.url)
  await stranger.signInAnew('stranger', given, PASSWORD)
  session = await owner.launch('Desktop')
}, 1_300_000)

afterAll(async () => {
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

  test('a hundred megabytes are the same on both sides', async () => {
    const bytes = Buffer.alloc(100 * MB)
    for (let i = 0; i < bytes.length; i += MB) crypto.getRandomValues(bytes.subarray(i, i + 65536))
    const hash = createHash('sha256').update(bytes).digest('hex')
    expect((await put('large.bin', bytes)).status).toBe(201)
    const [there] = await inside('sha256sum', '/home/user/Uploads/large.bin')
    expect(there?.slice(0, 64)).toBe(hash)
    await inside('mv', '/home/user/Uploads/large.bin', '/home/user/Downloads/')
    const answer = await ask(owner, at('large.bin'))
    expect(answer.headers.get('content-length')).toBe(String(bytes.length))
    const back = createHash('sha256')
      .update(await answer.bytes())
      .digest('hex')
    expect(back).toBe(hash)
    await inside('rm', '/home/user/Downloads/large.bin')
  }, 120_000)

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
    const programs = async () =>
      (await docker('top', `casement-${session}`, '-eo', 'pid,args')).join('\n')
    await until('the upload', async () => (await programs()).includes('head -c'))
    cut.abort()
    await expect(upload).rejects.toThrow()
    await until('nothing left', async () => (await uploads()).length === 0)
    await until('nobody left', async () => !(await programs()).includes('head -c'))
  }, 60_000)
})

describe('nobody else', () => {
  test('gets at the files: not a guest, not another user', async () => {
    const guest = new Visitor(product.url)
    for (const who of [guest, stranger]) {
      expect((await ask(who, at())).status).toBe(401)
      expect((await put('theirs', 'x', who)).status).toBe(401)
    }
    expect(await uploads()).toEqual([])
  })
})
