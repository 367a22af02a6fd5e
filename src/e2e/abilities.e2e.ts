/** What a group or a workspace switches off is refused to a client that has no page to hide it. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { ABILITIES, type Ability } from '../domain/abilities.ts'
import { ALL_USERS } from '../domain/access.ts'
import { docker } from '../testing/engine.ts'
import { type Product, startProduct } from '../testing/product.ts'
import { RfbVisitor } from '../testing/rfb-visitor.ts'
import { until } from '../testing/until.ts'
import { upgradeStatus } from '../testing/upgrade.ts'
import { Visitor } from '../testing/visitor.ts'

const PASSWORD = 'a quiet window that opens'

let product: Product
let admin: Visitor
let session: string
let workspace: string
/** Open from beginning to end: what changes, changes for it, too. */
let viewer: RfbVisitor

beforeAll(async () => {
  product = await startProduct()
  admin = new Visitor(product.url)
  await admin.signInAnew('admin', product.adminPassword(), PASSWORD)
  session = await admin.launch('Desktop')
  const page = await (await admin.get('/admin/workspaces')).text()
  workspace = /href="[^"]*\/([0-9a-f-]{36})"[^>]*>(?:(?!<\/a>).)*Desktop\b/s.exec(page)?.[1] ?? ''
  await admin.post(`/sessions/${session}/ticket`)
  viewer = await RfbVisitor.open(product.url, session, admin.cookie)
}, 1_300_000)

afterAll(async () => {
  viewer?.[Symbol.dispose]()
  if (session) {
    await admin.post(`/sessions/${session}/delete`)
    const left = () => docker('ps', '-aq', `--filter=name=casement-${session}`)
    await until('its end', async () => (await left()).length === 0)
  }
  await product?.[Symbol.asyncDispose]()
}, 120_000)

/** What the form of a page would send if nobody touched it. */
async function formAt(path: string): Promise<Record<string, string[]>> {
  const fields: Record<string, string[]> = {}
  const add = (name: string | null, value: string) => {
    if (name !== null) fields[name] = [...(fields[name] ?? []), value]
  }
  const rewriter = new HTMLRewriter()
    .on('.form input', {
      element(input) {
        const box = /^(checkbox|radio)$/.test(input.getAttribute('type') ?? '')
        if (box && !input.hasAttribute('checked')) return
        add(input.getAttribute('name'), input.getAttribute('value') ?? (box ? 'on' : ''))
      },
    })
    .on('.form textarea', { element: (area) => add(area.getAttribute('name'), '') })
  await rewriter.transform(await admin.get(path)).text()
  return fields
}

/** Switches off these in the workspace, those in the group of everybody, and all others on. */
async function switchOff(inWorkspace: readonly Ability[], inGroup: readonly Ability[]) {
  const ofWorkspace = `/admin/workspaces/${workspace}`
  const ofGroup = `/admin/groups/${ALL_USERS}`
  const answers = [
    await admin.post(ofWorkspace, {
      ...(await formAt(ofWorkspace)),
      abilities: ABILITIES.filter((ability) => !inWorkspace.includes(ability)),
    }),
    await admin.post(ofGroup, {
      ...(await formAt(ofGroup)),
      ...Object.fromEntries(ABILITIES.map((one) => [one, inGroup.includes(one) ? 'off' : ''])),
    }),
  ]
  expect(answers.map(({ status }) => status)).toEqual([303, 303])
}

async function ask(path: string, init: RequestInit = {}): Promise<number> {
  await admin.post(`/sessions/${session}/ticket`)
  const answer = await fetch(new URL(`/s/${session}/${path}`, product.url), {
    ...init,
    headers: { cookie: admin.cookie, origin: product.url },
    tls: { rejectUnauthorized: false },
  })
  await answer.arrayBuffer()
  return answer.status
}

async function open(what: string): Promise<number> {
  await admin.post(`/sessions/${session}/ticket`)
  const headers = { Origin: product.url, Cookie: admin.cookie }
  return upgradeStatus(product.port, `/s/${session}/${what}`, headers)
}

let number = 0

/** A text that was there never before. */
function newText(): string {
  number += 1
  return `text ${number} of ${session}`
}

function inSession(...argv: string[]): Promise<string[]> {
  return docker('exec', `casement-${session}`, ...argv)
}

async function clipboardInside(): Promise<string> {
  const paste = 'timeout 2 xclip -o -selection clipboard 2>/dev/null; true'
  return (await inSession('sh', '-c', paste)).join('\n')
}

async function copyInside(text: string) {
  const copy = 'printf %s "$1" | xclip -i -selection clipboard'
  await docker('exec', '-d', `casement-${session}`, 'sh', '-c', copy, 'sh', text)
  await until('the copy', async () => (await clipboardInside()) === text)
}

/** Whether a text of the client arrives; where it does not, whatever came after it has long been answered. */
async function reachesSession(looks: number): Promise<boolean> {
  const text = newText()
  viewer.send(text)
  for (let look = 0; look < looks; look++) {
    await viewer.seen()
    if ((await clipboardInside()) === text) return true
  }
  return false
}

/** Whether a text of the session arrives; each of the later ones would bring it along, too. */
async function reachesClient(looks: number): Promise<boolean> {
  const before = viewer.texts.length
  for (let look = 0; look < looks; look++) {
    await copyInside(newText())
    await viewer.seen()
    await viewer.seen()
    if (viewer.texts.length > before) return true
  }
  return false
}

/** 403 is a refusal; anything else that is not what was asked for is a fault of this test. */
async function granted(answer: Promise<number>, status: number): Promise<boolean> {
  const given = await answer
  expect([status, 403]).toContain(given)
  return given === status
}

/** What the client gets now, of everything that it tries; for text that it should get it is patient. */
async function has(expected: readonly Ability[]): Promise<Ability[]> {
  const looks = (ability: Ability) => (expected.includes(ability) ? 60 : 3)
  const attempts: Record<Ability, () => Promise<boolean>> = {
    'clipboard-up': () => reachesSession(looks('clipboard-up')),
    'clipboard-down': () => reachesClient(looks('clipboard-down')),
    upload: () => granted(ask(`files?path=${number++}.txt`, { method: 'PUT', body: 'x' }), 201),
    download: () => granted(ask('files'), 200),
    sound: () => granted(open('sound'), 101),
    microphone: () => granted(open('microphone'), 101),
    printing: () => granted(ask('prints'), 200),
  }
  const got: Ability[] = []
  for (const ability of ABILITIES) if (await attempts[ability]()) got.push(ability)
  expect(viewer.closed).toBeUndefined()
  return got
}

function but(...off: readonly Ability[]): Ability[] {
  return ABILITIES.filter((ability) => !off.includes(ability))
}

const SOME: Ability[] = ['clipboard-up', 'download', 'sound', 'printing']
const OTHERS = but(...SOME)

/** Waits until the front door has heard of it: the first that is off, or all that are on. */
async function heard(off: readonly Ability[]) {
  const quick = [
    { ability: 'download', path: 'files' },
    { ability: 'printing', path: 'prints' },
  ] as const
  await until('the routes', async () => {
    const answers = await Promise.all(quick.map(({ path }) => ask(path)))
    return quick.every(({ ability }, index) => (answers[index] === 403) === off.includes(ability))
  })
}

test('all of it crosses where nobody has switched anything off', async () => {
  expect(await has(ABILITIES)).toEqual([...ABILITIES])
}, 600_000)

test.each<[string, readonly Ability[], readonly Ability[]]>([
  ['some by the workspace', SOME, []],
  ['the same by the group', [], SOME],
  ['the others by the workspace, the first by the group', OTHERS, ['clipboard-up', 'download']],
  ['the others by the group, one by the workspace', ['printing'], OTHERS],
])(
  'what is off does not, and nothing else is lost: %s',
  async (_, inWorkspace, inGroup) => {
    await switchOff(inWorkspace, inGroup)
    const off = [...inWorkspace, ...inGroup]
    await heard(off)
    expect(await has(but(...off))).toEqual(but(...off))
  },
  600_000,
)

test('and all of it again once it is on, in the same connection', async () => {
  await switchOff([], [])
  await heard([])
  expect(await has(ABILITIES)).toEqual([...ABILITIES])
}, 600_000)
