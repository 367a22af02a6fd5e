import { Gather } from './gather.ts'
import { FROM_SERVER } from './rfb.ts'
import { CUT_TEXT_HEAD } from './rfb-client-messages.ts'
import { bringsText, clipboardAction, clipboardLength, LONGEST_CAPS } from './rfb-clipboard.ts'
import { type RfbServerStream, SERVER_INIT } from './rfb-server-stream.ts'

/** Kind, padding, length, flags; then the sizes of formats, at most. */
const LONGEST_HELD = CUT_TEXT_HEAD + LONGEST_CAPS

/**
 * Holds back the text that a server sends where it may not cross, the name of the desktop, which a program
 * of the session can change, among it. What asks for the client's text goes on,
 * and so does what the server says it knows, without the sizes in it, which could be letters.
 */
export class RfbServerText {
  readonly #allowed: () => boolean
  /** A message that may yet turn out to bring no text. */
  readonly #held = new Gather()
  /** Of ServerInit. */
  #greeted = 0
  #fate: 'open' | 'goes' | 'held' | 'dropped' = 'open'

  constructor(allowed: () => boolean) {
    this.#allowed = allowed
  }

  /** What goes on of bytes that all belong to one message, of which the stream has just read them. */
  take(bytes: Buffer, { type, between }: RfbServerStream): Uint8Array {
    if (type === SERVER_INIT) return this.#withoutName(bytes)
    if (type !== FROM_SERVER.cutText) return bytes
    if (this.#fate === 'open') this.#fate = this.#allowed() ? 'goes' : 'held'
    if (this.#fate === 'goes') {
      if (between) this.#fate = 'open'
      return bytes
    }
    if (this.#fate === 'held') {
      this.#held.append(bytes.subarray(0, LONGEST_HELD + 1 - this.#held.length))
      if (!mayAsk(this.#held.view())) this.#fate = 'dropped'
    }
    if (this.#fate === 'dropped') this.#held.take()
    if (!between) return NOTHING
    this.#fate = 'open'
    return withoutText(this.#held.take())
  }

  #withoutName(bytes: Buffer): Buffer {
    const from = Math.max(0, NAME_AT - this.#greeted)
    this.#greeted += bytes.length
    if (from >= bytes.length || this.#allowed()) return bytes
    return Buffer.from(bytes).fill(SPACE, from)
  }
}

const NOTHING = Buffer.alloc(0)
/** Of ServerInit: size, pixels and the length of the name come before it. */
const NAME_AT = 24
const SPACE = 0x20

/** Whether what begins like this can be something else than text. */
function mayAsk(message: Buffer): boolean {
  if (message.length > LONGEST_HELD) return false
  return message.length < CUT_TEXT_HEAD || message.readInt32BE(4) < 0
}

/** A whole extended message as it may go on; nothing where it brings text or is none. */
function withoutText(message: Buffer): Buffer {
  if (message.length < CUT_TEXT_HEAD + 4) return NOTHING
  const flags = message.readInt32BE(CUT_TEXT_HEAD)
  const action = clipboardAction(flags)
  if (action === undefined || bringsText(action)) return NOTHING
  if (clipboardLength(action, flags) !== message.length - CUT_TEXT_HEAD) return NOTHING
  return message.fill(0, CUT_TEXT_HEAD + 4)
}
