/**
 * bun run check [rule…]: everything that has to hold and needs no test. Each finding names its
 * place, says why it matters and what to do.
 */
import { join } from 'node:path'
import { code } from './check/code.ts'
import { docs } from './check/docs.ts'
import { drift } from './check/drift.ts'
import { imports } from './check/imports.ts'
import { migrations } from './check/migrations.ts'
import { places } from './check/places.ts'
import { type Finding, print, type Rule } from './check/rule.ts'
import { shell } from './check/shell.ts'
import { texts } from './check/texts.ts'
import { readTree } from './check/tree.ts'

/** A program that prints its own findings. */
type Tool = { readonly name: string; readonly argv: readonly string[] }

const TOOLS: readonly Tool[] = [
  { name: 'types', argv: ['tsc', '--noEmit'] },
  { name: 'style', argv: ['biome', 'ci', '--colors=off', '.'] },
]
const RULES: readonly Rule[] = [imports, code, texts, drift, migrations, docs, shell, places]

process.chdir(join(import.meta.dir, '..'))
const failed: string[] = []
const wanted = process.argv.slice(2)
const names = [...TOOLS, ...RULES].map(({ name }) => name)
const unknown = wanted.find((word) => !names.includes(word))
if (unknown) throw new Error(`there is no rule "${unknown}". The rules: ${names.join(', ')}`)

for (const { name, argv } of TOOLS) {
  if (!chosen(name)) continue
  const began = performance.now()
  const { success, stdout, stderr } = Bun.spawnSync([...argv])
  if (!success) process.stdout.write(`${stdout}${stderr}`)
  verdict(name, success, began)
}

const tree = readTree('.')
for (const { name, find } of RULES) {
  if (!chosen(name)) continue
  const began = performance.now()
  const findings: readonly Finding[] = await find(tree)
  for (const finding of findings) console.log(print(finding))
  verdict(name, findings.length === 0, began)
}

if (failed.length > 0) console.log(`\ncheck failed: ${failed.join(', ')}`)
process.exitCode = failed.length > 0 ? 1 : 0

function chosen(name: string): boolean {
  return wanted.length === 0 || wanted.includes(name)
}

function verdict(name: string, good: boolean, began: number) {
  if (!good) failed.push(name)
  const took = ((performance.now() - began) / 1000).toFixed(1)
  console.log(`${good ? 'ok    ' : 'FAILED'} ${name} (${took} s)`)
}
