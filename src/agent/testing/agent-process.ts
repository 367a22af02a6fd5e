/** The agent of a stage as a process of its own, so that a test can kill it: `bun agent-process.ts <options>`. */
import { readConfig } from '../../config.ts'
import { openDocker } from '../docker.ts'
import { startAgent } from '../index.ts'
import { localImages } from './local-images.ts'
import { NETWORK } from './stage.ts'

const config = readConfig(process.argv.slice(2), { CASEMENT_CONFIG: '/dev/null' })
await startAgent(config, {
  network: NETWORK,
  images: () => localImages(openDocker(config.dockerSocket)),
})
