import { describe, expect, test } from 'bun:test'
import { HandshakeError, RfbClientHandshake, RfbServerHandshake, type Step } from './rfb-auth.ts'
import { answerChallenge } from './vnc-auth.ts'

const PASSWORD = 'secret-1'
const CHALLENGE = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex')
const ANSWER = answerChallenge(CHALLENGE, PASSWORD)
const OK = Buffer.from([0, 0, 0, 0])
const FAILED = Buffer.from([0, 0, 0, 1])

function version(minor: string) {
  return Buffer.from(`RFB 003.${minor}\n`)
}

function reason(text: string) {
  return Buffer.concat([Buffer.from([0, 0, 0, text.length]), Buffer.from(text)])
}

/** Feeds the parts in pieces of `size`; what was sent in all, and what came after the end. */
function talk(handshake: { feed(bytes: Uint8Array): Step }, parts: Buffer[], size: number) {
  const bytes = Buffer.concat(parts)
  const sent: Uint8Array[] = []
  for (let at = 0; at < bytes.length; at += size) {
    const step = handshake.feed(bytes.subarray(at, at + size))
    sent.push(step.send)
    if (step.rest) {
      const after = [step.rest, bytes.subarray(at + size)]
      return { sent: Buffer.concat(sent), rest: Buffer.concat(after).toString() }
    }
  }
  return { sent: Buffer.concat(sent), rest: undefined }
}

describe.each([1, 2, 5, 16, 1000])('in pieces of %p bytes', (size) => {
  describe('towards the server', () => {
    const client = () => new RfbClientHandshake(PASSWORD)

    test.each([
      ['3.8 with a password', [version('008'), [2, 1, 2], CHALLENGE, OK], '008', [2], true],
      ['3.8 without', [version('008'), [1, 1], OK], '008', [1], false],
      ['3.7 with a password', [version('007'), [1, 2], CHALLENGE, OK], '007', [2], true],
      ['3.7 without', [version('007'), [1, 1]], '007', [1], false],
      ['3.3 with a password', [version('003'), [0, 0, 0, 2], CHALLENGE, OK], '003', [], true],
      ['3.3 without', [version('003'), [0, 0, 0, 1]], '003', [], false],
      ["Apple's 3.889", [version('889'), [1, 1], OK], '008', [1], false],
      ['3.5, which is none', [version('005'), [0, 0, 0, 1]], '003', [], false],
    ])('%s', (_name, parts, minor, choice, answers) => {
      const bytes = [...parts.map((part) => Buffer.from(part)), Buffer.from('rest')]
      const expected = [version(minor), Buffer.from(choice), answers ? ANSWER : Buffer.alloc(0)]
      expect(talk(client(), bytes, size)).toEqual({ sent: Buffer.concat(expected), rest: 'rest' })
    })

    test.each([
      ['a wrong password, 3.8', [version('008'), [1, 2], CHALLENGE, FAILED, reason('No.')], 'No.'],
      ['a wrong password, 3.7', [version('007'), [1, 2], CHALLENGE, FAILED], 'password'],
      ['no types', [version('008'), [0], reason('Too many')], 'Too many'],
      ['no types, 3.3', [version('003'), [0, 0, 0, 0], reason('Too many')], 'Too many'],
      ['types that we lack', [version('008'), [2, 16, 30]], '16, 30'],
      ['a type that we lack, 3.3', [version('003'), [0, 0, 0, 9]], '9'],
      ['another protocol', [Buffer.from('SSH-2.0-OpenSSH_9')], 'not an RFB'],
    ])('%s', (_name, parts, sentence) => {
      const run = () =>
        talk(
          client(),
          parts.map((part) => Buffer.from(part)),
          size,
        )
      expect(run).toThrow(HandshakeError)
      expect(run).toThrow(sentence)
    })
  })

  describe('towards the browser', () => {
    test.each([
      ['008', [1], [1, 1, 0, 0, 0, 0]],
      ['007', [1], [1, 1]],
      ['003', [], [0, 0, 0, 1]],
    ])('3.%s', (minor, choice, sent) => {
      const handshake = new RfbServerHandshake()
      expect(Buffer.from(handshake.greeting)).toEqual(version('008'))
      const parts = [version(minor), Buffer.from(choice), Buffer.from('rest')]
      expect(talk(handshake, parts, size)).toEqual({ sent: Buffer.from(sent), rest: 'rest' })
    })

    test('refuses a type that was not offered', () => {
      const parts = [version('008'), Buffer.from([2])]
      expect(() => talk(new RfbServerHandshake(), parts, size)).toThrow(HandshakeError)
    })
  })
})

test('the password is a DES key with mirrored bytes, cut to eight', () => {
  // openssl enc -des-ecb -K <each byte of "password" mirrored> -nopad -provider legacy
  expect(answerChallenge(CHALLENGE, 'password').toString('hex')).toBe(
    'b866924125c8eebb9debc1db61c538e2',
  )
  expect(answerChallenge(CHALLENGE, 'password and more')).toEqual(
    answerChallenge(CHALLENGE, 'password'),
  )
})
