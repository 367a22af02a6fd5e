/**
 * Who may import whom. Imports point one way:
 * main → roles → (views | db | wire | contract) → domain → nothing. The database keeps what roles
 * report, hence it knows the contract.
 */
import { dirname, join, normalize } from 'node:path'
import type { Finding, Rule } from './rule.ts'
import { isTest, type Source, type Tree } from './tree.ts'

type Room = {
  readonly name: string
  readonly files: RegExp
  /** Rooms that its files may import, besides their own and the leaves. */
  readonly may: readonly string[]
  /** Of these only by `await import()`: a host evaluates no more than its roles need. */
  readonly lazily?: readonly string[]
}

/** The first match decides. Tests and scripts are outside of the table: they may import anything. */
export const ROOMS = [
  {
    name: 'main',
    files: /^src\/main\.ts$/,
    may: ['manager', 'agent', 'proxy', 'service', 'db'],
    lazily: ['manager', 'agent', 'proxy', 'service', 'db'],
  },
  { name: 'manager', files: /^src\/manager\//, may: ['views', 'db', 'wire', 'contract', 'domain'] },
  { name: 'agent', files: /^src\/agent\//, may: ['wire', 'contract', 'domain'] },
  { name: 'proxy', files: /^src\/proxy\//, may: ['wire', 'contract', 'domain'] },
  { name: 'service', files: /^src\/service\//, may: [] },
  { name: 'views', files: /^views\//, may: ['domain'] },
  { name: 'db', files: /^src\/db\//, may: ['contract', 'domain', 'vendor'] },
  { name: 'wire', files: /^src\/wire\//, may: ['domain'] },
  { name: 'contract', files: /^src\/contract\//, may: ['domain'] },
  { name: 'domain', files: /^src\/domain\//, may: [] },
  { name: 'vendor', files: /^vendor\//, may: [] },
  { name: 'leaf', files: /^src\/([\w-]+\.ts|texts\/.*)$/, may: [] },
] as const satisfies readonly Room[]

type Package = { readonly name: RegExp; readonly only: RegExp; readonly why: string }

/** Packages, and Bun's and Node's own modules, that not everybody may use. */
const PACKAGES: readonly Package[] = [
  {
    name: /^dockerode$/,
    only: /^src\/agent\/docker\.ts$/,
    why: 'the rest of the agent speaks to Docker through src/agent/docker.ts',
  },
  {
    name: /^(drizzle-orm|postgres)(\/|$)/,
    only: /^src\/db\//,
    why: 'src/db holds the only SQL',
  },
  { name: /^elysia$/, only: /^src\/manager\//, why: 'only the manager serves an application' },
  { name: /^preact/, only: /^(views|src\/manager)\//, why: 'markup is made in views' },
  { name: /^@novnc\//, only: /^views\/browser\//, why: 'it runs in the browser only' },
  { name: /^(playwright-core|axe-core)$/, only: /^$/, why: 'it belongs to tests' },
  {
    name: /^(node:(?!crypto$)|bun)/,
    only: /^(?!src\/domain\/|views\/browser\/)/,
    why: 'the domain is pure, and a browser has no such module',
  },
]

/** One specifier of one file. */
export type Import = {
  readonly from: string
  /** A path in the checkout, or a package as it is written. */
  readonly to: string
  readonly relative: boolean
  readonly kind: 'static' | 'type' | 'dynamic'
  readonly line: number
}

export const imports: Rule = {
  name: 'imports',
  find: ({ sources }: Tree) => {
    const edges = sources.flatMap(importsOf)
    return [...edges.flatMap((edge) => findingsOf(edge)), ...cycles(edges)]
  },
}

export function importsOf(source: Source): Import[] {
  const found: { value: string; at: number; kind: Import['kind'] }[] = []
  for (const { moduleRequest, entries, start } of source.module.staticImports) {
    const statement = source.text.slice(start, moduleRequest.start)
    const typeOnly =
      /^import\s+type\b/.test(statement) ||
      (entries.length > 0 && entries.every(({ isType }) => isType))
    found.push({ value: moduleRequest.value, at: start, kind: typeOnly ? 'type' : 'static' })
  }
  for (const { entries, start } of source.module.staticExports) {
    for (const { moduleRequest, isType } of entries) {
      if (moduleRequest) {
        found.push({ value: moduleRequest.value, at: start, kind: isType ? 'type' : 'static' })
      }
    }
  }
  for (const { moduleRequest, start } of source.module.dynamicImports) {
    const written = source.text.slice(moduleRequest.start, moduleRequest.end)
    const value = /^(['"])(.*)\1$/.exec(written)?.[2]
    if (value !== undefined) found.push({ value, at: start, kind: 'dynamic' })
  }
  return found.map(({ value, at, kind }) => {
    const relative = value.startsWith('.')
    const to = relative ? normalize(join(dirname(source.path), value)) : value
    return { from: source.path, to, relative, kind, line: source.lineAt(at) }
  })
}

export function roomOf(path: string): Room | undefined {
  return ROOMS.find(({ files }) => files.test(path))
}

function findingsOf(edge: Import): Finding[] {
  if (isTest(edge.from) || !/^(src|views)\//.test(edge.from)) return []
  return edge.relative ? roomFindings(edge) : packageFindings(edge)
}

function roomFindings({ from, to, kind, line }: Import): Finding[] {
  const at = { file: from, line }
  if (isTest(to)) {
    const what = `imports ${to}, which exists for tests only`
    return [{ ...at, what, fix: 'move what is needed out of the test, or do without it' }]
  }
  const mine = roomOf(from)
  const theirs = roomOf(to)
  if (mine === undefined) {
    const what = 'lies in no room: nothing says what it may import'
    return [{ ...at, what, fix: 'move it to a room, or add its room to scripts/check/imports.ts' }]
  }
  if (to === 'package.json' && from === 'src/version.ts') return []
  if (theirs === undefined || !allowed(mine, theirs)) {
    const rooms = [mine.name, ...mine.may, 'leaf'].join(', ')
    const what = `${mine.name} imports ${theirs?.name ?? 'no room'} (${to}); imports point one way`
    const fix = `it may import ${rooms}: move the shared part down, or pass it as an argument`
    return [{ ...at, what, fix }]
  }
  if (kind === 'static' && mine.lazily?.includes(theirs.name)) {
    const what = `loads ${theirs.name} on every host, whatever its role`
    return [{ ...at, what, fix: `use await import('…') where the role is known` }]
  }
  return []
}

function allowed(mine: Room, theirs: Room): boolean {
  return theirs.name === mine.name || theirs.name === 'leaf' || mine.may.includes(theirs.name)
}

function packageFindings({ from, to, line }: Import): Finding[] {
  return PACKAGES.filter(({ name, only }) => name.test(to) && !only.test(from)).map(({ why }) => ({
    file: from,
    line,
    what: `imports ${to}, but ${why}`,
    fix: 'use what that room exports, or add the function that is missing there',
  }))
}

/** Each circle of imports that exist at run time, once. */
function cycles(edges: readonly Import[]): Finding[] {
  const next = new Map<string, Import[]>()
  for (const edge of edges) {
    if (edge.relative && edge.kind !== 'type') {
      next.set(edge.from, [...(next.get(edge.from) ?? []), edge])
    }
  }
  const findings: Finding[] = []
  const done = new Set<string>()
  const path: Import[] = []

  function visit(file: string) {
    if (done.has(file)) return
    for (const edge of next.get(file) ?? []) {
      path.push(edge)
      const start = path.findIndex(({ from }) => from === edge.to)
      if (start >= 0) {
        const circle = path.slice(start).map(({ from }) => from)
        findings.push({
          file: edge.from,
          line: edge.line,
          what: `imports in a circle: ${[...circle, edge.to].join(' → ')}`,
          fix: 'move what both need to a file of its own',
        })
      } else {
        visit(edge.to)
      }
      path.pop()
    }
    done.add(file)
  }
  for (const file of next.keys()) visit(file)
  return findings
}
