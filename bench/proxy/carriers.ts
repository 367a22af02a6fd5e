import { mkdirSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { WorkerProcess } from '../../src/proxy/workers/worker-process.ts'
import { until } from '../../src/testing/until.ts'
import { freePort, PATH } from '../debian.ts'
import type { Carrier, Layer, Service } from './cells.ts'
import { onCore, PROXY_CORE } from './load.ts'
import { isTcp, type Sessions } from './sessions.ts'

/** One proxy that runs, plain or with TLS. */
export type Running = AsyncDisposable & { readonly pid: number; readonly port: number }

/** What all of them stand on. */
export type Ground = {
  readonly folder: string
  readonly upstream: { readonly http: number; readonly bulk: number; readonly echo: number }
  readonly sessions: Sessions
  readonly tls: { readonly cert: string; readonly key: string }
}

/** Where the certificate and its key lie, together and apart. */
export const FILES = { both: 'both.pem', cert: 'cert.pem', key: 'key.pem' } as const
const EXECUTABLE = join(import.meta.dir, '../../dist/casement')

/** `service` tells apart those that know but one upstream. */
export async function start(
  carrier: Carrier,
  layer: Layer,
  service: Service,
  ground: Ground,
): Promise<Running> {
  if (carrier === 'Casement') return startWorker(layer, service, ground)
  const port = await freePort()
  const argv = ARGV[carrier]({ port, layer, service, ...ground })
  const child = Bun.spawn(onCore(PROXY_CORE, argv), {
    stdio: ['ignore', 'ignore', 'ignore'],
    env: { PATH },
  })
  const ready = () => (carrier === 'websockify' ? isOpen(port) : ground.sessions.open(port, layer))
  await until(`${carrier} to answer`, ready)
  return {
    pid: child.pid,
    port,
    async [Symbol.asyncDispose]() {
      child.kill()
      await child.exited
    },
  }
}

/** A worker of the compiled executable, told of the sessions as the main process tells it. */
async function startWorker(layer: Layer, service: Service, ground: Ground): Promise<Running> {
  const controlDir = join(ground.folder, 'workers')
  mkdirSync(controlDir, { recursive: true })
  const worker = new WorkerProcess(
    onCore(PROXY_CORE, [EXECUTABLE, '__worker']),
    {
      type: 'begin',
      hostname: '127.0.0.1',
      port: 0,
      sessionPort: 0,
      perAddress: 100_000,
      controlDir,
      managers: [`http://127.0.0.1:${ground.upstream.http}`],
      logLevel: 'error',
      ...(layer === 'TLS' ? { tls: [ground.tls] } : {}),
    },
    () => undefined,
  )
  const { port: front, sessionPort = front } = await worker.ready
  worker.send({ type: 'snapshot', snapshot: ground.sessions.snapshot })
  await until('Casement to answer', () => ground.sessions.open(sessionPort, layer))
  return {
    pid: worker.pid,
    // Raw ports are beside our own pages, what containers serve is not.
    port: isTcp(service) ? front : sessionPort,
    async [Symbol.asyncDispose]() {
      worker.kill()
      await worker.exited
    },
  }
}

type Place = Ground & { readonly port: number; readonly layer: Layer; readonly service: Service }

const ARGV: Readonly<Record<Exclude<Carrier, 'Casement'>, (place: Place) => string[]>> = {
  nginx(place) {
    const config = join(place.folder, `nginx-${place.port}.conf`)
    writeFileSync(config, nginxConfig(place))
    return ['/usr/sbin/nginx', '-c', config]
  },
  HAProxy(place) {
    const config = join(place.folder, `haproxy-${place.port}.cfg`)
    writeFileSync(config, haproxyConfig(place))
    return ['/usr/sbin/haproxy', '-q', '-db', '-f', config]
  },
  websockify({ folder, upstream, port, layer, service }) {
    const target = service === 'tcp bulk' ? upstream.bulk : upstream.echo
    const tls = layer === 'TLS' ? ['--ssl-only', '--cert', join(folder, FILES.both)] : []
    return ['/usr/bin/websockify', ...tls, `127.0.0.1:${port}`, `127.0.0.1:${target}`]
  },
}

/** With buffers of 64 KiB, which make it faster than its usual 4, and one field put in, as we do. */
function nginxConfig({ folder, upstream, port, layer }: Place): string {
  const tls = `ssl_protocols TLSv1.2 TLSv1.3; ssl_certificate ${folder}/${FILES.cert}; ssl_certificate_key ${folder}/${FILES.key};`
  return `worker_processes 1; daemon off;
pid ${folder}/nginx-${port}.pid; error_log /dev/null crit; events { worker_connections 12000; }
http {
  access_log off; keepalive_requests 1000000000;
  map $http_upgrade $connection_upgrade { default upgrade; '' ''; }
  upstream session { server 127.0.0.1:${upstream.http}; keepalive 64; keepalive_requests 1000000000; }
  server {
    listen 127.0.0.1:${port} backlog=4096 ${layer === 'TLS' ? 'ssl' : ''};
    ${layer === 'TLS' ? tls : ''}
    location / {
      proxy_pass http://session; proxy_http_version 1.1; proxy_read_timeout 1h;
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $remote_addr;
      proxy_set_header Authorization "Bearer of-a-session";
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;
      proxy_buffer_size 64k; proxy_buffers 16 64k; proxy_busy_buffers_size 128k;
      proxy_max_temp_file_size 0;
    }
  }
}
`
}

/** With buffers of 64 KiB, and splicing in the kernel where it can. */
function haproxyConfig({ folder, upstream, port, layer }: Place): string {
  const tls = layer === 'TLS' ? `ssl crt ${folder}/${FILES.both}` : ''
  return `global
  nbthread 1
  maxconn 6000
  tune.bufsize 65536
defaults
  mode http
  option splice-request
  option splice-response
  timeout connect 5s
  timeout client 1h
  timeout server 1h
  timeout tunnel 1h
frontend front
  bind 127.0.0.1:${port} backlog 4096 ${tls}
  http-request set-header X-Forwarded-For %[src]
  http-request set-header Authorization "Bearer of-a-session"
  default_backend back
backend back
  http-reuse always
  server one 127.0.0.1:${upstream.http}
`
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })
}
