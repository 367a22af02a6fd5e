import { join } from 'node:path'
import { docker } from './engine.ts'

/** What the program last said of a person's hands. */
export type Hands = { readonly x: number; readonly y: number; readonly pressed: number }

/** Plays motion-program.ts over the screen of a session until it is disposed of. */
export async function startMotion(
  session: string,
  frames: number,
): Promise<{ readonly hands: () => Hands } & AsyncDisposable> {
  const container = `casement-${session}`
  const program = join(import.meta.dir, 'motion-program.ts')
  await docker('cp', '--quiet', process.execPath, `${container}:/tmp/motion-bun`)
  await docker('cp', '--quiet', program, `${container}:/tmp/motion-program.ts`)
  const argv = ['/tmp/motion-bun', '/tmp/motion-program.ts', String(frames)]
  const child = Bun.spawn(['docker', 'exec', '-i', container, ...argv], {
    stdin: 'pipe',
    stdout: 'pipe',
    stderr: 'inherit',
  })
  let hands: Hands = { x: -1, y: -1, pressed: 0 }
  const reading = readLines(child.stdout, (line) => {
    hands = JSON.parse(line)
  })
  return {
    hands: () => hands,
    async [Symbol.asyncDispose]() {
      await child.stdin.end()
      await child.exited
      await reading
    },
  }
}

async function readLines(stream: ReadableStream<Uint8Array>, each: (line: string) => void) {
  let rest = ''
  const decoder = new TextDecoder()
  for await (const bytes of stream) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) each(line)
  }
}
