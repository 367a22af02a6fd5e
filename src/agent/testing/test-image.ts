import { cpSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { temporaryFolder } from '../../testing/folder.ts'
import type { Docker } from '../docker.ts'
import { run } from '../run.ts'

export const TEST_IMAGE = 'casement-agent-e2e'

/** What a container of the test image runs. */
export const TEST_ENTRYPOINT = ['/bun', '/program.js'] as const

/** The root file system of the test image as a tar archive. */
export async function testRootfs(): Promise<Readable & Disposable> {
  const folder = temporaryFolder()
  const put = (from: string, to: string) => {
    mkdirSync(join(folder.path, dirname(to)), { recursive: true })
    cpSync(from, join(folder.path, to), { dereference: true })
  }
  put(process.execPath, '/bun')
  put(join(import.meta.dir, 'session-program.js'), '/program.js')
  const libraries = await run(['ldd', process.execPath])
  for (const [path] of libraries.matchAll(/\/\S+(?= \()/g)) put(path, path)
  mkdirSync(join(folder.path, 'tmp'), { mode: 0o1777 })

  const tar = Bun.spawn(['tar', '-C', folder.path, '-cf', '-', '.'], { stdout: 'pipe' })
  return Object.assign(Readable.from(tar.stdout), {
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  })
}

/**
 * A session image in two seconds, with no network and no base image: this bun with its libraries, and
 * session-program.js. It declares no user, and a volume.
 */
export async function makeTestImage(docker: Docker): Promise<void> {
  using rootfs = await testRootfs()
  const changes = `ENTRYPOINT ${JSON.stringify(TEST_ENTRYPOINT)}\nVOLUME /data`
  const messages = docker.importImage(
    rootfs,
    { repo: TEST_IMAGE, tag: 'latest', changes },
    AbortSignal.timeout(60_000),
  )
  for await (const message of messages) {
    if (typeof message === 'object' && message !== null && 'error' in message) {
      throw new Error(String(message.error))
    }
  }
}
