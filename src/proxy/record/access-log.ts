import { closeSync, constants, fstatSync, openSync, statSync, write, writeSync } from 'node:fs'
import { type Static, Type } from '@sinclair/typebox'
import { codeOf, messageOf } from '../../errors.ts'
import { logger } from '../../log.ts'
import { droppedLine } from './log-line.ts'

const log = logger('worker')

/** What is logged: nothing; what failed or was refused; that, tunnels, and one of a hundred; all. */
export const LOG_MODES = ['off', 'errors', 'sampled', 'full'] as const
export type LogMode = (typeof LOG_MODES)[number]

export const AccessLogOrder = Type.Object({
  mode: Type.Union(LOG_MODES.map((mode) => Type.Literal(mode))),
  /** `-`: standard output. */
  file: Type.String(),
  format: Type.Union([Type.Literal('json'), Type.Literal('combined')]),
})
export type AccessLogOrder = Static<typeof AccessLogOrder>

/** Written together, in one call: lines of several workers do not mix. */
const BATCH_BYTES = 64 * 1024
const BATCH_MS = 500
/** More than this does not wait for a disk. */
const MOST_WAITING = 4 * 1024 * 1024
/** How often it is seen whether the file was moved away. */
const LOOK_MS = 1000

/**
 * The access log of one worker, made while it may open the file. Lines wait a moment and are written together at the end of a file that
 * other workers write, too. Whatever the disk does, nobody waits for it: lines that have no room are
 * dropped, and their number is written.
 */
export class AccessLog implements Disposable {
  readonly order: AccessLogOrder
  #lines: string[] = []
  #waiting = 0
  #dropped = 0
  #file: { readonly fd: number; readonly inode: number } | undefined
  #timer: Timer | undefined
  #writing = false
  #lookedAt = Number.NEGATIVE_INFINITY
  #complained = false

  constructor(order: AccessLogOrder) {
    this.order = order
    this.#open()
  }

  add(line: string) {
    if (this.#waiting + line.length > MOST_WAITING) {
      this.#dropped++
      return
    }
    this.#lines.push(line)
    this.#waiting += line.length + 1
    if (this.#waiting >= BATCH_BYTES) this.#flush()
    else this.#timer ??= setTimeout(() => this.#flush(), BATCH_MS).unref()
  }

  /** Writes what waits. */
  [Symbol.dispose]() {
    clearTimeout(this.#timer)
    const fd = this.#open()
    const bytes = this.#batch()
    if (fd === undefined || bytes.length === 0) return
    try {
      writeSync(fd, bytes)
    } catch (error) {
      this.#complain(error)
    }
  }

  #batch(): Buffer {
    if (this.#dropped > 0) this.#lines.push(droppedLine(this.#dropped, this.order.format))
    this.#dropped = 0
    const text = this.#lines.length > 0 ? `${this.#lines.join('\n')}\n` : ''
    this.#lines = []
    this.#waiting = 0
    return Buffer.from(text)
  }

  #flush() {
    if (this.#writing) return
    clearTimeout(this.#timer)
    this.#timer = undefined
    const fd = this.#open()
    if (fd === undefined) {
      this.#dropped += this.#lines.length
      this.#lines = []
      this.#waiting = 0
      return
    }
    const bytes = this.#batch()
    if (bytes.length > 0) this.#write(fd, bytes)
  }

  #write(fd: number, bytes: Buffer) {
    this.#writing = true
    write(fd, bytes, 0, bytes.length, null, (error, written) => {
      this.#writing = false
      if (error) this.#complain(error)
      else if (written < bytes.length) return this.#write(fd, bytes.subarray(written))
      if (this.#lines.length > 0) this.#flush()
    })
  }

  /** The file that has the name now; it is made by the main process, since we may not. */
  #open(): number | undefined {
    const { file } = this.order
    if (file === '-') return process.stdout.fd
    const now = performance.now()
    if (this.#file && now - this.#lookedAt < LOOK_MS) return this.#file.fd
    this.#lookedAt = now
    try {
      if (this.#file && statSync(file).ino === this.#file.inode) return this.#file.fd
      const fd = openSync(file, constants.O_WRONLY | constants.O_APPEND)
      if (this.#file) closeSync(this.#file.fd)
      this.#file = { fd, inode: fstatSync(fd).ino }
      this.#complained = false
    } catch (error) {
      // It was moved away and is not there anew: the moved one takes lines until then.
      if (!this.#file || codeOf(error) !== 'ENOENT') this.#complain(error)
    }
    return this.#file?.fd
  }

  #complain(error: unknown) {
    if (this.#complained) return
    this.#complained = true
    log.error('The access log cannot be written', {
      file: this.order.file,
      cause: messageOf(error),
    })
  }
}
