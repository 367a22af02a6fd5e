import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync } from 'oxc-parser'

type Parsed = ReturnType<typeof parseSync>

/** A module of ours, parsed once for all rules. */
export class Source {
  readonly path: string
  readonly text: string
  readonly program: Parsed['program']
  readonly module: Parsed['module']
  readonly comments: Parsed['comments']
  readonly errors: Parsed['errors']

  constructor(path: string, text: string) {
    const parsed = parseSync(path, text)
    this.path = path
    this.text = text
    this.program = parsed.program
    this.module = parsed.module
    this.comments = parsed.comments
    this.errors = parsed.errors
  }

  lineAt(offset: number): number {
    return this.text.slice(0, offset).split('\n').length
  }

  get isTest(): boolean {
    return isTest(this.path)
  }
}

export type Tree = {
  readonly root: string
  /** Every file that git knows or would add, relative to the root. */
  readonly files: readonly string[]
  readonly sources: readonly Source[]
}

export function readTree(root: string): Tree {
  const git = Bun.spawnSync(
    ['git', '-C', root, 'ls-files', '-z', '--cached', '--others', '--exclude-standard'],
    { stderr: 'inherit' },
  )
  if (!git.success) throw new Error('check reads the list of files from git, and git failed')
  const listed = git.stdout.toString().split('\0').filter(Boolean)
  const files = [...new Set(listed)].filter((file) => exists(join(root, file))).sort()
  const sources = files
    .filter((file) => /^(src|views|scripts|images|bench)\/.*\.tsx?$/.test(file))
    .filter((file) => !file.endsWith('.d.ts'))
    .map((file) => new Source(file, readFileSync(join(root, file), 'utf8')))
  return { root, files, sources }
}

/** Tests, and what only tests use. */
export function isTest(path: string): boolean {
  return (
    /\.(test|e2e)\.tsx?$/.test(path) ||
    /^src\/(.*\/)?(testing|e2e)\//.test(path) ||
    /\/(testing|fake)(-[\w-]+)?\.tsx?$/.test(path)
  )
}

function exists(path: string): boolean {
  return Bun.file(path).size > 0
}
