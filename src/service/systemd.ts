import { existsSync } from 'node:fs'

export const UNIT = 'casement.service'

/**
 * Whether the service is systemd's: systemd runs here, the installer has left a unit, and the
 * command names no setting of its own. A command with flags means another installation.
 */
export function isSystemds(argv: readonly string[]): boolean {
  return (
    argv.length === 0 &&
    existsSync('/run/systemd/system') &&
    existsSync(`/etc/systemd/system/${UNIT}`)
  )
}

/** Says on the terminal what systemctl says; answers its exit code. */
export async function systemctl(...words: string[]): Promise<number> {
  const child = Bun.spawn(['systemctl', '--no-pager', ...words], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  return child.exited
}
