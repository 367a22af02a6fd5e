import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Finding, Rule } from './rule.ts'
import type { Tree } from './tree.ts'

/** What shellcheck says about every shell script, where it is installed; scripts/test installs it. */
export const shell: Rule = {
  name: 'shell',
  find: ({ root, files }: Tree) => {
    if (Bun.which('shellcheck') === null) return []
    const scripts = files.filter((file) => isShell(join(root, file)))
    // SC2174: mkdir -p -m, which we use where the folder above exists.
    const argv = [
      'shellcheck',
      '--format=gcc',
      '--severity=warning',
      '--exclude=SC2174',
      ...scripts,
    ]
    const { stdout } = Bun.spawnSync(argv, { cwd: root })
    return stdout.toString().split('\n').flatMap(findings)
  },
}

function isShell(path: string): boolean {
  if (/\.[a-z]+$/.test(path) && !path.endsWith('.sh')) return false
  return /^#!.*\b(ba|da)?sh\b/.test(readFileSync(path, 'utf8').slice(0, 100))
}

/** `install.sh:12:3: warning: Word is unused. [SC2034]` */
function findings(line: string): Finding[] {
  const parts = /^(.+?):(\d+):\d+: \w+: (.*) \[(SC\d+)\]$/.exec(line)
  if (!parts) return []
  const [, file = '', at, what = '', code] = parts
  return [{ file, line: Number(at), what, fix: `shellcheck explains it as ${code}` }]
}
