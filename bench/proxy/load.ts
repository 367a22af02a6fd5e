import { join } from 'node:path'
import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'

/** What one run of load.c measured; waits in milliseconds, CPU seconds of the proxy. */
export const Measured = Type.Object({
  seconds: Type.Number(),
  operations: Type.Number(),
  bytes: Type.Number(),
  cpu: Type.Number(),
  p50: Type.Number(),
  p99: Type.Number(),
})

/** The proxy runs on the first core; what asks and what answers share the second. */
export const PROXY_CORE = '0'
const LOAD_CORE = '1'
/** Descriptors of everybody: 5,000 tunnels take two each. */
const DESCRIPTORS = 16384

/** The same command, on one core and with room for many connections; it keeps its process id. */
export function onCore(core: string, argv: readonly string[]): string[] {
  return [
    '/usr/bin/prlimit',
    `--nofile=${DESCRIPTORS}:${DESCRIPTORS}`,
    '/usr/bin/taskset',
    '-c',
    core,
    ...argv,
  ]
}

/** Makes the programs in C in that folder. */
export async function compile(folder: string): Promise<void> {
  for (const [name, libraries] of [
    ['upstream', []],
    ['load', ['-lssl', '-lcrypto']],
  ] as const) {
    const source = join(import.meta.dir, `${name}.c`)
    const argv = ['gcc', '-O2', '-Wall', '-Wextra', '-o', join(folder, name), source, ...libraries]
    const compiler = Bun.spawn(argv, { stdio: ['ignore', 'inherit', 'inherit'] })
    if ((await compiler.exited) !== 0) throw new Error(`gcc does not compile ${source}`)
  }
}

/** The upstream of all proxies: its ports. */
export async function startUpstream(folder: string) {
  const child = Bun.spawn(onCore(LOAD_CORE, [join(folder, 'upstream')]), {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const lines = linesOf(child.stdout)
  const port = async () => {
    const { value } = await lines.next()
    if (value === undefined) throw new Error('The upstream ended before it listened')
    return Number(value)
  }
  return {
    http: await port(),
    bulk: await port(),
    echo: await port(),
    [Symbol.dispose]: () => child.kill(),
  }
}

type Words = Readonly<Record<string, string | number>>

/** Runs it to its end; throws with its words where it fails. */
export async function measure(folder: string, words: Words) {
  const child = Bun.spawn(commandOf(folder, words), { stdio: ['ignore', 'pipe', 'pipe'] })
  const [text, complaint] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ])
  const answer: unknown = (await child.exited) === 0 ? JSON.parse(text) : undefined
  if (Value.Check(Measured, answer)) return answer
  throw new Error(complaint.trim() || `load ended with ${child.exitCode}`)
}

/** Tunnels that carry nothing: `reach` opens more, up to so many in all. */
export function openIdle(folder: string, words: Words, first: number) {
  const argv = commandOf(folder, { ...words, mode: 'idle', connections: first })
  const child = Bun.spawn(argv, { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = linesOf(child.stdout)
  const opened = async (count: number) => {
    const { value } = await lines.next()
    if (Number(value) !== count) throw new Error(`${value ?? 'No'} tunnels of ${count} opened`)
  }
  return {
    first: () => opened(first),
    async reach(count: number) {
      child.stdin.write(`${count}\n`)
      child.stdin.flush()
      await opened(count)
    },
    async [Symbol.asyncDispose]() {
      child.kill()
      await child.exited
    },
  }
}

function commandOf(folder: string, words: Words): string[] {
  const told = Object.entries(words).flatMap(([name, value]) => [name, String(value)])
  return onCore(LOAD_CORE, [join(folder, 'load'), ...told])
}

async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string, undefined> {
  let rest = ''
  const decoder = new TextDecoder()
  for await (const bytes of stream) {
    const lines = `${rest}${decoder.decode(bytes, { stream: true })}`.split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
  return undefined
}
