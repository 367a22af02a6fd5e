import type { WorkspaceField } from '../../../views/workspace-form.tsx'
import type { WorkspaceFields } from '../../db/workspaces.ts'
import {
  type ContainerWish,
  containerSettings,
  personalPart,
} from '../../domain/container-settings.ts'
import { parseDevice } from '../../domain/device.ts'
import { type ExecProblem, parseExecConfig } from '../../domain/exec-config.ts'
import { ISOLATED, type Missing, missingFrom, type Offers } from '../../domain/offers.ts'
import { NETWORK_NAME, parseRunConfig, type RunProblem } from '../../domain/run-config.ts'
import type { RunSettings } from '../../domain/run-settings.ts'
import { isTarget, sourceProblem, type Volume } from '../../domain/volume.ts'
import type { Say } from '../../errors.ts'
import type { Texts } from '../../texts/index.ts'
import type { Checks } from '../web/fields.ts'
import type { Form } from '../web/form.ts'
import { readTyped } from './json.ts'

const MOST_VOLUMES = 20

/** What a workspace says of its containers beside their size and environment. */
export type Contained = Pick<
  ContainerWish,
  'runConfig' | 'execConfig' | 'volumes' | 'devices' | 'network'
>

/** Of a link, or of a workspace as it was before there were such settings. */
export const CONTAINS_NOTHING = {
  runConfig: '',
  execConfig: '',
  volumes: [],
  devices: [],
  network: '',
} satisfies Partial<WorkspaceFields>

/** Notes what is wrong with a field. */
type Refuse = (field: WorkspaceField, say: Say) => void

/** Reads that part of a form as far as it can be read; `refuse` is told of the rest. */
export function readContained(form: Form, refuse: Refuse) {
  return {
    runConfig: config(form, 'runConfig', refuse, (value) => {
      const read = parseRunConfig(value)
      return read?.problems.map((problem) => (t: Texts) => runSentence(t, problem))
    }),
    execConfig: config(form, 'execConfig', refuse, (value) => {
      const read = parseExecConfig(value)
      return read?.problems.map((problem) => (t: Texts) => execSentence(t, problem))
    }),
    volumes: volumes(form, refuse),
    devices: devices(form, refuse),
    network: network(form, refuse),
  } satisfies Partial<WorkspaceFields>
}

type Rest = Pick<WorkspaceFields, 'environment' | 'sharedMemory' | 'poolSize' | 'memory'>

/**
 * The same for a form that is to be saved: nothing that no host has, nothing that is somebody's own where
 * sessions are to be ready before anybody comes. Undefined where the form has none of these fields.
 */
export function parseContained(
  form: Form,
  check: Checks<WorkspaceField>,
  offers: readonly (Offers | undefined)[],
  { environment, sharedMemory, poolSize, memory }: Rest,
) {
  if (form.list('runConfig').length === 0) return undefined
  const read = readContained(form, check.refuse)
  const settings = containerSettings({ ...read, environment, sharedMemory })
  const missing = settings.run && missingEverywhere(settings.run, offers)
  if (missing) check.refuse(fieldOf(missing, read), (t) => missingSentence(t, missing))
  const places = [...(settings.run?.volumes ?? []), ...Object.keys(settings.run?.tmpfs ?? {})]
  const twice = repeated(places.map((one) => (typeof one === 'string' ? one : one.target)))
  if (twice !== undefined) check.refuse('runConfig', (t) => t.container.volumeTwice(twice))
  if (settings.sharedMemory > memory && settings.sharedMemory !== sharedMemory) {
    check.refuse('runConfig', (t) => t.refusals.sharedOverMemory)
  }
  const own = personalPart(settings)
  if (poolSize > 0 && own) {
    check.refuse('poolSize', (t) => {
      if (own.kind === 'start') return t.container.poolStart
      if (own.kind === 'volume') return t.container.poolVolume(own.name)
      return t.refusals.poolEnvironment(own.name)
    })
  }
  return read
}

/** JSON as typed, where it is an object all of which is allowed; else empty, and why. */
function config(
  form: Form,
  field: 'runConfig' | 'execConfig',
  refuse: Refuse,
  problemsOf: (value: unknown) => Say[] | undefined,
): string {
  const typed = form.text(field)
  const read = readTyped(typed)
  if (typeof read === 'function') {
    refuse(field, read)
    return ''
  }
  const problems = problemsOf(read.value)
  if (!problems) refuse(field, (t) => t.container.notObject)
  else if (problems.length > 0) {
    refuse(field, (t) =>
      problems
        .slice(0, 5)
        .map((say) => say(t))
        .join(' '),
    )
  }
  return problems ? typed.trim() : ''
}

function volumes(form: Form, refuse: Refuse): Volume[] {
  const targets = form.list('volumeTarget')
  const modes = form.list('volumeMode')
  const rows = form.list('volumeSource').map((source, at) => ({
    source: source.trim().replace(/(?<=.)\/+$/, ''),
    target: (targets[at] ?? '').trim().replace(/(?<=.)\/+$/, ''),
    readOnly: modes[at] === 'ro',
  }))
  const typed = rows.map((volume, at) => ({ volume, row: at + 1 }))
  const filled = typed.filter(({ volume }) => volume.source !== '' || volume.target !== '')
  if (filled.length > MOST_VOLUMES) {
    refuse('volumeSource', (t) => t.container.volumeMany(MOST_VOLUMES))
  }
  const sound = filled.flatMap(({ volume, row }) => {
    const problem = sourceProblem(volume.source)
    if (problem === 'placeholder') {
      refuse('volumeSource', (t) => t.container.volumePlaceholder(row))
    } else if (problem) refuse('volumeSource', (t) => t.container.volumeForm(row))
    else if (!isTarget(volume.target)) {
      refuse('volumeSource', (t) => t.container.volumeTarget(row))
    } else return [volume]
    return []
  })
  const twice = repeated(sound.map(({ target }) => target))
  if (twice !== undefined) refuse('volumeSource', (t) => t.container.volumeTwice(twice))
  return sound
}

function repeated(names: readonly string[]): string | undefined {
  return names.find((name, at) => names.indexOf(name) !== at)
}

function devices(form: Form, refuse: Refuse): string[] {
  const typed = form
    .text('devices')
    .split(',')
    .map((one) => one.trim())
  const names = [...new Set(typed.filter(Boolean))].slice(0, 50)
  const wrong = names.find((name) => !parseDevice(name))
  if (wrong !== undefined) refuse('devices', (t) => t.container.deviceForm(wrong.slice(0, 60)))
  return names.filter((name) => name !== wrong)
}

function network(form: Form, refuse: Refuse): string {
  const typed = form.text('network')
  if (typed === '' || typed === ISOLATED || NETWORK_NAME.test(typed)) return typed
  refuse('network', (t) => t.container.networkForm)
  return ''
}

/** What no host has; one that has all of it is enough. */
function missingEverywhere(
  run: RunSettings,
  offers: readonly (Offers | undefined)[],
): Missing | 'together' | undefined {
  const missing = offers.map((one) => missingFrom(one, run))
  if (missing.some((one) => one === undefined)) return undefined
  const known = offers.filter((one) => one !== undefined)
  if (known.length === 0) return { kind: 'old' }
  const all = {
    devices: known.flatMap((one) => one.devices),
    networks: known.flatMap((one) => one.networks),
    volumeRoots: known.flatMap((one) => one.volumeRoots),
  }
  return missingFrom(all, run) ?? 'together'
}

/** Where it was typed. */
function fieldOf(missing: Missing | 'together', read: Contained): WorkspaceField {
  if (missing === 'together' || missing.kind === 'old') {
    if (read.volumes.length > 0) return 'volumeSource'
    if (read.devices.length > 0) return 'devices'
    return read.network === '' ? 'runConfig' : 'network'
  }
  const { kind, name } = missing
  if (kind === 'volume' && read.volumes.some(({ source }) => source === name)) return 'volumeSource'
  if (kind === 'device' && read.devices.some((one) => one.split(':')[0] === name)) return 'devices'
  return kind === 'network' && read.network === name ? 'network' : 'runConfig'
}

function missingSentence({ container }: Texts, missing: Missing | 'together'): string {
  if (missing === 'together') return container.missingTogether
  switch (missing.kind) {
    case 'old':
      return container.missingOld
    case 'device':
      return container.missingDevice(missing.name)
    case 'network':
      return container.missingNetwork(missing.name)
    case 'volume':
      return container.missingVolume(missing.name)
  }
}

function runSentence({ container }: Texts, problem: RunProblem): string {
  switch (problem.kind) {
    case 'unknown':
      return container.keyUnknown(problem.key, problem.like)
    case 'power':
      return container.keyPower(problem.key)
    case 'platform':
      return container.keyPlatform(problem.key)
    case 'field':
      return container.keyField(problem.key)
    case 'value':
      return container.keyValue(problem.key, container.keys[problem.key])
  }
}

function execSentence({ container }: Texts, problem: ExecProblem): string {
  const { moment } = problem
  if (problem.kind === 'moment') return container.momentUnknown(moment)
  if (problem.kind !== 'value') {
    const say = problem.kind === 'power' ? container.programPower : container.programUnknown
    return say(moment, problem.key)
  }
  switch (problem.key) {
    case 'cmd':
      return container.programCmd(moment)
    case 'environment':
      return container.programEnvironment(moment)
    case 'workdir':
      return container.programWorkdir(moment)
  }
}
