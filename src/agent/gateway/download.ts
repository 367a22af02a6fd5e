import { type Exec, startExec } from '../exec.ts'
import { parsePath } from './file-path.ts'
import { type Asked, GatewayRefusal, type Tools } from './handler.ts'

/**
 * Prints what lies at ~/$2/$1: a line with "f" and its size, then the file; or a line with "d", then
 * the folder as a tar archive. Nothing where it is neither, or leads out of ~/$2.
 */
const GIVE = `cd -P -- "$HOME/$2" || exit 66
real=$(realpath -e -- "./$1") || exit 66
case $real in "$PWD"/*) ;; *) exit 66 ;; esac
if [ -d "$real" ]; then
  command -v tar > /dev/null || exit 67
  printf 'd\n'
  exec tar --format=posix -C "$(dirname -- "$real")" -cf - -- "./$(basename -- "$real")"
fi
[ -f "$real" ] || exit 66
exec 4< "$real" || exit 66
size=$(stat -L -c %s /proc/self/fd/4) && printf 'f %s\n' "$size" && exec head -c "$size" <&4`

/**
 * A file of a folder of the person's home, or a folder of it as an archive, to be saved by the browser.
 * `absent` is what to say where there is no such thing.
 */
export async function giveDownload(
  { docker }: Tools,
  { container, query }: Asked,
  folder: string,
  absent: string,
): Promise<Response> {
  const path = parsePath(query.get('path'))
  const give = await startExec(docker, {
    container,
    argv: ['sh', '-c', GIVE, 'sh', path.join('/'), folder],
    environment: { LC_ALL: 'C' },
  })
  const chunks = chunksOf(give)
  const head = await readHead(chunks)
  if (!head) {
    give[Symbol.dispose]()
    throw new GatewayRefusal(404, 'absent', absent)
  }
  const name = path.at(-1) ?? ''
  return new Response(streamOf(give, chunks, head), {
    headers: {
      'content-type': 'application/octet-stream',
      'content-disposition': attachment(head.size === undefined ? `${name}.tar` : name),
      'cache-control': 'no-store',
      // Bun sends what it streams in chunks; the front door tells the browser the length, and sees to it.
      ...(head.size === undefined ? {} : { 'x-casement-length': head.size }),
    },
  })
}

async function* chunksOf({ output }: Exec): AsyncGenerator<Buffer, undefined> {
  for await (const part of output) yield Buffer.from(part)
}

type Head = { readonly size: string | undefined; readonly rest: Buffer }

/** The first line, and what came with it; undefined where nothing is given. */
async function readHead(chunks: AsyncGenerator<Buffer, undefined>): Promise<Head | undefined> {
  let seen = Buffer.alloc(0)
  while (!seen.includes('\n')) {
    const { value } = await chunks.next()
    if (!value) return undefined
    seen = Buffer.concat([seen, value])
  }
  const end = seen.indexOf('\n')
  const [, size] = /^f (\d{1,15})$/.exec(seen.toString('latin1', 0, end)) ?? []
  return { size, rest: seen.subarray(end + 1) }
}

/** Pulled as the browser takes it. The program ends with it, however that is. */
function streamOf(give: Exec, chunks: AsyncGenerator<Buffer, undefined>, { size, rest }: Head) {
  return new ReadableStream<Uint8Array>({
    start(to) {
      if (rest.length > 0) to.enqueue(rest)
    },
    async pull(to) {
      const { value } = await chunks.next()
      if (value) return to.enqueue(value)
      const { code } = await give.ended
      // tar ends with 1 where a file changed while it was read.
      if (code === 0 || (code === 1 && size === undefined)) to.close()
      else to.error(new Error(`It broke off with ${code}`))
    },
    cancel: () => give[Symbol.dispose](),
  })
}

/** RFC 6266: the name for every browser of today, and one that hurts no older program. */
function attachment(name: string): string {
  const plain = name.replace(/[^\w .()-]/g, '_')
  const whole = encodeURIComponent(name).replace(/['()*]/g, (character) => {
    return `%${character.charCodeAt(0).toString(16).toUpperCase()}`
  })
  return `attachment; filename="${plain}"; filename*=UTF-8''${whole}`
}
