import { readFileSync } from 'node:fs'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'

const axe = readFileSync(new URL(import.meta.resolve('axe-core/axe.min.js')), 'utf8')

/** What axe finds serious or critical on a page, a line each. */
export async function violations(page: Page): Promise<string[]> {
  // Playwright's evaluate is not bound by the page's content security policy; a script tag would be.
  await page.evaluate(axe)
  const results: AxeResults = await page.evaluate("axe.run({ resultTypes: ['violations'] })")
  return results.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
}
