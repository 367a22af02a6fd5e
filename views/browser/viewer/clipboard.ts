import type RFB from '@novnc/novnc'
import { pastedIn } from './dropped.ts'
import type { Viewing } from './viewing.ts'

const PASTE_WAIT = 120
/** Later than this, a person has something else in their clipboard and would lose it. */
const STALE_AFTER = 5_000

export function watchClipboard({ stage, connection }: Viewing): void {
  const clipboard = new Clipboard(stage)
  connection.listen({
    opened: (rfb) => clipboard.attach(rfb),
    closed: () => clipboard.detach(),
  })
}

/**
 * Text both ways. Out: what is copied in the session appears in the panel's field and, where the
 * browser lets us, in the computer's clipboard. In: what is typed into the field, what Ctrl V brings,
 * and, once allowed, what the computer's clipboard holds when the page is looked at again.
 */
class Clipboard {
  #rfb: RFB | undefined
  /** What both sides know, so that nothing is sent back where it came from. */
  #shared = ''
  /** Came from the session while the browser refused it; tried again at a press that comes soon. */
  #waiting: { readonly text: string; readonly since: number } | undefined
  /** Whether text may cross; the front door sees to it, this only spares what it would drop. */
  readonly #up: boolean
  readonly #down: boolean
  readonly #field: HTMLTextAreaElement | null
  readonly #blocked: HTMLElement | null
  readonly #copied: HTMLElement | null

  constructor(stage: HTMLElement) {
    this.#field = stage.querySelector('[data-clipboard]')
    this.#blocked = stage.querySelector('[data-clipboard-blocked]')
    this.#copied = stage.querySelector('[data-copied]')
    const ways = this.#field?.dataset.clipboard ?? ''
    this.#up = ways.includes('up')
    this.#down = ways.includes('down')
    this.#field?.addEventListener('input', () => this.#toSession(this.#field?.value ?? ''))
    stage.querySelector('[data-copy-out]')?.addEventListener('click', () => this.#copyOut())
    stage.querySelector('[data-clear]')?.addEventListener('click', () => this.#clear())
    stage.querySelector('[data-share]')?.addEventListener('click', () => this.#readComputer())
    stage.addEventListener('pointerdown', () => this.#flush(), { capture: true })
    // Elsewhere they may copy something newer, and so they may on this page.
    const forget = () => {
      this.#waiting = undefined
    }
    window.addEventListener('blur', forget)
    document.addEventListener('copy', forget)
    document.addEventListener('cut', forget)
    const look = () => void this.#readIfAllowed()
    window.addEventListener('focus', look)
    stage.addEventListener('focusin', look)
    stage.addEventListener('pointerenter', look)
    // Newer browsers say when the computer's clipboard changes.
    if ('clipboard' in navigator) navigator.clipboard.addEventListener('clipboardchange', look)
    window.addEventListener('keydown', (event) => this.#beforePaste(event), { capture: true })
  }

  attach(rfb: RFB): void {
    this.#rfb = rfb
    if (this.#down) {
      rfb.addEventListener('clipboard', (event) => this.#fromSession(event.detail.text))
    }
    void this.#readIfAllowed()
  }

  detach(): void {
    this.#rfb = undefined
  }

  #toSession(text: string): void {
    if (!this.#up || text === this.#shared) return
    this.#shared = text
    this.#waiting = undefined
    if (this.#field && this.#field.value !== text) this.#field.value = text
    this.#rfb?.clipboardPasteFrom(text)
  }

  #fromSession(text: string): void {
    if (text === this.#shared) return
    this.#shared = text
    if (this.#field) this.#field.value = text
    if (this.#copied) this.#copied.hidden = true
    void this.#writeComputer(text)
  }

  async #writeComputer(text: string, since = performance.now()): Promise<boolean> {
    try {
      await navigator.clipboard.writeText(text)
      this.#waiting = undefined
      if (this.#blocked) this.#blocked.hidden = true
      return true
    } catch {
      // No permission, no focus, or a page that is not secure: the field has it all the same.
      this.#waiting = { text, since }
      if (this.#blocked) this.#blocked.hidden = false
      return false
    }
  }

  #flush(): void {
    const waiting = this.#waiting
    this.#waiting = undefined
    if (!waiting || performance.now() - waiting.since > STALE_AFTER) return
    void this.#writeComputer(waiting.text, waiting.since)
  }

  async #copyOut(): Promise<void> {
    const text = this.#field?.value ?? ''
    const done = await this.#writeComputer(text)
    if (this.#copied) this.#copied.hidden = !done
    if (!done) this.#field?.select()
  }

  #clear(): void {
    if (this.#field) this.#field.value = ''
    this.#toSession('')
  }

  /** Reads without asking: only where the person has allowed it before. */
  async #readIfAllowed(): Promise<void> {
    if (!this.#up) return
    try {
      const name: string = 'clipboard-read'
      const query: unknown = { name }
      if (!isDescriptor(query)) return
      const permission = await navigator.permissions.query(query)
      if (permission.state === 'granted') await this.#readComputer()
    } catch {
      // A browser that does not know this permission; Ctrl V and the field work without it.
    }
  }

  async #readComputer(): Promise<void> {
    try {
      this.#toSession(await navigator.clipboard.readText())
      if (this.#blocked) this.#blocked.hidden = true
    } catch {
      if (this.#blocked) this.#blocked.hidden = false
    }
  }

  /**
   * Ctrl V over the screen: kept from noVNC for a moment, so that the browser makes its paste event,
   * which carries the text without any permission. Then the key goes to the session, after the text.
   */
  #beforePaste(event: KeyboardEvent): void {
    const rfb = this.#rfb
    const onScreen = event.target instanceof HTMLCanvasElement
    if (!rfb || !this.#up || !onScreen || event.repeat || event.altKey) return
    if (!event.ctrlKey || event.key.toLowerCase() !== 'v') return
    const keysym = event.key.charCodeAt(0)
    event.stopImmediatePropagation()
    let sent = false
    const send = (paste?: ClipboardEvent) => {
      if (sent) return
      sent = true
      document.removeEventListener('paste', send)
      if (paste && pastedIn(paste).length > 0) return // they go another way, and no key with them
      const text = paste?.clipboardData?.getData('text/plain')
      paste?.preventDefault()
      if (text) this.#toSession(text)
      rfb.sendKey(keysym, 'KeyV', true)
      rfb.sendKey(keysym, 'KeyV', false)
    }
    document.addEventListener('paste', send)
    setTimeout(send, PASTE_WAIT)
  }
}

/** The DOM's types know fewer permissions than browsers do. */
function isDescriptor(value: unknown): value is PermissionDescriptor {
  return typeof value === 'object' && value !== null && 'name' in value
}
