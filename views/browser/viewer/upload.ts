import type { Chosen } from './dropped.ts'
import type { TicketOffice } from './ticket.ts'

export type UploadState = 'waiting' | 'sending' | 'done' | 'failed' | 'cancelled'

/** Why one failed: a reason that the page has words for, or the sentence that came with the answer. */
export type Failure = { readonly reason: string; readonly sentence: string | undefined }

/** One thing that a person gave: a file, or a folder with its files. */
export class Upload {
  readonly name: string
  readonly files: readonly Chosen[]
  /** Bytes of all its files. */
  readonly size: number
  state: UploadState = 'waiting'
  failure: Failure | undefined
  /** What a single file is called in the session. */
  placedAs = ''
  /** Files that are there, and bytes of them. */
  filesDone = 0
  #bytesDone = 0
  /** Of the file that is on its way. */
  #sent = 0
  #startedAt = 0
  #request: XMLHttpRequest | undefined

  constructor(name: string, files: readonly Chosen[]) {
    this.name = name
    this.files = files
    this.size = files.reduce((sum, { file }) => sum + file.size, 0)
  }

  get sent(): number {
    return this.#bytesDone + this.#sent
  }

  /** Still to come, at the pace so far; undefined while that says nothing. */
  get secondsLeft(): number | undefined {
    const seconds = (performance.now() - this.#startedAt) / 1000
    if (this.state !== 'sending' || seconds < 1 || this.sent === 0) return undefined
    return ((this.size - this.sent) / this.sent) * seconds
  }

  get over(): boolean {
    return this.state !== 'waiting' && this.state !== 'sending'
  }

  /** Sends one file after the other, from the first that is not there yet. */
  async run(address: string, tickets: TicketOffice, changed: () => void): Promise<void> {
    this.state = 'sending'
    this.failure = undefined
    this.#startedAt = performance.now()
    for (const { file, path } of this.files.slice(this.filesDone)) {
      changed()
      const failure = await this.#send(
        `${address}?path=${encodeURIComponent(path)}`,
        file,
        tickets,
        changed,
      )
      if (this.over) return changed()
      if (failure) {
        this.state = 'failed'
        this.failure = failure
        return changed()
      }
      this.filesDone += 1
      this.#bytesDone += file.size
      this.#sent = 0
    }
    this.state = 'done'
    changed()
  }

  cancel(): void {
    if (this.over) return
    this.state = 'cancelled'
    this.#request?.abort()
  }

  async #send(
    address: string,
    file: File,
    tickets: TicketOffice,
    changed: () => void,
  ): Promise<Failure | undefined> {
    this.#sent = 0
    try {
      if (!(await tickets.fetch())) return { reason: 'signedOut', sentence: undefined }
      // A file that has gone would look like a network that has.
      await file.slice(0, 1).arrayBuffer()
    } catch (error) {
      const gone = error instanceof DOMException && error.name === 'NotReadableError'
      const missing = error instanceof DOMException && error.name === 'NotFoundError'
      return { reason: gone || missing ? 'unreadable' : 'network', sentence: undefined }
    }
    if (this.over) return undefined
    const request = new XMLHttpRequest()
    this.#request = request
    request.upload.addEventListener('progress', ({ loaded }) => {
      this.#sent = Math.min(loaded, file.size)
      changed()
    })
    const ended = new Promise<void>((resolve) =>
      request.addEventListener('loadend', () => resolve()),
    )
    request.open('PUT', address)
    request.setRequestHeader('accept', 'application/json')
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.send(file)
    await ended
    this.#request = undefined
    const { status, responseText } = request
    if (status === 0) return { reason: 'network', sentence: undefined }
    const answer = parse(responseText)
    if (status < 300) this.placedAs = textIn(answer, 'name') ?? ''
    else
      return { reason: textIn(answer, 'reason') ?? '', sentence: textIn(answer, 'error_message') }
    return undefined
  }
}

/** Files side by side are uploads of their own; those of one folder are one together. */
export function uploadsOf(chosen: readonly Chosen[]): Upload[] {
  const groups = Map.groupBy(chosen, ({ path }, index) => {
    const cut = path.indexOf('/')
    return cut < 0 ? `file ${index}` : `folder ${path.slice(0, cut)}`
  })
  return [...groups].map(([key, files]) => {
    const [first] = files
    const name = key.startsWith('folder ') ? `${key.slice('folder '.length)}/` : (first?.path ?? '')
    return new Upload(name, files)
  })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // something in between answered in its own way
  }
}

function textIn(value: unknown, key: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const found: unknown = Reflect.get(value, key)
  return typeof found === 'string' && found !== '' ? found : undefined
}
