import { describe, expect, test } from 'bun:test'
import { type Form, render } from './answer-message.ts'
import { type Answer, answers } from './answers.ts'

const { denied, malformed, elsewhere, misled, tooLarge, ...fixed } = answers
const ALL: readonly (readonly [string, Answer])[] = [
  ...Object.entries(fixed),
  ...Object.entries(denied).map(([name, answer]) => [`denied ${name}`, answer] as const),
  ['malformed', malformed(400, 'its chunks are malformed')],
  ['elsewhere', elsewhere('/casement/')],
  ['misled', misled(443)],
  ['tooLarge', tooLarge(2 ** 20)],
]

const PERSON: Form = {
  html: true,
  bodiless: false,
  close: false,
  languages: 'en',
  requestId: '0b0e5c1a-0000-4000-8000-000000000000',
  theme: 'system',
  path: '/sessions/1/files',
  reading: true,
}

function said(answer: Answer, form: Partial<Form> = {}): { head: string; body: string } {
  const text = render(answer, { ...PERSON, ...form }).toString()
  const [head = '', body = ''] = text.split('\r\n\r\n', 2)
  return { head: `${head}\r\n`, body }
}

const SECURITY = [
  /\r\ncontent-security-policy: default-src 'none'; style-src 'sha256-[^']+'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\n/,
  /\r\nx-content-type-options: nosniff\r\n/,
  /\r\nx-frame-options: DENY\r\n/,
  /\r\nreferrer-policy: same-origin\r\n/,
  /\r\ncross-origin-opener-policy: same-origin\r\n/,
  /\r\ncross-origin-resource-policy: same-origin\r\n/,
  /\r\npermissions-policy: camera=\(\), microphone=\(\), geolocation=\(\), payment=\(\)\r\n/,
  /\r\ncache-control: no-store\r\n/,
  /\r\nx-request-id: 0b0e5c1a-0000-4000-8000-000000000000\r\n/,
]

describe.each(ALL)('%s', (_name, answer) => {
  test('has every security header, for people and for programs', () => {
    for (const html of [true, false]) {
      const { head } = said(answer, { html })
      for (const field of SECURITY) expect(head).toMatch(field)
    }
  })

  test('says the same in each language, with the number of the request', () => {
    const pages = ['en', 'de', 'fr'].map((languages) => said(answer, { languages }).body)
    expect(new Set(pages).size).toBe(3)
    for (const page of pages) expect(page).toContain(`<code>${PERSON.requestId}</code>`)
    expect(JSON.parse(said(answer, { html: false }).body)).toMatchObject({
      request_id: PERSON.requestId,
    })
  })

  test('loads again by itself only where that helps and does no harm', () => {
    expect(/\r\nrefresh: 3\r\n/.test(said(answer).head)).toBe(answer.status === 503)
    expect(said(answer, { reading: false }).head).not.toContain('refresh')
    expect(said(answer, { html: false }).head).not.toContain('refresh')
    if (answer.status === 503) expect(said(answer).head).toContain('\r\nretry-after: 2\r\n')
  })
})

test('a page leads on: to another try where that may help, and to the workspaces, wherever it lies', () => {
  const away = said(answers.managerAway).body
  expect(away).toContain('<a href="">Try again</a><a href="../../">Your workspaces</a>')
  expect(said(answers.managerAway, { reading: false }).body).not.toContain('Try again</a>')
  expect(said(answers.notFound, { path: '/nothing' }).body).toContain(
    '<nav><a href="./">Your workspaces</a></nav>',
  )
  expect(said(answers.containerAway, { path: undefined }).body).toContain(
    '<nav><a href="">Try again</a></nav>',
  )
  expect(said(answers.plainHttp, { path: undefined, reading: false }).body).not.toContain('<nav>')
})

test('a page is in the theme that was chosen', () => {
  expect(said(answers.full, { theme: 'dark' }).body).toContain('<html lang="en" data-theme="dark">')
  expect(said(answers.full).body).toContain('<html lang="en">')
})

test('nothing that a request said stands in a page', () => {
  const { body } = said(malformed(400, '<img src=x>'), { path: '/<script>/"onload=' })
  expect(body).not.toMatch(/<img|<script|onload/)
})
