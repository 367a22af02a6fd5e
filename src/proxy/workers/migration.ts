import { readFileSync, writeFileSync } from 'node:fs'
import { codeOf } from '../../errors.ts'
import { logger } from '../../log.ts'

const log = logger('proxy')

/** Of this network namespace, from Linux 5.14 on; see ip-sysctl.rst of the kernel. */
const SETTING = '/proc/sys/net/ipv4/tcp_migrate_req'

/**
 * Makes the kernel pass connections that a worker has not taken yet to the others on its port when it leaves
 * that; without, they are reset. Where that may not be set, or is unknown, a hand-over may cost one.
 */
export function letConnectionsMigrate(path = SETTING): boolean {
  try {
    if (readFileSync(path, 'utf8').trim() !== '1') writeFileSync(path, '1')
    return true
  } catch (error) {
    log.debug('Connections cannot be passed on to other workers', { cause: codeOf(error) })
    return false
  }
}
