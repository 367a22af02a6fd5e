import { Gather } from './gather.ts'
import { answerChallenge, CHALLENGE_LENGTH } from './vnc-auth.ts'

/*
 * The beginning of RFB (RFC 6143, 7.1) in both roles, up to where ClientInit follows. The platform
 * is the client of the session's server, with a password, and the server of the browser, with none.
 */

/** What a step of a handshake leads to: bytes to send, and with `rest` its end: what came after it. */
export type Step = {
  readonly send: Uint8Array
  readonly rest?: Uint8Array
}

/** The other side does not speak RFB, or refuses us in these words. */
export class HandshakeError extends Error {
  override readonly name = 'HandshakeError'
}

const SECURITY = { none: 1, vncAuth: 2 } as const
const VERSION_LENGTH = 12
const REASON_LIMIT = 4096
const NOTHING = new Uint8Array()

type Message = 'version' | 'type-3.3' | 'types' | 'challenge' | 'result' | 'refusal' | 'over'

/** Our side towards the session's server. */
export class RfbClientHandshake {
  readonly #password: string
  readonly #input = new Gather()
  #minor: 3 | 7 | 8 = 8
  #awaited: Message = 'version'

  constructor(password: string) {
    this.#password = password
  }

  /** Takes what arrived, in whatever pieces; throws HandshakeError. */
  feed(bytes: Uint8Array): Step {
    this.#input.append(bytes)
    const sent: Uint8Array[] = []
    for (;;) {
      const input = this.#input.view()
      const used = this.#step(input, sent)
      if (used === 0) return { send: Buffer.concat(sent) }
      const rest = this.#input.take().subarray(used)
      if (this.#awaited === 'over') return { send: Buffer.concat(sent), rest }
      this.#input.append(rest)
    }
  }

  /** Handles the message that is waited for, if it is whole; returns its length, else 0. */
  #step(input: Buffer, sent: Uint8Array[]): number {
    switch (this.#awaited) {
      case 'version':
        return this.#version(input, sent)
      case 'type-3.3':
        if (input.length < 4) return 0
        this.#chosen(input.readUInt32BE())
        return 4
      case 'types':
        return this.#types(input, sent)
      case 'challenge':
        if (input.length < CHALLENGE_LENGTH) return 0
        sent.push(answerChallenge(input.subarray(0, CHALLENGE_LENGTH), this.#password))
        this.#awaited = 'result'
        return CHALLENGE_LENGTH
      case 'result':
        if (input.length < 4) return 0
        this.#awaited = this.#result(input.readUInt32BE())
        return 4
      case 'refusal':
        return refuse(input)
      case 'over':
        return 0
    }
  }

  #version(input: Buffer, sent: Uint8Array[]): number {
    if (input.length < VERSION_LENGTH) return 0
    this.#minor = readMinor(input)
    sent.push(versionLine(this.#minor))
    this.#awaited = this.#minor === 3 ? 'type-3.3' : 'types'
    return VERSION_LENGTH
  }

  #types(input: Buffer, sent: Uint8Array[]): number {
    const count = input[0]
    if (count === undefined || input.length < 1 + count) return 0
    if (count === 0) {
      this.#awaited = 'refusal'
      return 1
    }
    const types = input.subarray(1, 1 + count)
    const type = types.includes(SECURITY.vncAuth) ? SECURITY.vncAuth : SECURITY.none
    if (!types.includes(type)) throw unusable([...types].join(', '))
    sent.push(Uint8Array.of(type))
    this.#chosen(type)
    return 1 + count
  }

  #chosen(type: number) {
    if (type === 0) this.#awaited = 'refusal'
    else if (type === SECURITY.vncAuth) this.#awaited = 'challenge'
    else if (type === SECURITY.none) this.#awaited = this.#minor === 8 ? 'result' : 'over'
    else throw unusable(String(type))
  }

  #result(result: number): Message {
    if (result === 0) return 'over'
    if (this.#minor === 8) return 'refusal'
    throw new HandshakeError('The desktop refused the password')
  }
}

/** Our side towards the browser, which has proven who it is already: security type None. */
export class RfbServerHandshake {
  readonly #input = new Gather()
  #minor: 3 | 7 | 8 = 8
  #awaited: 'version' | 'choice' | 'over' = 'version'

  /** What to send before anything arrives. */
  get greeting(): Uint8Array {
    return versionLine(8)
  }

  feed(bytes: Uint8Array): Step {
    this.#input.append(bytes)
    const sent: Uint8Array[] = []
    if (this.#awaited === 'version' && this.#input.length >= VERSION_LENGTH) {
      const input = this.#input.take()
      this.#minor = readMinor(input)
      this.#input.append(input.subarray(VERSION_LENGTH))
      if (this.#minor === 3) sent.push(Uint8Array.of(0, 0, 0, SECURITY.none))
      else sent.push(Uint8Array.of(1, SECURITY.none))
      this.#awaited = this.#minor === 3 ? 'over' : 'choice'
    }
    if (this.#awaited === 'choice' && this.#input.length >= 1) {
      const input = this.#input.take()
      if (input[0] !== SECURITY.none) throw unusable(String(input[0]))
      this.#input.append(input.subarray(1))
      if (this.#minor === 8) sent.push(Uint8Array.of(0, 0, 0, 0))
      this.#awaited = 'over'
    }
    const send = sent.length > 0 ? Buffer.concat(sent) : NOTHING
    return this.#awaited === 'over' ? { send, rest: this.#input.take() } : { send }
  }
}

/** 3, 7 or 8; later versions and Apple's 3.889 speak 3.8, the odd ones between speak 3.3. */
function readMinor(input: Buffer): 3 | 7 | 8 {
  const version = /^RFB (\d{3})\.(\d{3})\n$/.exec(input.toString('latin1', 0, VERSION_LENGTH))
  if (!version || Number(version[1]) < 3) throw new HandshakeError('This is not an RFB server')
  const minor = Number(version[1]) > 3 ? 8 : Number(version[2])
  return minor >= 8 ? 8 : minor === 7 ? 7 : 3
}

function versionLine(minor: 3 | 7 | 8): Buffer {
  return Buffer.from(`RFB 003.00${minor}\n`)
}

/** Throws the server's reason once it is there; 0 until then. */
function refuse(input: Buffer): number {
  if (input.length < 4) return 0
  const length = Math.min(input.readUInt32BE(), REASON_LIMIT)
  if (input.length < 4 + length) return 0
  throw new HandshakeError(`The desktop refused: ${input.toString('utf8', 4, 4 + length)}`)
}

function unusable(types: string): HandshakeError {
  return new HandshakeError(`No security type that we speak among ${types}`)
}
