import { createReadStream, createWriteStream } from 'node:fs'
import { chmod, chown, mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createZstdCompress, createZstdDecompress } from 'node:zlib'
import { ProgramFailed, run, toolPath } from '../run.ts'
import { exists, type Folders } from './places.ts'

/** Who a session runs as, where its image does not say. */
const SESSION_IDS = 1000

/** Names as they are, numbers for owners, nothing of the host's users; a root's files stay root's. */
const TAR = ['--numeric-owner', '--one-file-system', '--sparse'] as const
const SYNC_PATIENCE_MS = 600_000

/**
 * Goes on where a kill left off: what was whole and in its place's way is put there, what was not whole
 * goes. Afterwards `data` is what it was, or what was to take its place, and nothing else is left.
 */
export async function recover({ data, part, next, old }: Folders): Promise<void> {
  if (!exists(data)) {
    if (exists(next)) await rename(next, data)
    else if (exists(old)) await rename(old, data)
  }
  for (const left of [part, next, old]) await rm(left, { recursive: true, force: true })
}

/** Fills a fresh folder by `fill` and puts it in the place of what is there, which then goes. */
export async function replace(
  folders: Folders,
  fill: (folder: string) => Promise<void>,
): Promise<void> {
  const { data, part, next, old } = folders
  await recover(folders)
  await mkdir(part, { recursive: true, mode: 0o700 })
  await chown(part, SESSION_IDS, SESSION_IDS)
  await fill(part)
  await chmod(part, 0o700)
  // Before the old goes, the new is on disk.
  await run(['sync', '--file-system', part], '', SYNC_PATIENCE_MS)
  await rename(part, next)
  if (exists(data)) await rename(data, old)
  await rename(next, data)
  await rm(old, { recursive: true, force: true })
}

/** Writes an archive that is there whole or not at all. */
export async function archive(folder: string, file: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const part = `${file}.part`
  const tar = spawnTar(['--create', ...TAR, '--directory', folder, '.'], 'ignore')
  await Promise.all([
    pipeline(
      Readable.from(tar.stdout),
      createZstdCompress(),
      createWriteStream(part, { mode: 0o600 }),
    ),
    ended(tar),
  ])
  const handle = await open(part)
  await handle.sync()
  await handle.close()
  await rename(part, file)
}

/** Puts what an archive holds into an empty folder. */
export async function unpack(file: string, folder: string): Promise<void> {
  await extract(createReadStream(file).pipe(createZstdDecompress()), folder, 0)
}

/** The same of a tar stream, without the first `strip` names of each path. */
export async function extract(
  stream: NodeJS.ReadableStream,
  folder: string,
  strip: number,
): Promise<void> {
  const options = [...TAR, '--preserve-permissions', '--same-owner', `--strip-components=${strip}`]
  const tar = spawnTar(['--extract', ...options, '--directory', folder], 'pipe')
  const sink = tar.stdin
  async function feed() {
    for await (const chunk of stream) {
      if (typeof chunk !== 'string') {
        sink.write(chunk)
        await sink.flush()
      }
    }
    await sink.end()
  }
  await Promise.all([feed(), ended(tar)])
}

function spawnTar<In extends 'pipe' | 'ignore'>(args: readonly string[], stdin: In) {
  return Bun.spawn([toolPath('tar'), ...args], { stdin, stdout: 'pipe', stderr: 'pipe' })
}

async function ended(tar: Bun.Subprocess<'pipe' | 'ignore', 'pipe', 'pipe'>): Promise<void> {
  const [said, code] = await Promise.all([new Response(tar.stderr).text(), tar.exited])
  if (code !== 0) throw new ProgramFailed('tar', said.trim().slice(0, 500) || `code ${code}`)
}

/** Bytes on disk. Files that vanish meanwhile, as in a session that runs, do not count. */
export async function measure(folder: string): Promise<number> {
  const argv = [toolPath('du'), '--summarize', '--one-file-system', '--block-size=1', folder]
  const du = Bun.spawn(argv, { stdin: 'ignore', stdout: 'pipe', stderr: 'ignore' })
  const [printed] = await Promise.all([new Response(du.stdout).text(), du.exited])
  const bytes = Number(printed.split('\t')[0])
  if (printed === '' || !Number.isSafeInteger(bytes)) throw new ProgramFailed('du', folder)
  return bytes
}
