import { chmodSync, mkdirSync } from 'node:fs'

/** Makes a folder that the server's user may enter and read, whatever our umask says. */
export function openFolder(path: string): void {
  mkdirSync(path, { recursive: true })
  chmodSync(path, 0o755)
}
