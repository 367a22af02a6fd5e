/**
 * bun run build [x64|arm64] …: one executable that carries everything. dist/casement is for this
 * machine; another architecture becomes dist/casement-<arch>.
 */
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { BunPlugin } from 'bun'
import { version } from '../package.json' with { type: 'json' }
import { buildBrowserAssets } from './assets.ts'
import { type Arch, archOf, packPostgres } from './pack-postgres.ts'

const LIMIT = 160_000_000
const checkout = join(import.meta.dir, '..')

/**
 * dockerode loads its BuildKit (gRPC) and ssh parts eagerly and we use neither: 20 MB of memory
 * and most of its load time.
 */
const leanDockerode: BunPlugin = {
  name: 'lean-dockerode',
  setup(build) {
    const filter = /^(@grpc\/grpc-js|@grpc\/proto-loader|protobufjs|ssh2)$/
    build.onResolve({ filter }, ({ path }) => ({ path, namespace: 'absent' }))
    build.onLoad({ filter: /.*/, namespace: 'absent' }, () => ({
      contents: 'module.exports = {}',
      loader: 'js',
    }))
  },
}

/** The code names this machine's archive; a build for another architecture carries that one's. */
function postgresArchive(path: string): BunPlugin {
  return {
    name: 'postgres-archive',
    setup(build) {
      build.onResolve({ filter: /vendor\/postgres\.tar\.zst$/ }, () => ({ path }))
    },
  }
}

export async function build(arch: Arch, outfile: string, entry = 'src/main.ts'): Promise<void> {
  const archive = await packPostgres(arch)
  await buildBrowserAssets()
  mkdirSync(join(checkout, 'dist'), { recursive: true })
  const native = arch === process.arch
  await Bun.build({
    entrypoints: [entry],
    target: 'bun',
    format: 'esm',
    minify: true,
    bytecode: true,
    sourcemap: 'linked',
    plugins: [leanDockerode, postgresArchive(archive)],
    define: {
      'process.env.NODE_ENV': '"production"',
      CASEMENT_VERSION: JSON.stringify(`${version}+${commit()}`),
    },
    compile: {
      target: `bun-linux-${arch}`,
      ...(native ? { executablePath: process.execPath } : {}),
      outfile,
      assets: ['migrations', 'images', 'dist/assets'].filter((path) => existsSync(path)),
      // Otherwise the executable obeys a bunfig.toml and a .env of the folder it is started in.
      autoloadBunfig: false,
      autoloadDotenv: false,
    },
  })
  const { size } = Bun.file(outfile)
  console.log(`${outfile} ${version}+${commit()}: ${(size / 1e6).toFixed(1)} MB`)
  if (size > LIMIT) throw new Error(`${outfile} is larger than ${LIMIT / 1e6} MB`)
}

/** Sources may lie where there is no git, or come without their history. */
function commit(): string {
  if (Bun.which('git') === null) return 'unknown'
  const git = Bun.spawnSync(['git', '-C', checkout, 'rev-parse', '--short', 'HEAD'])
  return git.success ? git.stdout.toString().trim() : 'unknown'
}

if (import.meta.main) {
  process.chdir(checkout)
  const words = process.argv.slice(2)
  for (const arch of words.length > 0 ? words : [process.arch]) {
    const outfile = arch === process.arch ? 'dist/casement' : `dist/casement-${arch}`
    await build(archOf(arch), outfile)
  }
}
