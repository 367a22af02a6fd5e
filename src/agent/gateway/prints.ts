import { messageOf } from '../../errors.ts'
import type { Logger } from '../../log.ts'
import { gateway as texts } from '../../texts/gateway.ts'
import { type Exec, startExec } from '../exec.ts'
import { giveDownload } from './download.ts'
import { type DownloadEntry, listFolder } from './downloads.ts'
import { GatewayRefusal, type Handler, type SocketUser, type Tools } from './handler.ts'
import { type ProgramSocket, SocketProgram } from './socket-program.ts'

/** Where the printer of our images puts what was printed (images/base/printing). */
const FOLDER = 'PDF'

/** Says a line for each print from now on. An image without the printer lacks the file. */
const WATCH = `[ -e "$XDG_RUNTIME_DIR/prints" ] || exit 127
exec tail -n 0 -F -- "$XDG_RUNTIME_DIR/prints"`

/**
 * `GET …/prints`: what was printed in the session, `{entries}` as in `…/files`. `GET …/prints?path=name`:
 * one of it, to be saved. The WebSocket `…/prints`: the same list as JSON, at once and after each print.
 */
export function prints(tools: Tools): Handler {
  const { docker, log } = tools

  async function list(container: string): Promise<readonly DownloadEntry[]> {
    const entries = await listFolder(tools, container, FOLDER)
    return entries.filter(({ name, folder }) => !folder && isPdf(name))
  }

  return {
    async answer(request, asked) {
      if (request.method !== 'GET') throw new GatewayRefusal(405, 'method', texts.unknown)
      const path = asked.query.get('path')
      if (path === null) {
        const headers = { 'cache-control': 'no-store' }
        return Response.json({ entries: await list(asked.container) }, { headers })
      }
      if (!isPdf(path)) throw new GatewayRefusal(404, 'absent', texts.printAbsent)
      return giveDownload(tools, asked, FOLDER, texts.printAbsent)
    },
    open(socket, { container }) {
      const watch = startExec(docker, { container, argv: ['sh', '-c', WATCH] })
      return new PrintsStream(socket, watch, () => list(container), log)
    },
  }
}

function isPdf(name: string): boolean {
  return /^[^/]+\.pdf$/i.test(name)
}

/** Tells one viewer what was printed, for as long as it listens. */
export class PrintsStream implements SocketUser {
  readonly #socket: ProgramSocket
  readonly #list: () => Promise<readonly DownloadEntry[]>
  readonly #log: Logger
  readonly #program: SocketProgram
  #telling = false
  /** There was news while the list was read. */
  #again = false

  constructor(
    socket: ProgramSocket,
    watch: Promise<Exec>,
    list: () => Promise<readonly DownloadEntry[]>,
    log: Logger,
  ) {
    this.#log = log
    this.#socket = socket
    this.#list = list
    this.#program = new SocketProgram(socket, watch, (exec) => this.#follow(exec), log)
  }

  /** Whoever listens says nothing. */
  message() {}

  drain() {}

  closed() {
    this.#program[Symbol.dispose]()
  }

  #follow({ output }: Exec) {
    output.on('data', () => void this.#tell())
    void this.#tell()
  }

  async #tell() {
    this.#again = true
    if (this.#telling) return
    this.#telling = true
    try {
      while (this.#again) {
        this.#again = false
        const entries = await this.#list()
        this.#socket.sendBinary(Buffer.from(JSON.stringify({ entries })))
      }
    } catch (error) {
      // Whoever listens comes back, and gets the list then.
      this.#log.info('The prints of a session could not be listed', { cause: messageOf(error) })
      this.#socket.terminate()
    } finally {
      this.#telling = false
    }
  }
}
