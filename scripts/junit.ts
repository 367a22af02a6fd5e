export type Tally = { passed: number; failed: number }

/** Reads the sum off the root element of bun's JUnit report; undefined if there is none. */
export function countJunit(xml: string): Tally | undefined {
  const root = /<testsuites\b[^>]*>/.exec(xml)?.[0]
  if (root === undefined) return undefined
  const tests = attribute(root, 'tests')
  const failed = attribute(root, 'failures') + attribute(root, 'errors')
  return { passed: tests - failed - attribute(root, 'skipped'), failed }
}

function attribute(element: string, name: string): number {
  return Number(new RegExp(`\\b${name}="(\\d+)"`).exec(element)?.[1] ?? 0)
}
