import { gateway as texts } from '../../texts/gateway.ts'
import { startExec } from '../exec.ts'
import { type Asked, GatewayRefusal, type Handler, type Tools } from './handler.ts'

/** What lies in ~/Downloads, as the panel shows it. */
export type DownloadEntry = {
  readonly name: string
  readonly folder: boolean
  /** Bytes; of a folder, nothing that says much. */
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
const LIST = [
  'sh',
  '-c',
  'cd -- "$HOME/Downloads" 2>/dev/null || exit 0; exec find . -mindepth 1 -maxdepth 1 \\( -type f -o -type d \\) -printf "%y\\t%s\\t%T@\\t%f\\0"',
]

/** `GET …/files`: the list. */
export function files({ docker }: Tools): Handler {
  async function list({ container }: Asked): Promise<readonly DownloadEntry[]> {
    using find = await startExec(docker, { container, argv: LIST })
    const parts: Buffer[] = []
    let length = 0
    for await (const part of find.output) {
      parts.push(Buffer.from(part))
      length += part.length
      if (length > MOST_BYTES) break
    }
    return parseList(Buffer.concat(parts).toString())
  }

  return {
    async answer(request, asked) {
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        throw new GatewayRefusal(405, 'method', texts.unknown)
      }
      const headers = { 'cache-control': 'no-store' }
      return Response.json({ entries: await list(asked) }, { headers })
    },
  }
}

/** Newest first. */
export function parseList(printed: string): DownloadEntry[] {
  return printed
    .split('\0')
    .flatMap((line) => {
      const [, type, size, changed, name] = /^([fd])\t(\d+)\t([\d.]+)\t([^\t].*)$/s.exec(line) ?? []
      if (name === undefined || UNFINISHED.test(name)) return []
      const entry: DownloadEntry = {
        name,
        folder: type === 'd',
        size: Number(size),
        changed: Math.round(Number(changed) * 1000),
      }
      return [entry]
    })
    .sort((a, b) => b.changed - a.changed)
    .slice(0, MOST_ENTRIES)
}
