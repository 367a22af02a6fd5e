import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Undefined where this host's own package sources do not tell. */
export type DebianMirrors = {
  readonly main: string | undefined
  readonly security: string | undefined
}

/** What names a release of Debian, not one of its derivatives. */
const DEBIAN_SUITE =
  /^(bullseye|bookworm|trixie|forky|sid|oldoldstable|oldstable|stable|testing|unstable)(-security)?$/

type Source = { readonly uri: string; readonly suites: readonly string[] }

/** The mirrors that this host's apt uses, if it is a Debian. `dir` is `/etc/apt`. */
export function hostMirrors(dir: string): DebianMirrors {
  const lists = readSources(dir, '.list').flatMap(oneLineSources)
  const stanzas = readSources(dir, '.sources').flatMap(stanzaSources)
  return mirrorsAmong([...lists, ...stanzas])
}

export function mirrorsAmong(sources: readonly Source[]): DebianMirrors {
  const debian = sources.filter(
    ({ uri, suites }) => /^https?:/.test(uri) && suites.some((suite) => DEBIAN_SUITE.test(suite)),
  )
  const isSecurity = ({ suites }: Source) => suites.every((suite) => suite.endsWith('-security'))
  return {
    main: debian.find((source) => !isSecurity(source))?.uri,
    security: debian.find(isSecurity)?.uri,
  }
}

/** `deb [options] URI suite component…`, one a line. */
export function oneLineSources(text: string): Source[] {
  return [...text.matchAll(/^\s*deb\s+(?:\[[^\]]*\]\s+)?(\S+)\s+(\S+)\s+(.*)$/gm)].flatMap(
    ([, uri = '', suite = '', components = '']) =>
      /\bmain\b/.test(components) ? [{ uri: plain(uri), suites: [plain(suite)] }] : [],
  )
}

/** Stanzas of `Field: value` lines, a blank line between them. */
export function stanzaSources(text: string): Source[] {
  return text.split(/\n\s*\n/).flatMap((stanza) => {
    const field = (name: string) =>
      new RegExp(`^${name}:[ \\t]*(.*)$`, 'im').exec(stanza)?.[1]?.trim().split(/\s+/) ?? []
    const usable =
      field('Types').includes('deb') &&
      field('Components').includes('main') &&
      field('Enabled')[0] !== 'no'
    const suites = field('Suites').map(plain)
    return usable ? field('URIs').map((uri) => ({ uri: plain(uri), suites })) : []
  })
}

function plain(word: string): string {
  return word.replace(/\/+$/, '')
}

function readSources(dir: string, ending: string): string[] {
  const parts = listed(join(dir, 'sources.list.d')).map((name) => join('sources.list.d', name))
  return ['sources.list', ...parts]
    .filter((name) => name.endsWith(ending))
    .flatMap((name) => {
      try {
        return [readFileSync(join(dir, name), 'utf8')]
      } catch {
        return [] // none of that name: a host of another distribution
      }
    })
}

function listed(dir: string): string[] {
  try {
    return readdirSync(dir)
  } catch {
    return [] // as above
  }
}
