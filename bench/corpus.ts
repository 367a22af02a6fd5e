/**
 * bun bench/corpus.ts: sends every request of src/testing/corpus through our front door, Debian's nginx and
 * HAProxy, and nothing at all, to an upstream that keeps each byte, and judges all four by the same strict
 * reading: how many of a kind reached it dirty, or as a request that nobody let in. Root, where the two
 * are not installed yet.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDoor, snapshot } from '../src/proxy/testing/door.ts'
import { startPassThrough } from '../src/testing/corpus/pass-through.ts'
import { isBad, judge, type Outcome, Recorder } from '../src/testing/corpus/recorder.ts'
import { CORPUS } from '../src/testing/corpus/requests.ts'
import { until } from '../src/testing/until.ts'
import { freePort, install, PATH } from './debian.ts'

/** Milliseconds for what waits for more. */
const PATIENCE = 300

type Contender = { readonly port: number } & (Disposable | AsyncDisposable)

await install({ nginx: 'nginx-light', haproxy: 'haproxy' })
const folder = mkdtempSync(join(tmpdir(), 'casement-corpus-'))
using recorder = await Recorder.start()
const contenders: Readonly<Record<string, () => Promise<Contender>>> = {
  Casement: startDoor,
  nginx: startNginx,
  HAProxy: startHaproxy,
  'no proxy': () => startPassThrough(recorder.port),
}
const scores = new Map<string, readonly Score[]>()
for (const [name, start] of Object.entries(contenders)) scores.set(name, await score(name, start))
rmSync(folder, { recursive: true })
report()

type Score = { readonly kind: string; readonly name: string; readonly outcome: Outcome }

async function score(proxy: string, start: () => Promise<Contender>): Promise<Score[]> {
  await using contender = await start()
  const all: Score[] = []
  for (const [kind, entries] of Object.entries(CORPUS)) {
    for (const entry of entries) {
      const outcome = await judge(contender.port, recorder, entry, PATIENCE)
      all.push({ kind, name: entry.name, outcome })
      if (isBad(outcome) && proxy !== 'no proxy') {
        console.log(`${proxy}: ${entry.name} (${entry.source}): ${outcome.kind}, ${outcome.detail}`)
      }
    }
  }
  return all
}

function report() {
  const names = [...scores.keys()]
  console.log(`\n| reached the upstream dirty or unasked | of | ${names.join(' | ')} |`)
  console.log(`| --- |${' --- |'.repeat(names.length + 1)}`)
  const row = (title: string, of: (score: Score) => boolean) => {
    const counts = names.map((name) => {
      const some = (scores.get(name) ?? []).filter(of)
      return { all: some.length, bad: some.filter(({ outcome }) => isBad(outcome)).length }
    })
    console.log(`| ${[title, counts[0]?.all, ...counts.map(({ bad }) => bad)].join(' | ')} |`)
  }
  for (const kind of Object.keys(CORPUS)) row(kind, (score) => score.kind === kind)
  row('all', () => true)
  const bad = (scores.get('Casement') ?? []).some(({ outcome }) => isBad(outcome))
  process.exitCode = bad ? 1 : 0
}

async function startDoor(): Promise<Contender> {
  const door = openDoor()
  door.replace(snapshot({ managers: [`http://127.0.0.1:${recorder.port}`] }))
  return door
}

async function startNginx(): Promise<Contender> {
  const port = await freePort()
  const config = join(folder, 'nginx.conf')
  writeFileSync(
    config,
    `pid ${folder}/nginx.pid; error_log ${folder}/nginx.log; daemon off; events {}
http {
  access_log off;
  map $http_upgrade $connection_upgrade { default upgrade; '' close; }
  server {
    listen 127.0.0.1:${port};
    location /internal { return 404; }
    location / {
      proxy_pass http://127.0.0.1:${recorder.port};
      proxy_http_version 1.1;
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $remote_addr;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;
    }
  }
}
`,
  )
  return await run(port, ['nginx', '-c', config])
}

async function startHaproxy(): Promise<Contender> {
  const port = await freePort()
  const config = join(folder, 'haproxy.cfg')
  writeFileSync(
    config,
    `defaults
  mode http
  timeout connect 5s
  timeout client 30s
  timeout server 30s
frontend front
  bind 127.0.0.1:${port}
  http-request deny deny_status 404 if { path_beg /internal }
  http-request set-header X-Forwarded-For %[src]
  default_backend back
backend back
  http-reuse never
  server one 127.0.0.1:${recorder.port}
`,
  )
  return await run(port, ['haproxy', '-q', '-db', '-f', config])
}

async function run(port: number, argv: string[]): Promise<Contender> {
  const child = Bun.spawn(argv, { stdout: 'ignore', stderr: 'inherit', env: { PATH } })
  await until(`${argv[0]} to answer`, async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/internal`).catch(() => undefined)
    return answer?.status === 404
  })
  return {
    port,
    async [Symbol.asyncDispose]() {
      child.kill()
      await child.exited
    },
  }
}
