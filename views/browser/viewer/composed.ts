import type RFB from '@novnc/novnc'
import { sendKey, sendText } from './keysyms.ts'
import { recall, remember } from './memory.ts'

/** A character that the session's layout lacks takes one of some hundred free keys of its display, for good. */
const FREE_KEYS = 64
/** The program that pastes asks us for the text first; an Enter must not overtake it. */
const PASTE_TAKES = 300
const BORROWED_FOR = 2000
const forBrowser = () => localStorage

/**
 * Types text that came without keys. Alphabets fit on the display's free keys; Han, kana and emoji do not,
 * and what would be one too many is pasted: by Shift Insert, which terminals know as well. The clipboard of
 * the session has its own text back a moment later.
 */
export class ComposedText {
  /** Small letters, and what has no case. */
  readonly #taken: Set<string>
  readonly #place: string
  readonly #own: () => string | undefined
  #giveBack: ReturnType<typeof setTimeout> | undefined

  /** `own` is the text that belongs into the session's clipboard; undefined where none may get there. */
  constructor(session: string, own: () => string | undefined) {
    this.#place = `keys ${session}`
    this.#taken = new Set(recall(forBrowser, this.#place) ?? '')
    this.#own = own
  }

  /** How many milliseconds it takes until a key may follow. */
  type(rfb: RFB, text: string): number {
    const own = this.#own()
    if (own === undefined || this.#take(text)) {
      sendText(rfb, text)
      return 0
    }
    this.#paste(rfb, text, own)
    return PASTE_TAKES
  }

  /** Whether there is a key for each character of it. */
  #take(text: string): boolean {
    const characters = Array.from(text.toLowerCase())
    const fresh = new Set(characters.filter((one) => one > '~' && !this.#taken.has(one)))
    if (this.#taken.size + fresh.size > FREE_KEYS) return false
    if (fresh.size === 0) return true
    for (const character of fresh) this.#taken.add(character)
    remember(forBrowser, this.#place, [...this.#taken].join(''))
    return true
  }

  #paste(rfb: RFB, text: string, own: string): void {
    rfb.clipboardPasteFrom(text)
    sendKey(rfb, 'ShiftLeft', true)
    sendKey(rfb, 'Insert')
    sendKey(rfb, 'ShiftLeft', false)
    clearTimeout(this.#giveBack)
    this.#giveBack = setTimeout(() => rfb.clipboardPasteFrom(own), BORROWED_FOR)
  }
}
