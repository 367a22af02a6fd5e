import { readFileSync } from 'node:fs'
import { DOCUMENT, refreshed } from '../docs.ts'
import type { Rule } from './rule.ts'

/** What documents print from code is what the code says today. */
export const docs: Rule = {
  name: 'docs',
  find: () => {
    const document = readFileSync(DOCUMENT, 'utf8')
    if (refreshed(document) === document) return []
    const what = 'its generated parts are not what the code says'
    return [{ file: DOCUMENT, line: 1, what, fix: 'bun run docs' }]
  },
}
