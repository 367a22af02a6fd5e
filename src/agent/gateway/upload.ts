import { gateway as texts } from '../../texts/gateway.ts'
import { type Exec, type ExecEnd, startExec } from '../exec.ts'
import { parsePath, splitName } from './file-path.ts'
import { type Asked, GatewayRefusal, type Tools } from './handler.ts'

/**
 * Takes a file of $2 bytes into ~/Uploads/$1, as $3$4 or, where that is taken, "$3 (2)$4"; prints its name.
 * It does not exist under that name before it is whole, and what is not whole goes (after a day, where
 * the session was killed meanwhile). It runs as the person,
 * so a link leads nowhere where they could not go themselves; one that leads out of ~/Uploads is refused.
 */
const TAKE = `umask 022
cd -- "$HOME" && mkdir -p Uploads && cd -P Uploads || exit 70
root=$PWD
mkdir -p -- "./$1" && cd -P -- "./$1" || exit 70
case $PWD/ in "$root"/*) ;; *) exit 71 ;; esac
[ "$(($(stat -f -c '%a * %S' .)))" -ge "$2" ] || exit 72
find . -maxdepth 1 -name '.upload-????????' -mmin +1440 -delete 2>/dev/null
part=$(mktemp ./.upload-XXXXXXXX) || exit 70
trap 'rm -f -- "$part"' EXIT
trap 'exit 73' HUP INT TERM
head -c "$2" > "$part" || exit 70
[ "$(stat -c %s -- "$part")" = "$2" ] || exit 73
chmod 644 -- "$part"
name=$3$4
n=2
while [ "$n" -lt 1000 ]; do
  mv -n -T -- "$part" "./$name" || exit 70
  if [ ! -e "$part" ]; then printf %s "$name"; exit 0; fi
  name="$3 ($n)$4"
  n=$((n + 1))
done
exit 74`

/** Takes the body of a request as a file, and says what it is called there. */
export async function takeUpload(
  { docker }: Tools,
  request: Request,
  { container, query }: Asked,
): Promise<string> {
  const parts = parsePath(query.get('path'))
  const size = request.headers.get('content-length') ?? ''
  if (!/^\d{1,15}$/.test(size)) throw new GatewayRefusal(411, 'noLength', texts.noLength)
  const [stem, ending] = splitName(parts.at(-1) ?? '')
  const folder = parts.slice(0, -1).join('/')
  using take = await startExec(docker, {
    container,
    argv: ['sh', '-c', TAKE, 'sh', folder, size, stem, ending],
    environment: { LC_ALL: 'C' },
    fed: true,
  })
  for await (const part of request.body ?? []) await feed(take, part)
  const end = await take.ended
  if (end.code !== 0) throw refusalOf(end)
  return textOf(take)
}

/** Waits while the program does not keep up. One that has ended is fed no more, but heard to the end. */
async function feed({ input, ended }: Exec, part: Uint8Array): Promise<void> {
  if (!input.writable || input.write(part)) return
  const drained = Promise.withResolvers<void>()
  input.once('drain', drained.resolve)
  await Promise.race([drained.promise, ended])
  input.off('drain', drained.resolve)
}

async function textOf({ output }: Exec): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of output) parts.push(Buffer.from(part))
  return Buffer.concat(parts).toString()
}

/** What kept the program from it, by its code and what the tools of the image said. */
function refusalOf({ code, words }: ExecEnd): GatewayRefusal {
  if (code === 71) return new GatewayRefusal(403, 'leadsOut', texts.leadsOut)
  if (code === 72 || /No space left/i.test(words))
    return new GatewayRefusal(507, 'diskFull', texts.diskFull)
  if (/quota/i.test(words)) return new GatewayRefusal(507, 'quota', texts.quota)
  if (code === 73) return new GatewayRefusal(400, 'cut', texts.cut)
  if (/File name too long/i.test(words)) return new GatewayRefusal(400, 'longName', texts.longName)
  if (/Permission denied|Read-only|Not a directory|File exists/i.test(words)) {
    return new GatewayRefusal(403, 'notWritable', texts.notWritable)
  }
  throw new Error(`The upload ended with ${code}: ${words}`)
}
