import { describe, expect, test } from 'bun:test'
import { generateKeyPairSync } from 'node:crypto'
import { parseClaim, SIGNATURE_LEEWAY_MS, signRequest, verifyClaim } from './signature.ts'

const keys = generateKeyPairSync('ed25519')
const host = '11111111-1111-4111-8111-111111111111'
const request = { method: 'POST', path: '/internal/v1/checkin?x=1', body: '{"a":1}' }
const NOW = 1_800_000_000_000
const header = signRequest(request, host, keys.privateKey, NOW)

function check(changes: Partial<typeof request>, now = NOW, key = keys.publicKey): boolean {
  const claim = parseClaim(header)
  return claim !== undefined && verifyClaim({ ...request, ...changes }, claim, key, now)
}

describe('a signed request', () => {
  test('is believed as it was sent', () => {
    expect(check({})).toBe(true)
  })

  test('is not believed with another method, path, body, key or host', () => {
    const other = generateKeyPairSync('ed25519')
    const claim = parseClaim(header.replace(host, '99999999-1111-4111-8111-111111111111'))
    expect(check({ method: 'GET' })).toBe(false)
    expect(check({ path: '/internal/v1/checkin?x=2' })).toBe(false)
    expect(check({ body: '{"a":2}' })).toBe(false)
    expect(check({}, NOW, other.publicKey)).toBe(false)
    expect(claim && verifyClaim(request, claim, keys.publicKey, NOW)).toBe(false)
  })

  test('is not believed long after or before', () => {
    expect(check({}, NOW + SIGNATURE_LEEWAY_MS + 1)).toBe(false)
    expect(check({}, NOW - SIGNATURE_LEEWAY_MS - 1)).toBe(false)
  })

  test('a header of any other form claims nothing', () => {
    for (const other of [null, '', 'Bearer x', 'Casement ', 'Casement a.b.c', `${header}.x`]) {
      expect(parseClaim(other)).toBeUndefined()
    }
  })
})
