/** Before the first test of a process, after each and after its last; named in bunfig.toml. */
import { afterAll, afterEach } from 'bun:test'
import { refreshBrowserAssets } from '../../scripts/assets.ts'
import { archOf, packPostgres } from '../../scripts/pack-postgres.ts'
import { setLogLevel } from '../log.ts'
import { stopTestServer } from './database.ts'
import { refuseForeignRequests } from './foreign-requests.ts'

setLogLevel('error')
await packPostgres(archOf(process.arch))
await refreshBrowserAssets()
afterAll(stopTestServer)
afterEach(refuseForeignRequests)
