/** bun scripts/preview.ts [port]: every page with made-up data, without a database. */
import { serveSamples } from '../views/samples/server.ts'
import { buildBrowserAssets } from './assets.ts'

await buildBrowserAssets()
console.log(serveSamples(Number(process.argv[2] ?? 0)).url.href)
