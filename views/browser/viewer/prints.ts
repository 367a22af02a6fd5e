import { save } from './downloads.ts'
import { say } from './notices.ts'
import { SideSocket } from './side-socket.ts'
import { TicketOffice } from './ticket.ts'
import type { Viewing } from './viewing.ts'

type Print = { readonly name: string; readonly changed: number }

/** More of them are in ~/PDF. */
const MOST_SHOWN = 20

/** What the session prints: views/components/viewer-prints.tsx. There is none where it is switched off. */
export function watchPrints(viewing: Viewing): void {
  const section = viewing.stage.querySelector<HTMLElement>('[data-prints]')
  const printed = viewing.stage.querySelector<HTMLElement>('[data-printed]')
  if (section && printed) new Prints(viewing, section, printed)
}

class Prints {
  /** What was there when the page was opened is no news. */
  #known: ReadonlySet<string> | undefined
  #ready: Print | undefined
  readonly #viewing: Viewing
  readonly #tickets: TicketOffice
  readonly #section: HTMLElement
  readonly #printed: HTMLElement

  constructor(viewing: Viewing, section: HTMLElement, printed: HTMLElement) {
    this.#viewing = viewing
    this.#tickets = new TicketOffice(viewing.stage.dataset.ticket ?? '')
    this.#section = section
    this.#printed = printed
    const socket = new SideSocket(
      viewing,
      'prints',
      (state) => this.#show('absent', state === 'absent'),
      (message) => this.#hear(printsIn(message)),
    )
    socket.wanted = true
    printed.querySelector('[data-printed-download]')?.addEventListener('click', () => {
      if (this.#ready) void this.#download(this.#ready)
      this.#dismiss()
    })
    printed.querySelector('[data-printed-later]')?.addEventListener('click', () => this.#dismiss())
  }

  #hear(prints: readonly Print[]): void {
    const news = this.#known ? prints.filter((print) => !this.#known?.has(keyOf(print))) : []
    this.#known = new Set(prints.map(keyOf))
    const rows = prints.slice(0, MOST_SHOWN).flatMap((print) => this.#row(print) ?? [])
    this.#section.querySelector('[data-prints-list]')?.replaceChildren(...rows)
    const count = this.#viewing.stage.querySelector('[data-prints-count]')
    if (count) count.textContent = prints.length > 0 ? String(prints.length) : ''
    const [newest] = news
    if (newest) this.#announce(newest)
  }

  #announce(print: Print): void {
    this.#ready = print
    const title = this.#printed.querySelector('[data-printed-title]')
    if (title) title.textContent = named(this.#section.dataset.ready, print)
    this.#printed.hidden = false
  }

  #dismiss(): void {
    this.#ready = undefined
    this.#printed.hidden = true
    this.#viewing.toSession()
  }

  #row(print: Print): Element | undefined {
    const template = this.#section.querySelector<HTMLTemplateElement>('[data-prints-row]')
    const row = template?.content.firstElementChild?.cloneNode(true)
    if (!(row instanceof Element)) return undefined
    const name = row.querySelector('bdi')
    if (name) name.textContent = print.name
    const button = row.querySelector('button')
    button?.setAttribute('aria-label', named(this.#section.dataset.download, print))
    button?.addEventListener('click', () => void this.#download(print))
    return row
  }

  /** Without a ticket the browser would save a refusal in the place of the file. */
  async #download(print: Print): Promise<void> {
    const admitted = await this.#tickets.fetch().catch(() => false)
    if (!admitted) return say(this.#viewing.stage, this.#section.dataset.failed ?? '')
    const { prints = '' } = this.#section.dataset
    save(`${prints}?path=${encodeURIComponent(print.name)}`)
  }

  #show(what: 'absent', shown: boolean): void {
    const line = this.#section.querySelector<HTMLElement>(`[data-prints-${what}]`)
    const help = this.#section.querySelector<HTMLElement>('[data-prints-help]')
    if (line) line.hidden = !shown
    if (help) help.hidden = shown
  }
}

function keyOf({ name, changed }: Print): string {
  return `${changed} ${name}`
}

function named(sentence: string | undefined, { name }: Print): string {
  return (sentence ?? '').replace('{name}', () => name)
}

/** The list as the gateway sends it; nothing where it is none. */
function printsIn(message: ArrayBuffer): readonly Print[] {
  const value: unknown = JSON.parse(new TextDecoder().decode(message))
  if (typeof value !== 'object' || value === null || !('entries' in value)) return []
  return Array.isArray(value.entries) ? value.entries.filter(isPrint) : []
}

function isPrint(value: unknown): value is Print {
  if (typeof value !== 'object' || value === null) return false
  if (!('name' in value) || !('changed' in value)) return false
  return typeof value.name === 'string' && typeof value.changed === 'number'
}
