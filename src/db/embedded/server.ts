import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { logger } from '../../log.ts'
import type { Account } from './account.ts'
import { postgresCommand } from './child.ts'
import { startError } from './diagnose.ts'
import type { Layout } from './layout.ts'
import { stopLeftover } from './leftover.ts'

const READY = 'database system is ready to accept connections'
const PATIENCE_MS = 20_000
const log = logger('postgres')

export type Server = {
  readonly pid: number
  /** The exit code or signal, once it has ended. */
  readonly ended: Promise<string>
  stop(): Promise<void>
}

/** Starts a server and returns when it accepts connections. */
export async function startServer(
  layout: Layout,
  runtime: string,
  account: Account,
): Promise<Server> {
  stopLeftover(layout.data)
  const lock = openSync(layout.serverLock, 'a+', 0o600)
  const child = Bun.spawn({
    cmd: postgresCommand(layout, runtime, account),
    cwd: '/',
    // Ctrl-C in a terminal is for the manager, which stops its database last.
    detached: true,
    stdin: lock,
    stdout: 'ignore',
    stderr: 'pipe',
  })
  closeSync(lock)

  const { promise: ready, resolve: becomeReady } = Promise.withResolvers<void>()
  const said: string[] = []
  const reading = readLines(child.stderr, (line) => {
    if (line.includes(READY)) becomeReady()
    said.push(line)
    if (said.length > 10) said.shift()
    report(line)
  })
  const ended = child.exited.then(async (code) => {
    await reading
    return child.signalCode ? String(child.signalCode) : `exit code ${code}`
  })
  const failed = ended.then((how) => {
    const program = join(runtime, 'bin/postgres')
    throw startError([...said, how].join('; '), layout.data, program, account)
  })
  await Promise.race([ready, failed])
  failed.catch(() => undefined)

  return { pid: child.pid, ended, stop }

  /** Fast shutdown: open transactions are rolled back, a checkpoint is written. */
  async function stop() {
    child.kill('SIGINT')
    const impatience = setTimeout(() => child.kill('SIGQUIT'), PATIENCE_MS)
    await ended
    clearTimeout(impatience)
  }
}

async function readLines(
  stream: ReadableStream<Uint8Array>,
  each: (line: string) => void,
): Promise<void> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) each(line)
  }
  if (rest) each(rest)
}

function report(line: string): void {
  if (/^(PANIC|FATAL|error):/.test(line)) log.warn(line)
  else log.debug(line)
}
