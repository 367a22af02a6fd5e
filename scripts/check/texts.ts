/** Every sentence that a person may read lives in src/texts, and every one there is used. */
import { type JSXAttribute, type JSXExpression, type ObjectExpression, Visitor } from 'oxc-parser'
import type { Finding, Rule } from './rule.ts'
import type { Source, Tree } from './tree.ts'

const SPOKEN = [
  'title',
  'alt',
  'placeholder',
  'aria-label',
  'aria-description',
  'aria-roledescription',
]
const LETTERS = /\p{L}/u

export const texts: Rule = {
  name: 'texts',
  find: ({ sources }: Tree) => {
    const markup = sources.filter(({ path, isTest }) => path.endsWith('.tsx') && !isTest)
    return [...markup.flatMap(literals), ...unused(sources)]
  },
}

/** Words in markup itself, beside the catalogue. */
function literals(source: Source): Finding[] {
  const findings: Finding[] = []
  function add(start: number, written: string) {
    findings.push({
      file: source.path,
      line: source.lineAt(start),
      what: `"${written.trim().slice(0, 60)}" is a text in markup: no catalogue knows it`,
      fix: 'put it in the area file of src/texts and use texts.<area>.<key>',
    })
  }
  function inspect(expression: JSXExpression) {
    if (expression.type === 'Literal' && typeof expression.value === 'string') {
      if (LETTERS.test(expression.value)) add(expression.start, expression.value)
    } else if (expression.type === 'TemplateLiteral') {
      const words = expression.quasis.map(({ value }) => value.raw).join('…')
      if (LETTERS.test(words)) add(expression.start, words)
    } else if (expression.type === 'ConditionalExpression') {
      inspect(expression.consequent)
      inspect(expression.alternate)
    } else if (expression.type === 'LogicalExpression') {
      inspect(expression.right)
    }
  }
  function attribute({ name, value }: JSXAttribute) {
    if (name.type !== 'JSXIdentifier' || !SPOKEN.includes(name.name)) return
    if (value?.type === 'Literal') inspect(value)
    if (value?.type === 'JSXExpressionContainer') inspect(value.expression)
  }
  new Visitor({
    JSXText({ value, start }) {
      if (LETTERS.test(value)) add(start, value)
    },
    JSXElement({ children }) {
      for (const child of children) {
        if (child.type === 'JSXExpressionContainer') inspect(child.expression)
      }
    },
    JSXFragment({ children }) {
      for (const child of children) {
        if (child.type === 'JSXExpressionContainer') inspect(child.expression)
      }
    },
    JSXAttribute: attribute,
  }).visit(source.program)
  return findings
}

type Key = { readonly name: string; readonly parent: string; readonly source: Source; at: number }

/**
 * By name: a key is used if some `.key` is read anywhere, or if the object around it is handed on
 * or indexed as a whole. Two areas that share a name excuse each other, which is cheap and enough.
 */
function unused(sources: readonly Source[]): Finding[] {
  const keys = sources.filter(({ path }) => path.startsWith('src/texts/')).flatMap(keysOf)
  const { read, whole } = reads(sources)
  const idle = keys.filter(({ name, parent }) => !read.has(name) && !whole.has(parent))
  const idleNames = new Set(idle.map(({ name }) => name))
  return idle
    .filter(({ parent }) => !idleNames.has(parent))
    .map(({ name, parent, source, at }) => ({
      file: source.path,
      line: source.lineAt(at),
      what: `${parent}.${name} is a sentence that nobody reads`,
      fix: 'use it, or delete it',
    }))
}

function keysOf(source: Source): Key[] {
  const keys: Key[] = []
  function collect(parent: string, object: ObjectExpression) {
    for (const property of object.properties) {
      if (property.type !== 'Property' || property.key.type !== 'Identifier') continue
      const { name, start } = property.key
      if (property.shorthand) continue
      keys.push({ name, parent, source, at: start })
      if (property.value.type === 'ObjectExpression') collect(name, property.value)
    }
  }
  new Visitor({
    VariableDeclarator({ id, init }) {
      if (id.type !== 'Identifier' || init?.type !== 'ObjectExpression') return
      collect(id.name, init)
    },
  }).visit(source.program)
  return keys
}

function reads(sources: readonly Source[]): { read: Set<string>; whole: Set<string> } {
  const read = new Set<string>()
  const whole = new Set<string>()
  function handedOn(node: { readonly type: string }) {
    if (node.type !== 'MemberExpression' || !('property' in node)) return
    const { property } = node
    if (typeof property === 'object' && property !== null && 'name' in property) {
      whole.add(String(property.name))
    }
  }
  for (const source of sources) {
    if (source.isTest) continue
    new Visitor({
      MemberExpression({ object, property, computed }) {
        if (!computed && property.type === 'Identifier') read.add(property.name)
        if (computed) handedOn(object)
        if (computed && object.type === 'Identifier') whole.add(object.name)
      },
      CallExpression({ arguments: given }) {
        for (const argument of given) handedOn(argument)
      },
      JSXExpressionContainer({ expression }) {
        handedOn(expression)
      },
      Property({ value }) {
        handedOn(value)
      },
      ArrowFunctionExpression({ body }) {
        handedOn(body)
      },
      ObjectPattern({ properties }) {
        for (const property of properties) {
          if (property.type === 'Property' && property.key.type === 'Identifier') {
            read.add(property.key.name)
          }
        }
      },
    }).visit(source.program)
  }
  return { read, whole }
}
