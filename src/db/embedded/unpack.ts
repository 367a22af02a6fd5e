import { chmodSync, existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { openFolder } from './folder.ts'
import { syncFileSystem } from './libc.ts'

/**
 * Makes the server's program files out of the archive we carry, unless they are there, and removes
 * those of other versions. Returns their folder.
 */
export async function unpackRuntime(dir: string): Promise<string> {
  const { default: path } = await import('../../../vendor/postgres.tar.zst', {
    with: { type: 'file' },
  })
  const archive = Bun.file(path)
  const key = Bun.hash(`${basename(path)} ${archive.size}`).toString(36)
  const runtime = join(dir, `runtime-${key}`)
  if (existsSync(runtime)) return runtime
  for (const name of readdirSync(dir)) {
    if (name.startsWith('runtime-')) rmSync(join(dir, name), { recursive: true })
  }
  const unfinished = `${runtime}.tmp`
  rmSync(unfinished, { recursive: true, force: true })
  openFolder(unfinished)
  await new Bun.Archive(await Bun.zstdDecompress(await archive.bytes())).extract(unfinished)
  Bun.gc(true) // 60 MB that an idle manager would keep
  letEveryoneRead(unfinished)
  // Without this a power cut leaves empty program files under the final name, for good.
  syncFileSystem(unfinished)
  renameSync(unfinished, runtime)
  return runtime
}

/** The archive carries no modes, and our umask may hide the files from the server's user. */
function letEveryoneRead(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const isProgram = entry.isDirectory() || basename(entry.parentPath) === 'bin'
    chmodSync(join(entry.parentPath, entry.name), isProgram ? 0o755 : 0o644)
  }
}
