/** A front door in a process of its own, to be killed: `bun main-process.ts FOLDER` says its port and worker. */
import { Workers } from '../workers/workers.ts'

if (import.meta.main) {
  const workers = await Workers.start({
    ...{ hostname: '127.0.0.1', port: 0, controlDir: process.argv[2] ?? '', managers: [] },
    ...{ logLevel: 'error', count: 1, drainMilliseconds: 10_000, used: () => undefined },
  })
  const [pid] = workers.pids
  process.stdout.write(JSON.stringify({ port: workers.port, pid }))
}
