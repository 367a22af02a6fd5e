import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ImageFact } from '../contract/checkin.ts'

/**
 * Keeps `<data-dir>/run/images.json` up to date for `casement status`, which has no manager to ask.
 * Written when something has changed, whole or not at all.
 */
export function imagesRecord(dataDir: string): (facts: readonly ImageFact[]) => void {
  const folder = join(dataDir, 'run')
  const path = join(folder, 'images.json')
  let last = ''
  return (facts) => {
    const text = `${JSON.stringify(facts)}\n`
    if (text === last) return
    mkdirSync(folder, { recursive: true })
    writeFileSync(`${path}.new`, text)
    renameSync(`${path}.new`, path)
    last = text
  }
}
