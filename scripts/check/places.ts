/** What is committed must mean the same on every machine. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Finding, Rule } from './rule.ts'
import type { Tree } from './tree.ts'

/** Written so that this file does not name what it looks for. */
const HOSTS = [
  ['registry', 'npmjs', 'org'],
  ['registry', 'yarnpkg', 'com'],
  ['(deb|ftp|security|snapshot)', 'debian', 'org'],
  ['(archive|security|ports)', 'ubuntu', 'com'],
  ['pypi', 'org'],
  ['files', 'pythonhosted', 'org'],
  ['proxy', 'golang', 'org'],
  ['static', 'crates', 'io'],
].map((parts) => parts.join('\\.'))

const HOST = new RegExp(`\\b(${HOSTS.join('|')})\\b`)
const MACHINE_PATH = new RegExp(['', '(work', '(main|shared|\\.library))\\b'].join('/'))
const BINARY = /\.(png|ico|woff2?|zst|gz|jpg)$/

export const places: Rule = {
  name: 'places',
  find: ({ root, files }: Tree) =>
    files
      .filter((file) => !BINARY.test(file))
      .flatMap((file) => findings(file, readFileSync(join(root, file), 'utf8'))),
}

function findings(file: string, text: string): Finding[] {
  return text.split('\n').flatMap((words, index) => {
    const at = { file, line: index + 1 }
    const host = HOST.exec(words)?.[0]
    const path = MACHINE_PATH.exec(words)?.[0]
    return [
      ...(host
        ? [
            {
              ...at,
              what: `names the package registry ${host}: elsewhere another one is right`,
              fix: 'leave it to the configuration of npm or apt on the machine',
            },
          ]
        : []),
      ...(path
        ? [
            {
              ...at,
              what: `names ${path}, a path of one machine`,
              fix: 'write it relative to the checkout',
            },
          ]
        : []),
    ]
  })
}
