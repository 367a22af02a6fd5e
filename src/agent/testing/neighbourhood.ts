import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { until } from '../../testing/until.ts'
import { run } from '../run.ts'

/** Addresses that answer in the neighbourhood. None of them leaves this machine. */
export const ADDRESSES = {
  /** Stands for a cloud's metadata service. */
  metadata: '169.254.169.254',
  /** Stands for a machine on a private network beside the host. */
  neighbour: '10.77.0.10',
  /** On a private network that an admin has opened. */
  allowed: '10.78.0.10',
  /** Stands for the internet. */
  outside: '198.51.100.10',
} as const

export const PORT = 8080

const NAME = 'casement-e2e'
const HOST_END = '198.51.100.9'

/**
 * A network namespace behind a cable of this host, with a listener on each of ADDRESSES. What goes there
 * is routed through the host as it would be to the real ones. Each answers with `page` (HTML).
 */
export async function openNeighbourhood(page = 'here'): Promise<AsyncDisposable> {
  await until('another run of tests to leave the neighbourhood', isFree, 300)
  await run(['ip', 'netns', 'add', NAME])
  await run(['ip', 'link', 'add', 'cse2e-host', 'type', 'veth', 'peer', 'cse2e-far', 'netns', NAME])
  await run(['ip', 'address', 'add', `${HOST_END}/32`, 'dev', 'cse2e-host'])
  await run(['ip', 'link', 'set', 'cse2e-host', 'up'])
  const inside = (...argv: string[]) => run(['ip', '-n', NAME, ...argv])
  await inside('link', 'set', 'lo', 'up')
  await inside('link', 'set', 'cse2e-far', 'up')
  for (const address of Object.values(ADDRESSES)) {
    await inside('address', 'add', `${address}/32`, 'dev', 'cse2e-far')
    await run(['ip', 'route', 'add', `${address}/32`, 'dev', 'cse2e-host'])
  }
  await inside('route', 'add', 'default', 'dev', 'cse2e-far')

  const folder = mkdtempSync(join(tmpdir(), 'casement-neighbourhood-'))
  const program = join(folder, 'listen.js')
  const answer = `new Response(${JSON.stringify(page)}, { headers: { 'content-type': 'text/html' } })`
  writeFileSync(program, listenerOf(answer))
  const listener = Bun.spawn(['ip', 'netns', 'exec', NAME, process.execPath, program], {
    stdin: 'pipe',
    stdout: 'ignore',
    stderr: 'ignore',
  })
  await until('the neighbourhood', async () => {
    const answer = await fetch(`http://${ADDRESSES.outside}:${PORT}/`)
    return answer.ok
  })
  return {
    async [Symbol.asyncDispose]() {
      listener.kill()
      await listener.exited
      await run(['ip', 'netns', 'delete', NAME])
      rmSync(folder, { recursive: true })
    },
  }
}

/** There is one at a time on a machine. What a killed run left has no process in it, and goes. */
async function isFree(): Promise<boolean> {
  const names = (await run(['ip', 'netns', 'list'])).split(/\s+/)
  if (!names.includes(NAME)) return true
  const processes = await run(['ip', 'netns', 'pids', NAME])
  if (processes.trim() === '') await run(['ip', 'netns', 'delete', NAME])
  return false
}

/** Ends with its standard input, so that it does not outlive a test that was killed. */
function listenerOf(answer: string): string {
  return `const server = Bun.serve({ port: ${PORT}, fetch: () => ${answer} })
process.stdin.on('end', () => server.stop(true)).resume()`
}
