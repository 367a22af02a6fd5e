export type Tally = { passed: number; failed: number }

/** A test that failed: where it stands, its name, and what it said. */
export type Failure = { file: string; name: string; text: string }

/** Reads the sum off the root element of bun's JUnit report; undefined if there is none. */
export function countJunit(xml: string): Tally | undefined {
  const root = /<testsuites\b[^>]*>/.exec(xml)?.[0]
  if (root === undefined) return undefined
  const tests = attribute(root, 'tests')
  const failed = attribute(root, 'failures') + attribute(root, 'errors')
  return { passed: tests - failed - attribute(root, 'skipped'), failed }
}

/** The failed tests of such a report, in its order. */
export function failuresIn(xml: string): Failure[] {
  const cases = xml.matchAll(/(<testcase\b[^>]*)>\s*<(?:failure|error)\b([^>]*)>([^<]*)/g)
  return [...cases].map(([, element = '', attributes = '', body = '']) => ({
    file: text(element, 'file'),
    name: [text(element, 'classname'), text(element, 'name')].filter(Boolean).join(' > '),
    text: unescapeXml(body).trim() || text(attributes, 'message') || text(attributes, 'type'),
  }))
}

function attribute(element: string, name: string): number {
  return Number(text(element, name))
}

function text(element: string, name: string): string {
  return unescapeXml(new RegExp(`\\b${name}="([^"]*)"`).exec(element)?.[1] ?? '')
}

function unescapeXml(escaped: string): string {
  const characters: Record<string, string> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }
  return escaped.replace(/&(?:#(\d+)|(\w+));/g, (whole, code?: string, entity = '') =>
    code ? String.fromCodePoint(Number(code)) : (characters[entity] ?? whole),
  )
}
