import type { Config } from './config.ts'
import { Secret } from './config-values.ts'
import { messageOf } from './errors.ts'
import { logger, setLogLevel } from './log.ts'
import { kebab } from './settings.ts'
import { service as texts } from './texts/service.ts'

const log = logger('main')

/** What takes effect without a restart; every other setting needs one. */
const LIVE: ReadonlySet<keyof Config> = new Set<keyof Config>([
  'logLevel',
  'drainSeconds',
  'tlsCert',
  'tlsKey',
  'proxyWorkers',
  'trustedProxies',
  'perAddress',
  'proxyProtocol',
  'pathPrefix',
])

/** Takes a changed configuration over while it runs, whole; throws where it cannot, and has changed nothing then. */
export type Reload = (config: Config) => Promise<void>

/** What became of it, in sentences. */
export type Outcome = { readonly taken: boolean; readonly says: readonly string[] }

/** A configuration in use, which is read again when somebody asks for it. */
export class Reloading {
  /** As it is in use: what needs a restart is as it was at the start. */
  config: Config
  readonly #read: () => Config
  readonly #told: Reload[] = []

  constructor(config: Config, read: () => Config) {
    this.config = config
    this.#read = read
  }

  add(told: Reload) {
    this.#told.push(told)
  }

  /** What cannot be used leaves all as it is. */
  async reload(): Promise<Outcome> {
    try {
      const read = this.#read()
      const changed = changes(this.config, read)
      const live = changed.filter((name) => LIVE.has(name))
      const waiting = changed.filter((name) => !LIVE.has(name))
      const { roles, secretsDir } = this.config
      const kept = Object.fromEntries(waiting.map((name) => [name, this.config[name]]))
      const next: Config = Object.freeze({ ...read, ...kept, roles, secretsDir })
      for (const told of this.#told) await told(next)
      setLogLevel(next.logLevel)
      this.config = next
      const says = [
        live.length > 0 ? texts.reloaded(live.map(kebab).join(', ')) : texts.nothingNew,
        ...(waiting.length > 0 ? [texts.needsRestart(waiting.map(kebab).join(', '))] : []),
      ]
      log.info(says.join(' '))
      return { taken: true, says }
    } catch (error) {
      const says = [texts.notReloaded(messageOf(error))]
      log.error(says.join(' '))
      return { taken: false, says }
    }
  }
}

/** The settings that are another value than before. */
function changes(before: Config, after: Config): (keyof Config)[] {
  const names = [...new Set([...settingsOf(before), ...settingsOf(after)])]
  return names.filter((name) => shown(before[name]) !== shown(after[name]))
}

function settingsOf(config: Config): (keyof Config)[] {
  const names: (keyof Config)[] = []
  for (const name in config) if (isSetting(name, config)) names.push(name)
  return names
}

function isSetting(name: string, config: Config): name is keyof Config {
  return name in config && name !== 'origins' && name !== 'secretsDir'
}

function shown(value: unknown): string {
  return value instanceof Secret ? value.reveal() : String(JSON.stringify(value))
}
