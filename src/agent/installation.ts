import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { codeOf } from '../errors.ts'

const FILE = 'agent-installation'

/** Which installation this host's sessions belong to, for an uninstall that has no manager to ask. */
export function rememberInstallation(dataDir: string, installation: string): void {
  mkdirSync(dataDir, { recursive: true })
  const path = join(dataDir, FILE)
  if (rememberedInstallation(dataDir) === installation) return
  // In one step: an uninstall must not find half of it.
  writeFileSync(`${path}.new`, `${installation}\n`, { flush: true })
  renameSync(`${path}.new`, path)
}

/** Undefined where no agent has ever joined one. */
export function rememberedInstallation(dataDir: string): string | undefined {
  try {
    return readFileSync(join(dataDir, FILE), 'utf8').trim() || undefined
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}
