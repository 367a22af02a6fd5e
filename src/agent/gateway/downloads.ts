import { type Exec, startExec } from '../exec.ts'
import type { Tools } from './handler.ts'

/** What lies in a folder of the session that is offered, as the panel shows it. */
export type DownloadEntry = {
  readonly name: string
  readonly folder: boolean
  /** Bytes; 0 of a folder. */
  readonly size: number
  /** Milliseconds since 1970. */
  readonly changed: number
}

/** Longer lists help nobody; the newest count. */
const MOST_ENTRIES = 500
const MOST_BYTES = 2 * 2 ** 20

/** Half-written by a browser, or nothing that a person put there. */
const UNFINISHED = /^\.|\.(part|crdownload)$/

/** Plain files and folders alone: a link may lead anywhere. */
const LIST = `cd -P -- "$HOME/$1" 2>/dev/null || exit 0
exec find . -mindepth 1 -maxdepth 1 \\( -type f -o -type d \\) -printf '%y\\t%s\\t%T@\\t%f\\0'`

/** Newest first. `folder` is one of the person's home. */
export async function listFolder(
  { docker }: Tools,
  container: string,
  folder: string,
): Promise<readonly DownloadEntry[]> {
  const environment = { LC_ALL: 'C' }
  using find = await startExec(docker, {
    container,
    argv: ['sh', '-c', LIST, 'sh', folder],
    environment,
  })
  return parseList(await textOf(find))
}

async function textOf({ output }: Exec): Promise<string> {
  const parts: Buffer[] = []
  let length = 0
  for await (const part of output) {
    parts.push(Buffer.from(part))
    length += part.length
    if (length > MOST_BYTES) break
  }
  return Buffer.concat(parts).toString()
}

export function parseList(printed: string): DownloadEntry[] {
  const entries = printed.split('\0').flatMap((line) => {
    const [, type, size, changed, name] = /^([fd])\t(\d+)\t([\d.]+)\t(.+)$/s.exec(line) ?? []
    if (name === undefined || UNFINISHED.test(name)) return []
    const folder = type === 'd'
    const at = Math.round(Number(changed) * 1000)
    return [{ name, folder, size: folder ? 0 : Number(size), changed: at }]
  })
  return entries.sort((a, b) => b.changed - a.changed).slice(0, MOST_ENTRIES)
}
