import { connect } from 'node:net'
import { Readable, type Writable } from 'node:stream'
import type { Docker } from './docker.ts'
import { DockerRefused, DockerUnreachable, dockerError } from './docker-errors.ts'
import { ExecFrames } from './exec-frames.ts'

/** A program to run in a container, beside what runs there. */
export type ExecRequest = {
  /** Name or id. */
  readonly container: string
  readonly argv: readonly string[]
  /** Without it, the one of the container. */
  readonly user?: string
  readonly environment?: Readonly<Record<string, string>>
  /**
   * The program reads its input, and sees to its own end where that ends. Any other has none, and needs
   * `sh` in its image, which ends it.
   */
  readonly fed?: boolean
}

/** A program that runs in a container for as long as somebody holds on to it. Disposing ends the program. */
export interface Exec extends Disposable {
  /** What it writes. The program waits while nobody reads. */
  readonly output: Readable
  /** What a fed program reads; `end` says that nothing more will come. */
  readonly input: Writable
  /** Never rejects. */
  readonly ended: Promise<ExecEnd>
}

export type ExecEnd = {
  /** As a shell has it: 127 where there is no such program. Undefined where nobody knows. */
  readonly code: number | undefined
  /** The end of what it wrote to stderr. */
  readonly words: string
}

/**
 * Ends a program with its input. Docker leaves programs alone whose connection is cut, be it by us or by
 * our own end; what it does then is to close their input. So a shell holds the input in the program's
 * place and ends the whole process group when it closes: politely, and after `graceSeconds` not.
 */
export function keeper(graceSeconds: number): readonly string[] {
  return [
    'sh',
    '-c',
    `exec 3<&0
"$@" </dev/null 3<&- & program=$!
trap '' TERM
{
  exec >/dev/null 2>&1
  while read -r _ <&3; do :; done
  kill -s TERM -- "-$$" "$program"
  sleep ${graceSeconds}
  kill -s KILL -- "-$$" "$program"
} & watch=$!
exec 3<&-
wait "$program"; code=$?
kill -s KILL "$watch"
exit "$code"`,
    'sh',
  ]
}

/** What a program may take to end by itself once nobody holds on to it. */
const GRACE_SECONDS = 2
const HEAD_LIMIT = 16 * 1024
const WORDS_LIMIT = 2 * 1024

/**
 * Runs a program in a container, as `docker exec` does. Throws a DockerRefused (404: there is no such
 * container, 409: it does not run) or a DockerUnreachable.
 */
export async function startExec(docker: Docker, request: ExecRequest): Promise<Exec> {
  const { container, argv, user, environment, fed } = request
  const id = await docker.prepareExec(container, {
    Cmd: fed ? [...argv] : [...keeper(GRACE_SECONDS), ...argv],
    Env: Object.entries(environment ?? {}).map(([name, value]) => `${name}=${value}`),
    ...(user === undefined ? {} : { User: user }),
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    Tty: false,
  })
  return attach(docker, id)
}

/** A connection that Docker gives up to the program's three streams: HTTP ends with the head of the answer. */
function attach(docker: Docker, id: string): Promise<Exec> {
  const started = Promise.withResolvers<Exec>()
  const ended = Promise.withResolvers<ExecEnd>()
  const socket = connect({ path: docker.socketPath, allowHalfOpen: true })
  const output = new Readable({
    read: () => socket.resume(),
    destroy: (error, done) => {
      socket.destroy()
      done(error)
    },
  })
  let words = Buffer.alloc(0)
  let head: Buffer | undefined = Buffer.alloc(0)
  let disposed = false

  const frames = new ExecFrames(
    (part) => {
      if (!output.push(part)) socket.pause()
    },
    (part) => {
      words = Buffer.concat([words, part]).subarray(-WORDS_LIMIT)
    },
  )
  const exec: Exec = {
    output,
    input: socket,
    ended: ended.promise,
    [Symbol.dispose]() {
      disposed = true
      socket.destroy()
    },
  }

  socket.on('data', (bytes: Buffer) => {
    if (head === undefined) return frames.feed(bytes)
    head = Buffer.concat([head, bytes])
    const end = head.indexOf('\r\n\r\n')
    if (end < 0) {
      if (head.length > HEAD_LIMIT) socket.destroy()
      return
    }
    const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(head.toString('latin1', 0, 16))?.[1] ?? 0)
    if (status !== 101 && status !== 200) {
      started.reject(refusal(status, head.toString('utf8', end + 4)))
      return socket.destroy()
    }
    const rest = head.subarray(end + 4)
    head = undefined
    started.resolve(exec)
    frames.feed(rest)
  })
  socket.on('error', (error) => started.reject(dockerError(error, docker.socketPath)))
  socket.on('end', () => socket.destroy())
  socket.on('close', () => {
    started.reject(new DockerUnreachable('Docker Engine hung up instead of starting a program'))
    if (!output.destroyed) output.push(null)
    const code = disposed || head !== undefined ? undefined : docker.execCode(id)
    void Promise.resolve(code).then(
      (known) => ended.resolve({ code: known, words: words.toString().trim() }),
      () => ended.resolve({ code: undefined, words: words.toString().trim() }),
    )
  })
  const body = '{"Detach":false,"Tty":false}'
  socket.write(
    `POST /exec/${id}/start HTTP/1.1\r\nHost: docker\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n` +
      `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  )
  return started.promise
}

function refusal(status: number, body: string): DockerRefused | DockerUnreachable {
  const said = /"message"\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(body)?.[1] ?? body.trim()
  return new DockerRefused(said || `Docker Engine answered ${status}`, status)
}
