import { describe, expect, test } from 'bun:test'
import { CHECK_NAMES, CHECKS, findings, type Seen } from './front.ts'

const PATH = '/admin/system/front'
const seen: Seen = {
  minor: 1,
  host: 'desk.example',
  secure: false,
  peer: '10.0.0.2',
  address: '10.0.0.2',
  left: false,
}

function found(parts: Partial<Seen>, page = `https://desk.example${PATH}`) {
  const all = findings({ ...seen, ...parts }, new URL(page), PATH)
  return Object.fromEntries(all.map(({ check, outcome }) => [check, outcome]))
}

test('every check stands on the page', () => {
  expect<string[]>([...CHECK_NAMES].sort()).toEqual(Object.keys(CHECKS).sort())
})

describe('what follows from how a request arrived', () => {
  test('nothing where all is well', () => {
    expect(found({})).toEqual({
      ...{ version: 'good', host: 'good', scheme: 'good', prefix: 'none', address: 'good' },
    })
  })

  test.each([
    [{ minor: 0 }, 'version', 'old'],
    [{ host: 'desk.example:443' }, 'host', 'good'],
    [{ host: 'DESK.example' }, 'host', 'good'],
    [{ host: '127.0.0.1:8080' }, 'host', 'renamed'],
    [{ host: 'desk.example:8443' }, 'host', 'renamed'],
    [{ proto: 'https' }, 'scheme', 'good'],
    [{ proto: 'http' }, 'scheme', 'other'],
    [{ proto: 'https, http' }, 'scheme', 'good'],
    [{ proto: 'http', secure: true }, 'scheme', 'good'],
    [{ claimed: '192.0.2.7' }, 'address', 'unbelieved'],
    [{ claimed: '10.0.0.2' }, 'address', 'good'],
    [{ claimed: '192.0.2.7', address: '192.0.2.7' }, 'address', 'believed'],
  ] as const)('of %p for the %s: %s', (parts, check, outcome) => {
    expect(found(parts)[check]).toBe(outcome)
  })

  test('the page is on http', () => {
    expect(found({ host: 'desk.example:80' }, `http://desk.example${PATH}`)).toMatchObject({
      ...{ scheme: 'plain', host: 'good' },
    })
  })

  test('it lives below a path', () => {
    const page = `https://desk.example/apps/casement${PATH}`
    expect(found({}, page).prefix).toBe('taken')
    expect(found({ left: true }, page).prefix).toBe('left')
    const all = findings(seen, new URL(page), PATH)
    expect(all.find(({ check }) => check === 'prefix')?.values).toEqual({
      prefix: '/apps/casement',
    })
  })
})
