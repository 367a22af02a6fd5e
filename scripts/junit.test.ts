import { expect, test } from 'bun:test'
import { countJunit, failuresIn } from './junit.ts'

test('a skipped test counts neither way', () => {
  const xml =
    '<?xml version="1.0"?>\n<testsuites name="bun test" tests="7" assertions="9" failures="2" skipped="1" time="0.1">\n</testsuites>'
  expect(countJunit(xml)).toEqual({ passed: 4, failed: 2 })
})

test('a report that was cut off before its first element is none', () => {
  expect(countJunit('<?xml version="1.0"?>')).toBeUndefined()
})

test('a failed test is named with its groups and what it said', () => {
  const xml = `<testsuites tests="3" failures="2">
    <testcase name="b &lt;1&gt;" classname="a &amp; &quot;c&quot;" file="x.e2e.ts" line="2">
      <failure type="AssertionError" message="short">Expected: 2&#10;Received: 1&#10;</failure>
    </testcase>
    <testcase name="ok" classname="" file="x.e2e.ts" line="5" assertions="0" />
    <testcase name="late" classname="" file="x.e2e.ts"><failure type="TimeoutError" /></testcase>
  </testsuites>`
  expect(failuresIn(xml)).toEqual([
    { file: 'x.e2e.ts', name: 'a & "c" > b <1>', text: 'Expected: 2\nReceived: 1' },
    { file: 'x.e2e.ts', name: 'late', text: 'TimeoutError' },
  ])
})
