/** Before the first test of a process and after its last; named in bunfig.toml. */
import { afterAll } from 'bun:test'
import { refreshBrowserAssets } from '../../scripts/assets.ts'
import { archOf, packPostgres } from '../../scripts/pack-postgres.ts'
import { setLogLevel } from '../log.ts'
import { stopTestServer } from './database.ts'

setLogLevel('error')
await packPostgres(archOf(process.arch))
await refreshBrowserAssets()
afterAll(stopTestServer)
