import { expect, test } from 'bun:test'
import { countJunit } from './junit.ts'

test('a skipped test counts neither way', () => {
  const xml =
    '<?xml version="1.0"?>\n<testsuites name="bun test" tests="7" assertions="9" failures="2" skipped="1" time="0.1">\n</testsuites>'
  expect(countJunit(xml)).toEqual({ passed: 4, failed: 2 })
})

test('a report that was cut off before its first element is none', () => {
  expect(countJunit('<?xml version="1.0"?>')).toBeUndefined()
})
