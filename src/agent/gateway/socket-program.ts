import { SOUND_CLOSE } from '../../domain/sound.ts'
import { messageOf } from '../../errors.ts'
import type { Logger } from '../../log.ts'
import type { Exec } from '../exec.ts'

/** What a program's owner needs of its socket. */
export interface ProgramSocket {
  sendBinary(bytes: Uint8Array): unknown
  close(code: number): void
  terminate(): void
}

/** As a shell has it: the program, or the shell that was to run it, is not there. */
const ABSENT = [126, 127]

/**
 * A program in the session's container that lives no longer than a socket, nor the socket longer than the
 * program. Its owner disposes it when the socket is closed, by whomever.
 */
export class SocketProgram implements Disposable {
  /** Undefined until it runs. */
  exec: Exec | undefined
  #over = false

  constructor(
    socket: ProgramSocket,
    starting: Promise<Exec>,
    started: (exec: Exec) => void,
    log: Logger,
  ) {
    void this.#run(starting, started, log).then((code) => {
      if (!this.#over) socket.close(code)
    })
  }

  /** The code to close with once it has ended. */
  async #run(starting: Promise<Exec>, started: (exec: Exec) => void, log: Logger): Promise<number> {
    try {
      const exec = await starting
      if (this.#over) exec[Symbol.dispose]()
      else {
        this.exec = exec
        started(exec)
      }
      const { code, words } = await exec.ended
      if (code !== undefined && ABSENT.includes(code)) return SOUND_CLOSE.absent
      if (!this.#over) log.info('A program of a viewer ended by itself', { code, words })
    } catch (error) {
      log.info('A program of a viewer could not be started', { cause: messageOf(error) })
    }
    return SOUND_CLOSE.later
  }

  [Symbol.dispose]() {
    this.#over = true
    this.exec?.[Symbol.dispose]()
  }
}
