/** Habits that neither the compiler nor Biome enforces. */
import { Visitor } from 'oxc-parser'
import type { Finding, Rule } from './rule.ts'
import type { Source, Tree } from './tree.ts'

const LINES = 400
/** Table after table of one schema belongs together. */
const LONG = ['src/db/schema.ts']

/** Who may read the environment and end the process; everybody else gets a value and returns one. */
const PROCESS = /^(src\/(main|config)\.ts$|scripts\/|bench\/)/

const SILENCED = ['skip', 'skipIf', 'only', 'todo', 'todoIf', 'if', 'failing']

export const code: Rule = {
  name: 'code',
  find: ({ sources }: Tree) =>
    sources.flatMap((source) => [
      ...syntax(source),
      ...length(source),
      ...comments(source),
      ...(source.isTest ? silencedTests(source) : [...assertions(source), ...process(source)]),
      ...(source.path.startsWith('src/domain/') && !source.isTest ? clocks(source) : []),
    ]),
}

function syntax({ path, errors }: Source): Finding[] {
  return errors.map(({ message }) => ({
    file: path,
    line: 1,
    what: `cannot be parsed: ${message}`,
    fix: 'correct it; tsc says where',
  }))
}

function length({ path, text }: Source): Finding[] {
  const lines = text.split('\n').length - 1
  if (lines <= LINES || LONG.includes(path)) return []
  const what = `has ${lines} lines; nobody holds more than ${LINES} in the head`
  return [{ file: path, line: LINES, what, fix: 'split it by what its parts are about' }]
}

function comments(source: Source): Finding[] {
  const findings: Finding[] = []
  for (const { value, start } of source.comments) {
    const at = { file: source.path, line: source.lineAt(start) }
    const silencer = /@ts-(ignore|expect-error|nocheck)/.exec(value)?.[0]
    if (silencer) {
      const what = `${silencer} hides what the compiler has to say`
      findings.push({ ...at, what, fix: 'make the types true' })
    }
    const unfinished = /\b(TODO|FIXME|XXX|HACK)\b/.exec(value)?.[0]
    if (unfinished) {
      const what = `${unfinished}: what lands is finished`
      findings.push({ ...at, what, fix: 'do it now, or file an issue and delete the comment' })
    }
  }
  return findings
}

/** `as const` says something; every other assertion silences the compiler. */
function assertions(source: Source): Finding[] {
  const findings: Finding[] = []
  function add(start: number, written: string) {
    const what = `${written} asserts a type that the compiler could not see`
    const fix = 'narrow it with a type predicate or TypeBox Value.Check, or use satisfies'
    findings.push({ file: source.path, line: source.lineAt(start), what, fix })
  }
  new Visitor({
    TSAsExpression({ typeAnnotation, start }) {
      const written = source.text.slice(typeAnnotation.start, typeAnnotation.end)
      if (written !== 'const') add(start, `"as ${written.replaceAll(/\s+/g, ' ')}"`)
    },
    TSTypeAssertion({ start }) {
      add(start, '"<…>"')
    },
  }).visit(source.program)
  return findings
}

function process(source: Source): Finding[] {
  if (PROCESS.test(source.path)) return []
  const findings: Finding[] = []
  new Visitor({
    MemberExpression({ object, property, start }) {
      if (object.type !== 'Identifier' || object.name !== 'process') return
      if (property.type !== 'Identifier' || !/^(env|exit)$/.test(property.name)) return
      const what = `process.${property.name} is for src/main.ts and src/config.ts alone`
      const fix = 'take the value as an argument, or throw and let main decide'
      findings.push({ file: source.path, line: source.lineAt(start), what, fix })
    },
  }).visit(source.program)
  return findings
}

function silencedTests(source: Source): Finding[] {
  const findings: Finding[] = []
  new Visitor({
    MemberExpression({ object, property, start }) {
      if (object.type !== 'Identifier' || !/^(test|it|describe)$/.test(object.name)) return
      if (property.type !== 'Identifier' || !SILENCED.includes(property.name)) return
      findings.push({
        file: source.path,
        line: source.lineAt(start),
        what: `${object.name}.${property.name}: a test that may not run proves nothing`,
        fix: 'make it run everywhere, or delete it',
      })
    },
  }).visit(source.program)
  return findings
}

/** Time and chance are arguments in the domain. */
function clocks(source: Source): Finding[] {
  const findings: Finding[] = []
  function add(start: number, what: string) {
    const fix = 'take it as an argument'
    findings.push({ file: source.path, line: source.lineAt(start), what, fix })
  }
  new Visitor({
    MemberExpression({ object, property, start }) {
      if (object.type !== 'Identifier' || property.type !== 'Identifier') return
      const name = `${object.name}.${property.name}`
      if (/^(Date\.now|performance\.now|Math\.random)$/.test(name)) {
        add(start, `${name} makes the domain depend on more than its arguments`)
      }
    },
    NewExpression({ callee, arguments: given, start }) {
      if (callee.type === 'Identifier' && callee.name === 'Date' && given.length === 0) {
        add(start, 'new Date() reads the clock')
      }
    },
  }).visit(source.program)
  return findings
}
