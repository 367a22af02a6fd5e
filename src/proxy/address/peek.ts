import { dlopen } from 'bun:ffi'
import type { Socket } from 'bun'
import { CLIENT_HELLO_LIMIT } from '../../wire/client-hello.ts'

/** Milliseconds between two looks at who has not brought enough yet: ever longer, up to this. */
const LONGEST = 50

/** So many are waited for at a time; with one more, that which has waited longest is cut. */
const MOST = 1024

/** From <sys/socket.h>. */
const MSG_PEEK = 0x2
const MSG_DONTWAIT = 0x40

/**
 * Looks at the first bytes of connections where they lie in the kernel: TLS can begin on a socket behind what was
 * taken from it here, but nothing can be given back that Bun has read.
 */
export class Peek<Data> implements Disposable {
  readonly #patience: number
  readonly #libc = openLibc()
  /** The kernel writes here: memory that stays where it is. */
  readonly #room = Buffer.from(new ArrayBuffer(CLIENT_HELLO_LIMIT))
  readonly #waiting = new Map<Socket<Data>, Timer | undefined>()

  /** `patience`: milliseconds until what is looked for must be there. */
  constructor(patience: number) {
    this.#patience = patience
  }

  /**
   * Of a paused socket that nothing has been read from. `read` gets what there is, lent; `settle` what it made of
   * it, once that is not 'partial', or 'late'. Who leaves before is cut.
   */
  look<T>(
    socket: Socket<Data>,
    read: (bytes: Buffer) => T | 'partial',
    settle: (found: T | 'late') => void,
  ) {
    const [longest] = this.#waiting.keys()
    if (longest && this.#waiting.size >= MOST) this.cut(longest)
    const since = performance.now()
    let pause = 0.5
    const once = () => {
      const length = this.#receive(socket, this.#room.length, MSG_PEEK)
      if (length === 0) return this.cut(socket)
      const found = length < 0 ? 'partial' : read(this.#room.subarray(0, length))
      if (found !== 'partial') {
        this.#waiting.delete(socket)
        settle(found)
      } else if (performance.now() - since > this.#patience) settle('late')
      else {
        pause = Math.min(LONGEST, pause * 2)
        this.#waiting.set(socket, setTimeout(once, pause)) // one that is there keeps its place
      }
    }
    once()
  }

  /** Removes so many bytes that have been seen; false where they are not there any more. */
  take(socket: Socket<Data>, length: number): boolean {
    return this.#receive(socket, length, 0) === length
  }

  /** The connection is gone. */
  forget(socket: Socket<Data>) {
    clearTimeout(this.#waiting.get(socket))
    this.#waiting.delete(socket)
  }

  cut(socket: Socket<Data>) {
    this.forget(socket)
    socket.terminate()
  }

  /** Cuts who is still waited for. */
  [Symbol.dispose]() {
    for (const socket of [...this.#waiting.keys()]) this.cut(socket)
  }

  /** Below zero where there is nothing yet, 0 where nothing will come. */
  #receive(socket: Socket<Data>, length: number, flags: number): number {
    const fd = 'fd' in socket && typeof socket.fd === 'number' ? socket.fd : -1
    return this.#libc.recv(fd, this.#room, length, flags | MSG_DONTWAIT)
  }
}

function openLibc() {
  const { symbols } = dlopen('libc.so.6', {
    recv: { args: ['i32', 'ptr', 'u64', 'i32'], returns: 'i32' },
  })
  return symbols
}
