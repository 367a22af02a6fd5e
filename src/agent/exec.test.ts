import { describe, expect, test } from 'bun:test'
import { existsSync, readFileSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { temporaryFolder } from '../testing/folder.ts'
import { until } from '../testing/until.ts'
import { openDocker } from './docker.ts'
import { type ExecRequest, keeper, startExec } from './exec.ts'

const REQUEST: ExecRequest = { container: 'c1', argv: ['cat'], fed: true }
const OPENED = 'HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n'

/** An engine that prepares whatever it is asked for; `started` has the connection of the program. */
async function engine(started: (socket: Socket) => void) {
  const folder = temporaryFolder()
  const socketPath = join(folder.path, 'docker.sock')
  const bodies: string[] = []
  const server = createServer((socket) => {
    let asked = ''
    const read = (bytes: Buffer) => {
      asked += bytes.toString()
      const head = asked.indexOf('\r\n\r\n')
      if (head < 0) return
      if (/^POST \/exec\/e1\/start /.test(asked)) {
        socket.off('data', read)
        started(socket)
      } else if (/^POST \/containers\/c1\/exec /.test(asked)) {
        if (!asked.slice(head + 4).endsWith('}')) return
        bodies.push(asked.slice(head + 4))
        answer(socket, 201, '{"Id":"e1"}')
      } else answer(socket, 200, '{"Running":false,"ExitCode":3}')
    }
    socket.on('data', read)
    socket.on('error', () => socket.destroy())
  })
  await new Promise<void>((resolve) => server.listen(socketPath, resolve))
  return {
    docker: openDocker(socketPath),
    bodies,
    [Symbol.dispose]() {
      server.close()
      folder[Symbol.dispose]()
    },
  }
}

function answer(socket: Socket, status: number, body: string) {
  const head = `HTTP/1.1 ${status} X\r\nContent-Type: application/json\r\nConnection: close\r\n`
  socket.end(`${head}Content-Length: ${body.length}\r\n\r\n${body}`)
}

function frame(stream: number, text: string): Buffer {
  const header = Buffer.from([stream, 0, 0, 0, 0, 0, 0, 0])
  header.writeUInt32BE(text.length, 4)
  return Buffer.concat([header, Buffer.from(text)])
}

describe('a program in a container', () => {
  test('gives its output, its exit code and the end of its complaints', async () => {
    using here = await engine((socket) => {
      const all = Buffer.concat([
        Buffer.from(OPENED),
        frame(2, 'x'.repeat(5000)),
        frame(1, 'hello '),
        frame(2, ' at last\n'),
        frame(1, 'world'),
      ])
      let at = 0
      const timer = setInterval(() => {
        socket.write(all.subarray(at, at + 700))
        at += 700
        if (at < all.length) return
        clearInterval(timer)
        socket.end()
      }, 1)
    })
    using exec = await startExec(here.docker, REQUEST)
    expect(await Bun.readableStreamToText(toWeb(exec.output))).toBe('hello world')
    const { code, words } = await exec.ended
    expect(words).toEndWith('xxx at last')
    expect(words.length).toBeLessThanOrEqual(2048)
    expect(code).toBe(3)
  })

  test('is fed', async () => {
    using here = await engine((socket) => {
      socket.write(OPENED)
      socket.on('data', (bytes: Buffer) => socket.write(frame(1, bytes.toString().toUpperCase())))
      socket.on('end', () => socket.end())
    })
    using exec = await startExec(here.docker, { ...REQUEST, environment: { A: 'b' }, user: 'user' })
    exec.input.end('quiet')
    expect(await Bun.readableStreamToText(toWeb(exec.output))).toBe('QUIET')
    const [asked] = here.bodies
    expect(JSON.parse(asked ?? '')).toMatchObject({ Cmd: ['cat'], Env: ['A=b'], User: 'user' })
  })

  test('waits while nobody reads', async () => {
    const part = frame(1, 'y'.repeat(64 * 1024))
    let written = 0
    let blocked = false
    using here = await engine((socket) => {
      socket.write(OPENED)
      const pump = () => {
        while (written < 400) {
          written++
          blocked = !socket.write(part)
          if (blocked) return
        }
      }
      socket.on('drain', pump)
      pump()
    })
    using exec = await startExec(here.docker, REQUEST)
    let settled = 0
    await until('the engine to stand still', async () => {
      const before = written
      await Bun.sleep(50)
      settled = written === before && blocked ? settled + 1 : 0
      return settled > 3
    })
    expect(written).toBeLessThan(200)
    let read = 0
    for await (const bytes of exec.output) {
      read += Buffer.byteLength(bytes)
      if (read === 400 * 64 * 1024) break
    }
    expect(written).toBe(400)
  })

  test('is refused in the words of the engine', async () => {
    using here = await engine((socket) => answer(socket, 409, '{"message":"Container is paused"}'))
    await expect(startExec(here.docker, REQUEST)).rejects.toThrow('Container is paused')
  })

  test('is cut off by its disposal', async () => {
    const closed = Promise.withResolvers<void>()
    using here = await engine((socket) => {
      socket.write(OPENED)
      socket.on('close', () => closed.resolve())
      socket.resume()
    })
    const exec = await startExec(here.docker, REQUEST)
    exec[Symbol.dispose]()
    await closed.promise
    expect(await exec.ended).toEqual({ code: undefined, words: '' })
  })
})

describe('what keeps a program', () => {
  /** As in a container: the leader of a session of its own. */
  const keep = (...argv: string[]) =>
    Bun.spawn(['setsid', ...keeper(0.2), ...argv], {
      stdin: 'pipe',
      stdout: 'pipe',
      stderr: 'pipe',
    })

  test('passes its output and exit code on while the input is open', async () => {
    const kept = keep('sh', '-c', 'echo out; echo wrong >&2; exit 7')
    expect(await new Response(kept.stdout).text()).toBe('out\n')
    expect(await new Response(kept.stderr).text()).toBe('wrong\n')
    expect(await kept.exited).toBe(7)
  })

  test.each([
    ['one program', 'echo $$; exec sleep 1000'],
    ['its children', 'sleep 1000 & echo $!; wait'],
    ['who will not hear', "trap '' TERM; echo $$; while :; do sleep 1; done"],
  ])('ends %s with the input', async (_who, script) => {
    const kept = keep('sh', '-c', script)
    const { value } = await kept.stdout.getReader().read()
    const pid = Number(Buffer.from(value ?? []).toString())
    expect(runs(pid)).toBe(true)
    await kept.stdin.end()
    await kept.exited
    await until(`${pid} to be gone`, () => !runs(pid))
  })

  test('says that there is no such program', async () => {
    const kept = keep('no-such-program')
    expect(await new Response(kept.stderr).text()).toContain('no-such-program: not found')
    expect(await kept.exited).toBe(127)
  })
})

/** What has ended, but is still to be collected by the machine's first process, runs no more. */
function runs(pid: number): boolean {
  const status = `/proc/${pid}/status`
  return existsSync(status) && !/^State:\tZ/m.test(readFileSync(status, 'utf8'))
}

function toWeb(output: AsyncIterable<unknown>): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async start(controller) {
      for await (const part of output) if (part instanceof Uint8Array) controller.enqueue(part)
      controller.close()
    },
  })
}
