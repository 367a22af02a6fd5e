/** Before the first test of a process and after its last; named in bunfig.toml. */
import { afterAll } from 'bun:test'
import { refreshBrowserAssets } from '../../scripts/assets.ts'
import { packPostgres } from '../../scripts/pack-postgres.ts'
import { setLogLevel } from '../log.ts'
import { stopTestServer } from './database.ts'

setLogLevel('error')
await packPostgres(process.arch === 'arm64' ? 'arm64' : 'x64')
await refreshBrowserAssets()
afterAll(stopTestServer)
