import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { Elysia } from 'elysia'
import { NotFound } from '../../errors.ts'
import type { access } from './access.ts'
import { type Coding, preferred } from './compressed.ts'

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
}

/** Formats that are compressed already. */
const DENSE = new Set(['.png', '.woff2', '.ico'])

type Asset = { readonly type: string; readonly etag: string; readonly bytes: Coded }
type Coded = { readonly [C in Coding | 'identity']?: Uint8Array<ArrayBuffer> }

export type Assets = {
  /** `/assets/<hash of the tree>`: another build is another address, so every file may be kept for ever. */
  readonly path: string
  readonly files: ReadonlyMap<string, Asset>
}

/** Reads and compresses everything a browser may load, once. */
export async function loadAssets(dir: string): Promise<Assets> {
  const names = readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(dir.length + 1))
    .sort()
  const tree = createHash('sha256')
  const files = new Map<string, Asset>()
  for (const name of names) {
    const bytes = new Uint8Array(readFileSync(join(dir, name)))
    const hash = createHash('sha256').update(bytes).digest('hex')
    tree.update(`${name}\n${hash}\n`)
    files.set(name, {
      type: TYPES[extname(name)] ?? 'application/octet-stream',
      etag: `W/"${hash.slice(0, 32)}"`,
      bytes: await compressed(bytes, DENSE.has(extname(name))),
    })
  }
  return { path: `/assets/${tree.digest('hex').slice(0, 16)}`, files }
}

/** `/assets/<hash>/<file>`. Of an older build too, since a page may be older than the server. */
export function assetRoutes(assets: Assets, rules: ReturnType<typeof access>) {
  return new Elysia({ name: 'assets' }).use(rules).get(
    '/assets/:tree/*',
    ({ params, request }) => {
      const asset = assets.files.get(params['*'])
      if (!asset) throw new NotFound((t) => t.errors.notFound)
      const current = params.tree === assets.path.slice('/assets/'.length)
      return serve(asset, request, current)
    },
    { anybody: true },
  )
}

function serve({ type, etag, bytes }: Asset, { headers }: Request, current: boolean): Response {
  const coding = bestCoding(headers.get('accept-encoding') ?? '', bytes)
  const answered: Record<string, string> = {
    'content-type': type,
    'cache-control': current ? 'public, max-age=31536000, immutable' : 'no-cache',
    etag,
    vary: 'accept-encoding',
  }
  if (headers.get('if-none-match') === etag)
    return new Response(null, { status: 304, headers: answered })
  if (coding !== 'identity') answered['content-encoding'] = coding
  return new Response(bytes[coding], { headers: answered })
}

function bestCoding(header: string, bytes: Coded): Coding | 'identity' {
  const there = (['br', 'gzip'] as const).filter((coding) => bytes[coding] !== undefined)
  return preferred(header, there) ?? 'identity'
}

async function compressed(identity: Uint8Array<ArrayBuffer>, dense: boolean): Promise<Coded> {
  if (dense || identity.byteLength < 500) return { identity }
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9 }
  const [br, gz] = await Promise.all([
    promisify(brotliCompress)(identity, { params }),
    promisify(gzip)(identity),
  ])
  return { identity, br: new Uint8Array(br), gzip: new Uint8Array(gz) }
}
