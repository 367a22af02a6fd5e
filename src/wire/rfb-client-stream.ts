import { Gather } from './gather.ts'
import { ENCODING } from './rfb.ts'
import {
  type ClientMessage,
  CUT_TEXT_HEAD,
  clientLength,
  clientMessage,
  FROM_CLIENT,
  RfbViolation,
} from './rfb-client-messages.ts'
import {
  bringsText,
  type ClipboardAction,
  clipboardAction,
  clipboardLength,
} from './rfb-clipboard.ts'

export type ClientRules = {
  /** Whether text of the client may reach the server; asked again for each message. */
  text(): boolean
  /** A person did something: a key, the mouse. */
  input?(): void
  /**
   * A whole message that is no cut text; what is returned goes on in its place, undefined = nothing does.
   * It is good until the next call.
   */
  message?(kind: ClientMessage, message: Buffer): Uint8Array | undefined
}

/**
 * What no server is told that a client takes. With more mouse buttons, servers that know them read a
 * pointer event of seven bytes where others read six. A name of the desktop that changes would be text
 * that crosses by another way; no page of ours shows it.
 */
const NEVER_TAKEN: readonly number[] = [ENCODING.extendedMouseButtons, ENCODING.desktopName]
/** Nobody copies more, and a server that reads lengths as signed cannot be led astray. */
const LONGEST_TEXT = 1 << 28
const MOST_INPUT: readonly ClientMessage[] = [
  FROM_CLIENT.key,
  FROM_CLIENT.pointer,
  FROM_CLIENT.qemu,
]

/**
 * Follows what a client sends from its ClientInit on, however it is cut, and holds back what the rules do
 * not let through. Whatever goes on is read by every server as it is read here: unknown messages and
 * lengths that servers disagree about are refused, or else text could hide in what looks like something
 * else. Holds less than 5 KiB; text passes through without being gathered.
 */
export class RfbClientStream {
  readonly #rules: ClientRules
  /** The beginning of a message whose end is not there yet. */
  readonly #begun = new Gather()
  /** What is left of a text, and whether it goes on. */
  #textLeft = 0
  #textGoes = false
  /** Sizes of formats in an extended message that says what is known; they go on as zeros. */
  #textBlank = false
  #out: Uint8Array[] = []
  #greeted = false

  constructor(rules: ClientRules) {
    this.#rules = rules
  }

  /** All that went on so far is whole messages: here others may be put in. */
  get between(): boolean {
    return this.#textLeft === 0
  }

  /** What goes on to the server. Throws RfbViolation; nothing of these bytes goes on then. */
  feed(input: Uint8Array): Uint8Array {
    const bytes = Buffer.from(input.buffer, input.byteOffset, input.length)
    this.#out = []
    // ClientInit is one byte: whether others may watch, too.
    let at = this.#greeted ? 0 : Math.min(1, bytes.length)
    if (at > 0) this.#send(bytes.subarray(0, at))
    this.#greeted ||= at > 0
    while (at < bytes.length) {
      at = this.#textLeft > 0 ? this.#passText(bytes, at) : this.#readMessage(bytes, at)
    }
    return joined(this.#out)
  }

  #passText(bytes: Buffer, at: number): number {
    const end = Math.min(bytes.length, at + this.#textLeft)
    this.#textLeft -= end - at
    if (this.#textBlank) this.#out.push(Buffer.alloc(end - at))
    else if (this.#textGoes) this.#send(bytes.subarray(at, end))
    return end
  }

  /** Reads as much of one message as is there. */
  #readMessage(bytes: Buffer, at: number): number {
    if (this.#begun.length === 0) {
      const here = bytes.subarray(at)
      const length = clientLength(clientMessage(here[0] ?? 0), here)
      if (length > 0 && length <= here.length) {
        this.#meet(here.subarray(0, length))
        return at + length
      }
    }
    // One byte more at a time until the length is known: the heads of messages are short.
    const kind = clientMessage(
      this.#begun.length > 0 ? (this.#begun.view()[0] ?? 0) : (bytes[at] ?? 0),
    )
    const length = clientLength(kind, this.#begun.view())
    const wanted = length > 0 ? length - this.#begun.length : 1
    const end = Math.min(bytes.length, at + wanted)
    this.#begun.append(bytes.subarray(at, end))
    if (clientLength(kind, this.#begun.view()) === this.#begun.length)
      this.#meet(this.#begun.take())
    return end
  }

  #meet(message: Buffer) {
    const kind = clientMessage(message[0] ?? 0)
    if (kind === FROM_CLIENT.cutText) return this.#meetText(message)
    if (MOST_INPUT.includes(kind)) this.#rules.input?.()
    const plain = unambiguous(kind, message)
    const goes = this.#rules.message ? this.#rules.message(kind, plain) : plain
    if (goes) this.#send(goes)
  }

  #meetText(head: Buffer) {
    const length = head.readInt32BE(4)
    const allowed = this.#rules.text()
    this.#textLeft = Math.abs(length)
    if (this.#textLeft > LONGEST_TEXT) throw new RfbViolation(`A text of ${this.#textLeft} bytes`)
    this.#textGoes = allowed
    this.#textBlank = false
    if (length < 0) {
      const action = readAction(head.readInt32BE(CUT_TEXT_HEAD), -length)
      this.#textLeft -= 4
      this.#textGoes = allowed || !bringsText(action)
      this.#textBlank = !allowed && action === 'caps'
    }
    if (this.#textGoes) this.#send(head)
  }

  #send(bytes: Uint8Array) {
    const last = this.#out.at(-1)
    // What lies side by side goes on in one piece.
    if (
      last &&
      last.buffer === bytes.buffer &&
      last.byteOffset + last.length === bytes.byteOffset
    ) {
      const together = Buffer.from(bytes.buffer, last.byteOffset, last.length + bytes.length)
      this.#out[this.#out.length - 1] = together
    } else {
      this.#out.push(bytes)
    }
  }
}

function readAction(flags: number, length: number): ClipboardAction {
  const action = clipboardAction(flags)
  if (action === undefined) throw new RfbViolation('An extended clipboard message of no known kind')
  const right = clipboardLength(action, flags)
  if (length < 4 || (right !== undefined && right !== length)) {
    throw new RfbViolation(`An extended clipboard message of ${length} bytes`)
  }
  return action
}

/** The message without what would make some servers read the stream in another way. */
function unambiguous(kind: ClientMessage, message: Buffer): Buffer {
  if (kind === FROM_CLIENT.pointer && ((message[1] ?? 0) & 0x80) !== 0) {
    const plain = Buffer.from(message)
    plain[1] = (message[1] ?? 0) & 0x7f
    return plain
  }
  if (kind !== FROM_CLIENT.encodings) return message
  const chosen = encodingsIn(message)
  const taken = chosen.filter((encoding) => !NEVER_TAKEN.includes(encoding))
  return taken.length === chosen.length ? message : encodingsMessage(taken)
}

/** What a client chose by SetEncodings, in its order. */
export function encodingsIn(message: Buffer): number[] {
  return Array.from({ length: message.readUInt16BE(2) }, (_, index) =>
    message.readInt32BE(4 + 4 * index),
  )
}

/** The same as a message. */
export function encodingsMessage(encodings: readonly number[]): Buffer {
  const message = Buffer.alloc(4 + 4 * encodings.length)
  message[0] = FROM_CLIENT.encodings
  message.writeUInt16BE(encodings.length, 2)
  for (const [index, encoding] of encodings.entries()) message.writeInt32BE(encoding, 4 + 4 * index)
  return message
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  return pieces.length === 1 ? (pieces[0] ?? new Uint8Array()) : Buffer.concat(pieces)
}
