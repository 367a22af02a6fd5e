import type { Chosen } from './dropped.ts'
import type { TicketOffice } from './ticket.ts'
import { type Upload, uploadsOf } from './upload.ts'
import { durationOf, sizeOf, type Words, wordsIn } from './words.ts'

/** More at a time are no faster, and fewer are slow where there are many small ones. */
const AT_ONCE = 3
/** A list in which all went well goes away by itself. */
const STAYS_MS = 6_000

/** The uploads of this page, in the order they were given, and the list that shows them over the picture. */
export class Uploads {
  readonly #address: string
  readonly #tickets: TicketOffice
  readonly #place: HTMLElement
  readonly #words: Words
  readonly #rows = new Map<Upload, HTMLElement>()
  #leaving: ReturnType<typeof setTimeout> | undefined

  constructor(place: HTMLElement, address: string, tickets: TicketOffice) {
    this.#place = place
    this.#address = address
    this.#tickets = tickets
    this.#words = wordsIn(place)
    place.querySelector('[data-uploads-close]')?.addEventListener('click', () => this.#close())
    window.addEventListener('beforeunload', (event) => {
      if (!this.#over) event.preventDefault()
    })
  }

  add(chosen: readonly Chosen[]): void {
    for (const upload of uploadsOf(chosen)) this.#addRow(upload)
    this.#next()
    this.#show()
  }

  get #list(): Element | null {
    return this.#place.querySelector('[data-uploads-list]')
  }

  get #all(): Upload[] {
    return [...this.#rows.keys()]
  }

  get #over(): boolean {
    return this.#all.every(({ over }) => over)
  }

  #next(): void {
    const sending = this.#all.filter(({ state }) => state === 'sending').length
    const waiting = this.#all.filter(({ state }) => state === 'waiting')
    for (const upload of waiting.slice(0, AT_ONCE - sending)) {
      void upload.run(this.#address, this.#tickets, () => this.#show()).then(() => this.#next())
    }
  }

  /** While something is on its way, its end; after that, the end of the list. */
  #close(): void {
    if (this.#over) {
      this.#rows.clear()
      this.#list?.replaceChildren()
    } else for (const upload of this.#all) upload.cancel()
    this.#show()
  }

  #addRow(upload: Upload): void {
    const template = this.#place.querySelector<HTMLTemplateElement>('[data-upload-template]')
    const row = template?.content.firstElementChild?.cloneNode(true)
    if (!(row instanceof HTMLElement)) return
    put(row, '[data-name]', upload.name)
    const again = row.querySelector('[data-again]')
    const cancel = row.querySelector('[data-cancel]')
    const { name } = upload
    again?.setAttribute('aria-label', this.#words('again', { name }))
    cancel?.setAttribute('aria-label', this.#words('cancel', { name }))
    row.querySelector('[data-progress]')?.setAttribute('aria-label', name)
    again?.addEventListener('click', () => {
      upload.state = 'waiting'
      this.#next()
      this.#show()
    })
    cancel?.addEventListener('click', () => {
      upload.cancel()
      this.#show()
    })
    this.#rows.set(upload, row)
    this.#list?.append(row)
  }

  #show(): void {
    for (const [upload, row] of this.#rows) this.#showRow(upload, row)
    this.#place.hidden = this.#rows.size === 0
    const all = String(this.#rows.size)
    const done = this.#all.filter(({ over }) => over).length
    const failed = this.#all.filter(({ state }) => state === 'failed').length
    const figures = { all, done: String(done), failed: String(failed) }
    const title = this.#over ? (failed > 0 ? 'someFailed' : 'uploaded') : 'uploading'
    put(this.#place, '[data-uploads-title]', this.#words(title, figures))
    const close = this.#words(this.#over ? 'close' : 'cancelAll')
    this.#place.querySelector('[data-uploads-close]')?.setAttribute('aria-label', close)
    clearTimeout(this.#leaving)
    if (this.#over && failed === 0) this.#leaving = setTimeout(() => this.#close(), STAYS_MS)
  }

  #showRow(upload: Upload, row: HTMLElement): void {
    row.dataset.state = upload.state
    put(row, '[data-about]', this.#about(upload))
    const bar = row.querySelector<HTMLProgressElement>('[data-progress]')
    if (bar) {
      bar.value = upload.size === 0 ? 0 : upload.sent / upload.size
      bar.hidden = upload.state !== 'sending'
    }
    const again = row.querySelector<HTMLElement>('[data-again]')
    const cancel = row.querySelector<HTMLElement>('[data-cancel]')
    if (again) again.hidden = upload.state !== 'failed'
    if (cancel) cancel.hidden = upload.over
  }

  #about(upload: Upload): string {
    const { state, failure, size, sent, secondsLeft, files, filesDone, placedAs } = upload
    switch (state) {
      case 'done': {
        const renamed = files.length === 1 && placedAs !== '' && placedAs !== files[0]?.file.name
        return renamed ? this.#words('doneAs', { name: placedAs }) : this.#words('done')
      }
      case 'failed':
        return this.#words(failure?.reason ?? '') || (failure?.sentence ?? this.#words('away'))
      case 'sending': {
        if (secondsLeft === undefined) {
          return this.#words('progress', { sent: sizeOf(sent), all: sizeOf(size) })
        }
        const left = durationOf(secondsLeft)
        const many = { done: String(filesDone), all: String(files.length), left }
        if (files.length > 1) return this.#words('filesDone', many)
        return this.#words('progressLeft', { sent: sizeOf(sent), all: sizeOf(size), left })
      }
      default:
        return this.#words(state)
    }
  }
}

function put(place: Element, where: string, text: string): void {
  const found = place.querySelector(where)
  if (found && found.textContent !== text) found.textContent = text
}
