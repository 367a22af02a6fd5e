import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'

export type RecipeFile = { readonly path: string; readonly content: Uint8Array }

/** How an image of ours is made: a folder with a Dockerfile. */
export type Recipe = {
  /** `casement/<folder>` */
  readonly reference: string
  /** What it is `FROM`: another recipe's reference, or an image from outside. */
  readonly parent: string
  /** Sorted by path. */
  readonly files: readonly RecipeFile[]
  /** Of its files and of all recipes below it: another hash means that the image is out of date. */
  readonly hash: string
}

/** By reference. */
export type Recipes = ReadonlyMap<string, Recipe>

/** Every folder of `dir` that has a Dockerfile. */
export function readRecipes(dir: string): Recipes {
  const folders = readdirSync(dir).filter((name) => existsSync(join(dir, name, 'Dockerfile')))
  const drafts = new Map<string, RecipeFile[]>(
    folders.map((name) => [`casement/${name}`, readFolder(join(dir, name))]),
  )
  const recipes = new Map<string, Recipe>()

  function finish(reference: string, files: readonly RecipeFile[]): Recipe {
    const known = recipes.get(reference)
    if (known) return known
    const parent = parentOf(dockerfile(files))
    const below = drafts.get(parent)
    const hash = hashOf(files, below ? finish(parent, below).hash : parent)
    const recipe = { reference, parent, files, hash }
    recipes.set(reference, recipe)
    return recipe
  }

  for (const [reference, files] of drafts) finish(reference, files)
  return recipes
}

export function dockerfile(files: readonly RecipeFile[]): string {
  const found = files.find(({ path }) => path === 'Dockerfile')
  return new TextDecoder().decode(found?.content)
}

/** Names, lengths and bytes of the files; nothing of the disk they lie on. */
export function hashOf(files: readonly RecipeFile[], below: string): string {
  const hasher = new Bun.CryptoHasher('sha256')
  hasher.update(`${below}\n`)
  for (const { path, content } of files) {
    hasher.update(`${path}\n${content.byteLength}\n`)
    hasher.update(content)
  }
  return hasher.digest('hex')
}

function readFolder(folder: string): RecipeFile[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => ({ path: relative(folder, path), content: readFileSync(path) }))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
}

function parentOf(dockerfile: string): string {
  const parent = /^FROM\s+(\S+)/m.exec(dockerfile)?.[1]
  if (!parent) throw new Error('A recipe without FROM')
  return parent
}
