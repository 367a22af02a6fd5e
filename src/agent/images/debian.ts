import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { messageOf } from '../../errors.ts'
import { imageWork as texts } from '../../texts/image-work.ts'
import type { Docker } from '../docker.ts'
import { run } from '../run.ts'
import { type DebianMirrors, hostMirrors } from './debian-mirror.ts'
import { ImageFailed } from './failures.ts'
import { followWork } from './work-stream.ts'

/** What our base image is made from, and what it is replaced by where it cannot be pulled. */
export const DEBIAN = 'debian:bookworm-slim'
const RELEASE = 'bookworm'
const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg'
const IMPORT_PATIENCE_MS = 300_000
const PREFIX = 'debian-'

/** About how many packages the smallest Debian has; each is retrieved, extracted, unpacked, configured. */
const PACKAGES = 90

/** What a container never reads; Debian's own slim image leaves the same out. */
const SUPERFLUOUS = [
  'usr/share/doc',
  'usr/share/info',
  'usr/share/locale',
  'usr/share/man',
  'var/cache/apt',
  'var/lib/apt/lists',
  'var/log',
]

export type MakeDebian = (progress: (percent: number) => void, signal: AbortSignal) => Promise<void>

/**
 * Makes DEBIAN on this host with debootstrap, from the mirror that the host's own apt uses. Needs root
 * and some 400 MB below `scratch` while it works. Signatures are verified, always.
 */
export function debianMaker(docker: Pick<Docker, 'importImage'>, scratch: string): MakeDebian {
  return async (progress, signal) => {
    const program = Bun.which('debootstrap', { PATH: '/usr/local/sbin:/usr/sbin:/sbin:/usr/bin' })
    if (!program) throw new ImageFailed(texts.noDebootstrap)
    const folder = await emptyFolder(scratch)
    try {
      const mirrors = hostMirrors('/etc/apt')
      await debootstrap(program, folder, mirrors.main, progress, signal)
      finish(folder, mirrors)
      await importFolder(docker, folder, signal)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }
}

/** What is mounted below a folder, innermost first, by the text of `/proc/<pid>/mountinfo`. */
export function mountsBelow(mountinfo: string, folder: string): string[] {
  return mountinfo
    .split('\n')
    .map((line) => line.split(' ')[4] ?? '')
    .map((path) => path.replace(/\\(\d{3})/g, (_, code) => String.fromCharCode(parseInt(code, 8))))
    .filter((path) => path.startsWith(`${folder}/`))
    .reverse()
}

/** Removes also what an earlier, killed agent left; a /proc that is still mounted there would withstand it. */
async function emptyFolder(scratch: string): Promise<string> {
  mkdirSync(scratch, { recursive: true, mode: 0o700 })
  const mountinfo = readFileSync('/proc/self/mountinfo', 'utf8')
  for (const path of mountsBelow(mountinfo, realpathSync(scratch))) {
    await run(['umount', '--lazy', path])
  }
  for (const name of readdirSync(scratch)) {
    if (name.startsWith(PREFIX)) rmSync(join(scratch, name), { recursive: true, force: true })
  }
  return mkdtempSync(join(scratch, PREFIX))
}

async function debootstrap(
  program: string,
  folder: string,
  mirror: string | undefined,
  progress: (percent: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const options = ['--variant=minbase', '--merged-usr', '--force-check-gpg', `--keyring=${KEYRING}`]
  const child = Bun.spawn([program, ...options, RELEASE, folder, ...(mirror ? [mirror] : [])], {
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
    env: { PATH: '/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin', LANG: 'C.UTF-8' },
    signal,
  })
  const output = createDebootstrapProgress()
  const [, complaints, code] = await Promise.all([
    lines(child.stdout, (line) => progress(output.take(line))),
    new Response(child.stderr).text(),
    child.exited,
  ])
  signal.throwIfAborted()
  if (code !== 0) throw new ImageFailed(debootstrapSentence(output.complaint() ?? complaints))
}

/** Reads what debootstrap prints: `I: Retrieving libc6 2.36-9`, `E: Couldn't download …`. */
export function createDebootstrapProgress() {
  let done = 0
  let complaint: string | undefined
  return {
    take(line: string): number {
      if (/^I: (Retrieving|Extracting|Unpacking|Configuring) /.test(line)) done++
      if (/^E: /.test(line)) complaint = line.slice(3)
      return Math.min(99, Math.floor((done / (4 * PACKAGES)) * 100))
    },
    complaint: () => complaint,
  }
}

function debootstrapSentence(said: string): string {
  if (/keyring|Release signed by unknown key/i.test(said)) return texts.noKeyring
  const last = said.trim().split('\n').at(-1) ?? ''
  return texts.debootstrapFailed(last.replace(/\.$/, '').slice(0, 400) || 'it gave no reason')
}

/** Adds the security updates as a package source, and leaves out what nobody reads. */
function finish(folder: string, mirrors: DebianMirrors) {
  const list = join(folder, 'etc/apt/sources.list')
  const main = readFileSync(list, 'utf8')
  // debootstrap's own mirror has its security updates beside it; of another one we only know what apt knows.
  const security =
    mirrors.security ??
    (mirrors.main ? undefined : /^deb (\S+)/.exec(main)?.[1]?.concat('-security'))
  if (security) writeFileSync(list, `${main}deb ${security} ${RELEASE}-security main\n`)
  for (const name of SUPERFLUOUS) {
    const path = join(folder, name)
    for (const entry of readdirSync(path)) rmSync(join(path, entry), { recursive: true })
  }
}

async function importFolder(
  docker: Pick<Docker, 'importImage'>,
  folder: string,
  signal: AbortSignal,
) {
  const tar = Bun.spawn(['tar', '--numeric-owner', '-C', folder, '-cf', '-', '.'], {
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
    signal,
  })
  const [repo = '', tag = ''] = DEBIAN.split(':')
  const options = {
    repo,
    tag,
    changes: 'CMD ["bash"]',
    message: 'Made by Casement with debootstrap',
  }
  try {
    await followWork((stop) => docker.importImage(Readable.from(tar.stdout), options, stop), {
      signal,
      patienceMs: IMPORT_PATIENCE_MS,
    })
  } catch (error) {
    tar.kill()
    throw new ImageFailed(texts.pullFailed(DEBIAN, messageOf(error)), { cause: error })
  }
  if ((await tar.exited) !== 0) throw new ImageFailed(texts.debootstrapFailed('tar failed'))
}

async function lines(stream: ReadableStream<Uint8Array>, take: (line: string) => void) {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of stream) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = parts.pop() ?? ''
    for (const line of parts) take(line)
  }
}
