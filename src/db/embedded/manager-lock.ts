import { closeSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { StartError } from '../../errors.ts'
import { tryFlock } from './libc.ts'

/** Somebody else runs this database. */
export class DatabaseInUse extends StartError {}

/**
 * One manager a folder, from before the first file is unpacked until after the server has ended.
 * The kernel releases it with the process, however that ends, so it is never stale.
 */
export function takeManagerLock(path: string): Disposable {
  const descriptor = openSync(path, 'a+', 0o600)
  if (!tryFlock(descriptor)) {
    closeSync(descriptor)
    throw new DatabaseInUse(
      `Another Casement (pid ${holderOf(path)}) runs the database in ${dirname(path)}. Stop that one, or give this one its own --data-dir`,
    )
  }
  ftruncateSync(descriptor)
  writeSync(descriptor, `${process.pid}\n`)
  return { [Symbol.dispose]: () => closeSync(descriptor) }
}

function holderOf(path: string): string {
  return readFileSync(path, 'utf8').trim() || 'unknown'
}
