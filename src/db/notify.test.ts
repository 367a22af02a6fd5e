import { expect, test } from 'bun:test'
import { type Notice, parseNotice } from './notify.ts'

const notices: Notice[] = [
  { kind: 'routes' },
  { kind: 'all goals' },
  { kind: 'goals', agent: 'a' },
  { kind: 'session', session: 's', user: 'u' },
]

test.each(notices)('reads %j', (notice) => {
  expect(parseNotice(JSON.stringify(notice))).toEqual(notice)
})

test.each(['', 'hello', 'null', '[]', '{"kind":"goals"}', '{"kind":"new"}'])(
  '%j is none',
  (text) => {
    expect(parseNotice(text)).toBeUndefined()
  },
)
