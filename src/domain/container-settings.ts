import { parseDevice } from './device.ts'
import { type ExecConfig, isPersonalStart, parseExecConfig } from './exec-config.ts'
import { isPersonal, type Owner } from './profile.ts'
import { parseRunConfig, type RunParts } from './run-config.ts'
import type { RunSettings } from './run-settings.ts'
import { mountOf, ownMount, sourceOf, type Volume } from './volume.ts'

/** What a workspace says of the containers of its sessions, as it is stored. */
export type ContainerWish = {
  readonly sharedMemory: number
  readonly environment: Readonly<Record<string, string>>
  /** JSON; empty = none. */
  readonly runConfig: string
  readonly execConfig: string
  readonly volumes: readonly Volume[]
  readonly devices: readonly string[]
  readonly network: string
}

export type ContainerSettings = {
  readonly sharedMemory: number
  readonly environment: Readonly<Record<string, string>>
  /** Null where there is nothing to say. */
  readonly run: RunSettings | null
  readonly exec: ExecConfig | null
}

/** Fields and configs of a workspace as one: where both set the same, the run config counts. */
export function containerSettings(wish: ContainerWish): ContainerSettings {
  const parts = partsOf(wish)
  const { exec } = parseExecConfig(readJson(wish.execConfig)) ?? { exec: {} }
  return {
    sharedMemory: parts.sharedMemory ?? wish.sharedMemory,
    environment: { ...wish.environment, ...parts.environment },
    run: orNull(runOf(wish, parts)),
    exec: orNull(exec),
  }
}

/** What its run config sets. */
export function partsOf({ runConfig }: Pick<ContainerWish, 'runConfig'>): RunParts {
  return parseRunConfig(readJson(runConfig))?.parts ?? {}
}

/** What was saved was read before: anything else is nothing. */
export function readJson(json: string): unknown {
  try {
    return json.trim() === '' ? {} : JSON.parse(json)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function orNull<T extends object>(settings: T): T | null {
  return Object.keys(settings).length > 0 ? settings : null
}

function runOf(wish: ContainerWish, parts: RunParts): RunSettings {
  const { environment: _, sharedMemory: __, ...config } = parts
  const said = { devices: config.devices ?? [], volumes: config.volumes ?? [] }
  const devices = [
    ...wish.devices.flatMap((typed) => parseDevice(typed) ?? []),
    ...said.devices,
  ].filter(({ inside }, at, all) => all.findLastIndex((one) => one.inside === inside) === at)
  const volumes = [...wish.volumes.map(mountOf), ...said.volumes].filter(
    ({ target }, at, all) => all.findLastIndex((one) => one.target === target) === at,
  )
  const network = config.network ?? (wish.network === '' ? undefined : wish.network)
  return {
    ...config,
    ...(devices.length > 0 ? { devices } : {}),
    ...(volumes.length > 0 ? { volumes } : {}),
    ...(network === undefined ? {} : { network }),
  }
}

/** With the folders and volumes of this person. */
export function ownRun(run: RunSettings | null, owner: Owner): RunSettings | null {
  if (!run?.volumes) return run
  return { ...run, volumes: run.volumes.map((mount) => ownMount(mount, owner)) }
}

/** What of it differs from person to person, so that no container of it can be there before one comes. */
export function personalPart({
  environment,
  run,
  exec,
}: ContainerSettings):
  | { readonly kind: 'environment' | 'volume'; readonly name: string }
  | { readonly kind: 'start' }
  | undefined {
  const variable = Object.entries(environment).find(([, value]) => isPersonal(value))
  if (variable) return { kind: 'environment', name: variable[0] }
  const volume = run?.volumes?.find(({ own }) => own)
  if (volume) return { kind: 'volume', name: sourceOf(volume) }
  return exec && isPersonalStart(exec) ? { kind: 'start' } : undefined
}
