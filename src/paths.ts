import { join } from 'node:path'

/**
 * Where the files that travel with the code lie: inside the executable, or in the checkout. In the
 * executable every module's `import.meta.dir` is the same virtual root, hence the one place to ask.
 */
export const root = Bun.isStandaloneExecutable ? import.meta.dir : join(import.meta.dir, '..')

/** SQL of every schema version, with drizzle's journal. */
export const migrationsDir = join(root, 'migrations')

/** Recipes of the session images. */
export const imagesDir = join(root, 'images')

/** What a browser loads. Written by scripts/assets.ts, in the checkout too. */
export const assetsDir = join(root, Bun.isStandaloneExecutable ? 'assets' : 'dist/assets')

/**
 * The command that runs this program again: with `__postgres` it becomes the database server, and so
 * on. main.ts knows the words.
 */
export function selfCommand(...args: readonly string[]): string[] {
  const self = Bun.isStandaloneExecutable
    ? [process.execPath]
    : [process.execPath, join(root, 'src/main.ts')]
  return [...self, ...args]
}
