import { join } from 'node:path'
import { docker } from './engine.ts'

/** Plays motion-program.ts over the screen of a session until it is disposed of. */
export async function startMotion(session: string, frames: number): Promise<AsyncDisposable> {
  const container = `casement-${session}`
  const program = join(import.meta.dir, 'motion-program.ts')
  await docker('cp', '--quiet', process.execPath, `${container}:/tmp/motion-bun`)
  await docker('cp', '--quiet', program, `${container}:/tmp/motion-program.ts`)
  const argv = ['/tmp/motion-bun', '/tmp/motion-program.ts', String(frames)]
  const child = Bun.spawn(['docker', 'exec', '-i', container, ...argv], {
    stdin: 'pipe',
    stdout: 'ignore',
    stderr: 'inherit',
  })
  return {
    async [Symbol.asyncDispose]() {
      await child.stdin.end()
      await child.exited
    },
  }
}
