import { describe, expect, test } from 'bun:test'
import { generateKeyPairSync, sign } from 'node:crypto'
import { signTicket, type Ticket, verifyTicket } from './ticket.ts'

const keys = generateKeyPairSync('ed25519')
const NOW = 1_800_000_000_000
const ticket: Ticket = {
  session: '11111111-1111-4111-8111-111111111111',
  user: '22222222-2222-4222-8222-222222222222',
  login: '33333333-3333-4333-8333-333333333333',
  rights: 'control',
  expires: NOW + 60_000,
}
const token = signTicket(ticket, keys.privateKey)

describe('verifyTicket', () => {
  test('gives back what was signed', () => {
    expect(verifyTicket(token, keys.publicKey, NOW)).toEqual(ticket)
  })

  test('refuses an expired one, with a leeway for clocks', () => {
    expect(verifyTicket(token, keys.publicKey, NOW + 64_000)).toEqual(ticket)
    expect(verifyTicket(token, keys.publicKey, NOW + 66_000)).toBe('expired')
  })

  test('refuses another key, another payload under the same signature, and garbage', () => {
    const other = generateKeyPairSync('ed25519')
    const [, signature] = token.split('.')
    const changed = Buffer.from(
      Buffer.from(token.split('.')[0] ?? '', 'base64url')
        .toString()
        .replace('control', 'view'),
    ).toString('base64url')
    expect(verifyTicket(token, other.publicKey, NOW)).toBe('forged')
    expect(verifyTicket(`${changed}.${signature}`, keys.publicKey, NOW)).toBe('forged')
    for (const garbage of ['', '.', 'a.b.c', `${token}.x`, 'x'.repeat(5000)]) {
      expect(verifyTicket(garbage, keys.publicKey, NOW)).toBe('malformed')
    }
  })

  test('refuses a signature of ours over something else', () => {
    const payload = Buffer.from('a,b,c,control,1800000000000')
    const foreign = sign(null, payload, keys.privateKey).toString('base64url')
    expect(verifyTicket(`${payload.toString('base64url')}.${foreign}`, keys.publicKey, NOW)).toBe(
      'forged',
    )
  })
})
