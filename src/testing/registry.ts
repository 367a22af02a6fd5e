import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, statSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { temporaryFolder } from './folder.ts'

/** What is wrong with it: its answers, or what it sends of a layer. */
export const REGISTRY_ILLNESSES = [
  'error',
  'bad checksum',
  'stall',
  'truncated',
  'layer error',
] as const
export type RegistryIllness = (typeof REGISTRY_ILLNESSES)[number]

const MANIFEST = 'application/vnd.docker.distribution.manifest.v2+json'
const ARCHITECTURES = new Map([
  ['x64', 'amd64'],
  ['arm64', 'arm64'],
])

/**
 * A registry on the loopback, which Docker takes without TLS. Every name and tag in it is the same image:
 * one layer, the root file system `layer` (tar), with this entrypoint.
 */
export async function openRegistry(layer: NodeJS.ReadableStream, entrypoint: readonly string[]) {
  const folder = temporaryFolder()
  const path = join(folder.path, 'layer.tar')
  const hash = createHash('sha256')
  layer.on('data', (chunk) => hash.update(chunk))
  await pipeline(layer, createWriteStream(path))
  const { size } = statSync(path)
  const digest = `sha256:${hash.digest('hex')}`
  const config = JSON.stringify({
    architecture: ARCHITECTURES.get(process.arch) ?? process.arch,
    os: 'linux',
    config: { Entrypoint: entrypoint },
    rootfs: { type: 'layers', diff_ids: [digest] },
  })
  const configDigest = digestOf(config)
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: MANIFEST,
    config: {
      mediaType: 'application/vnd.docker.container.image.v1+json',
      size: config.length,
      digest: configDigest,
    },
    layers: [{ mediaType: 'application/vnd.docker.image.rootfs.diff.tar', size, digest }],
  })
  let illness: RegistryIllness | undefined
  const open = new Set<ServerResponse>()

  /** As it is, or as the illness has it. */
  function sendLayer(response: ServerResponse) {
    response.writeHead(200, { 'content-length': size })
    if (illness === 'bad checksum') {
      response.end(Buffer.alloc(size, 'x'))
      return
    }
    const whole = illness === undefined
    const part = createReadStream(path, whole ? {} : { end: Math.floor(size / 3) })
    part.pipe(response, { end: whole })
    if (illness === 'truncated') part.on('end', () => response.destroy())
  }

  const server = createServer(({ url = '' }, response) => {
    open.add(response)
    response.on('close', () => open.delete(response))
    const send = (body: string, type: string) => {
      const about = { 'content-type': type, 'docker-content-digest': digestOf(body) }
      response.writeHead(200, { ...about, 'content-length': body.length }).end(body)
    }
    if (/^\/v2\/?$/.test(url)) send('{}', 'application/json')
    else if (illness === 'error') response.writeHead(500).end()
    else if (url.includes('/manifests/')) send(manifest, MANIFEST)
    else if (url.endsWith(configDigest)) send(config, 'application/octet-stream')
    else if (!url.endsWith(digest)) response.writeHead(404).end()
    else if (illness === 'layer error') response.writeHead(500).end()
    else sendLayer(response)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('no address')
  return {
    /** Where images are: `<host>/name:tag`. */
    host: `127.0.0.1:${address.port}`,

    fall(ill: RegistryIllness) {
      illness = ill
    },

    /** From now on it is well; what hangs breaks off. */
    heal() {
      illness = undefined
      for (const response of open) response.destroy()
    },

    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
      folder[Symbol.dispose]()
    },
  }
}

function digestOf(content: string): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`
}
