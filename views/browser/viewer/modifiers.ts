import type RFB from '@novnc/novnc'
import { type Key, sendKey } from './keysyms.ts'

const MODIFIERS = ['ControlLeft', 'AltLeft', 'ShiftLeft', 'MetaLeft'] as const satisfies Key[]

type Modifier = (typeof MODIFIERS)[number]
/** `once` lasts for one key or click, `held` until it is pressed again. */
type Hold = 'once' | 'held'

/**
 * Modifier keys that stick, for fingers that cannot hold one and press another: the buttons with
 * `data-modifier`. Pressed once for the next key, twice to stay, a third time to let go. While one sticks
 * it is down in the session.
 */
export class Modifiers {
  readonly #stuck = new Map<Modifier, Hold>()
  readonly #stage: HTMLElement
  readonly #session: () => RFB | undefined

  constructor(stage: HTMLElement, session: () => RFB | undefined) {
    this.#stage = stage
    this.#session = session
    stage.addEventListener('click', (event) => {
      if (!(event.target instanceof Element)) return
      const name = event.target.closest<HTMLElement>('[data-modifier]')?.dataset.modifier
      const modifier = MODIFIERS.find((one) => one === name)
      if (modifier) this.#press(modifier)
    })
  }

  get shifted(): boolean {
    return this.#stuck.has('ShiftLeft')
  }

  /** A key or a click has gone to the session: what was meant for one is let go. */
  used(): void {
    for (const [modifier, hold] of this.#stuck) if (hold === 'once') this.#set(modifier, undefined)
  }

  /** The session does not know of them any more. */
  forget(): void {
    this.#stuck.clear()
    for (const modifier of MODIFIERS) this.#show(modifier)
  }

  #press(modifier: Modifier): void {
    const next = { once: 'held', held: undefined } as const
    const now = this.#stuck.get(modifier)
    this.#set(modifier, now === undefined ? 'once' : next[now])
  }

  #set(modifier: Modifier, hold: Hold | undefined): void {
    const rfb = this.#session()
    if (!rfb) return
    if (hold === undefined) {
      this.#stuck.delete(modifier)
      sendKey(rfb, modifier, false)
    } else {
      if (!this.#stuck.has(modifier)) sendKey(rfb, modifier, true)
      this.#stuck.set(modifier, hold)
    }
    this.#show(modifier)
  }

  #show(modifier: Modifier): void {
    const hold = this.#stuck.get(modifier)
    for (const button of this.#stage.querySelectorAll(`[data-modifier=${modifier}]`)) {
      button.setAttribute('aria-pressed', String(hold !== undefined))
      button.classList.toggle('held', hold === 'held')
    }
    if (modifier === 'ShiftLeft') this.#stage.dispatchEvent(new Event('shift'))
  }
}
