import { WORKSPACE_ICONS } from '../../../views/components/icon-paths.ts'
import { shownName } from '../../../views/form.ts'
import type { WorkspaceField } from '../../../views/workspace-form.tsx'
import type { WorkspaceFields } from '../../db/workspaces.ts'
import { ABILITIES } from '../../domain/abilities.ts'
import { isImageReference } from '../../domain/image-reference.ts'
import type { Offers } from '../../domain/offers.ts'
import { exactSize, parseSize } from '../../domain/size.ts'
import { type Checks, checks } from '../web/fields.ts'
import type { Form } from '../web/form.ts'
import { CATEGORIES, parseLabels, parseWords, TAGS } from '../web/words.ts'
import { parseEnvironment } from './environment.ts'
import { CONTAINS_NOTHING, parseContained } from './parse-container.ts'
import { KEEPS_NOTHING, parseKeeps } from './parse-keeps.ts'
import { parseWeb } from './parse-web.ts'

const MIB = 1024 ** 2
const GIB = 1024 ** 3

const CORES = { least: 0.1, most: 256 }
const MEMORY = { least: 64 * MIB, most: 4096 * GIB }
const SHARED_MEMORY = { least: 0, most: 1024 * GIB }
export const NAME_LENGTH = 64
const TINTS = 6
const MOST_ZONES = 100
const MOST_SESSIONS = 10_000

/** What the columns of the other kind hold. */
const NO_CONTAINER = {
  image: '',
  cores: 2,
  memory: 2 * GIB,
  sharedMemory: 512 * MIB,
  environment: {},
  maxSessions: 0,
  maxPerUser: 0,
  zones: [],
  labels: [],
  ...KEEPS_NOTHING,
  ...CONTAINS_NOTHING,
  web: null,
}

/** What hosts let workspaces have. */
export type Hosts = {
  /** Folders below which profiles may be. */
  readonly profileRoots: readonly string[]
  /** Of each agent; undefined for one that knows no such thing. */
  readonly offers: readonly (Offers | undefined)[]
}

type WorkspaceChecks = Checks<WorkspaceField>

/** Reads the form of a workspace whole, or throws Invalid with everything that is wrong with it. */
export function parseWorkspace(form: Form, { profileRoots, offers }: Hosts): WorkspaceFields {
  const check: WorkspaceChecks = checks(form)
  const kind = form.text('kind')
  const shared = {
    name: check.line('name', NAME_LENGTH, { required: true }),
    description: check.line('description', 300),
    icon: icon(form, check),
    tint: tint(form, check),
    categories: parseWords(check, 'categories', CATEGORIES),
    tags: parseWords(check, 'tags', TAGS),
    enabled: form.ticked('enabled'),
    groups: check.choice('groups'),
    ...abilities(form),
  }
  if (kind === 'link') {
    const linkUrl = link(check)
    check.settle()
    return { kind, ...shared, ...NO_CONTAINER, linkUrl }
  }
  if (kind !== 'container') check.refuse('kind', (t) => t.refusals.workspaceKind)
  const container = {
    image: image(check),
    cores: cores(form, check),
    memory: size(form, check, 'memory', MEMORY),
    sharedMemory: size(form, check, 'sharedMemory', SHARED_MEMORY),
    environment: environment(form, check),
    maxSessions: most(form, check, 'maxSessions'),
    maxPerUser: most(form, check, 'maxPerUser'),
    zones: zones(form, check),
    labels: parseLabels(check, 'labels'),
  }
  const keeps = parseKeeps(form, check, profileRoots, container.environment)
  const contained = parseContained(form, check, offers, { ...container, ...keeps })
  const web = parseWeb(form, check)
  const known = parseSize(form.text('memory')) !== undefined
  if (known && container.sharedMemory > container.memory) {
    check.refuse('sharedMemory', (t) => t.refusals.sharedOverMemory)
  }
  check.settle()
  return { kind: 'container', ...shared, ...container, ...keeps, ...contained, ...web, linkUrl: '' }
}

/** Those that were shown and are not on are off; a form without them leaves them as they are. */
function abilities(form: Form): { abilitiesOff?: string[] } {
  const shown = form.text(shownName('abilities')).split(' ')
  const on = form.list('abilities')
  if (shown[0] === '') return {}
  return { abilitiesOff: ABILITIES.filter((name) => shown.includes(name) && !on.includes(name)) }
}

/** Left empty: no limit, which is 0. */
function most(form: Form, check: WorkspaceChecks, field: 'maxSessions' | 'maxPerUser'): number {
  const typed = form.text(field).trim()
  if (/^\d{0,5}$/.test(typed) && Number(typed) <= MOST_SESSIONS) return Number(typed)
  check.refuse(field, (t) => t.refusals.wholeNumber(0, MOST_SESSIONS))
  return 0
}

function icon(form: Form, check: WorkspaceChecks): string {
  const typed = form.text('icon')
  const known = WORKSPACE_ICONS.find((name) => name === typed)
  if (!known) check.refuse('icon', (t) => t.refusals.iconUnknown)
  return known ?? 'monitor'
}

function tint(form: Form, check: WorkspaceChecks): number {
  const typed = form.text('tint')
  const known = /^\d$/.test(typed) && Number(typed) < TINTS
  if (!known) check.refuse('tint', (t) => t.refusals.tintUnknown)
  return known ? Number(typed) : 0
}

/** Names; one that no host is in (yet) is allowed, and the form says that nothing matches. */
function zones(form: Form, check: WorkspaceChecks): string[] {
  const names = [...new Set(form.list('zones').map((name) => name.trim()))].filter(Boolean)
  const sound = names.length <= MOST_ZONES && names.every((name) => isZone(name))
  if (!sound) check.refuse('zones', (t) => t.refusals.zoneUnknown)
  return names
}

function isZone(name: string): boolean {
  return [...name].length <= 100 && !/\p{Cc}/u.test(name)
}

/** For a browser to follow: nothing that runs as script, no name and password on everybody's screen. */
function link(check: WorkspaceChecks): string {
  const typed = check.line('url', 2000, { required: true })
  const url = URL.canParse(typed) ? new URL(typed) : undefined
  const web = url?.protocol === 'https:' || url?.protocol === 'http:'
  if (!url || !web || url.username !== '' || url.password !== '') {
    check.refuse('url', (t) => t.refusals.urlForm)
  }
  return typed
}

function image(check: WorkspaceChecks): string {
  const typed = check.line('image', 255, { required: true })
  if (!isImageReference(typed)) check.refuse('image', (t) => t.refusals.imageForm)
  return typed
}

function cores(form: Form, check: WorkspaceChecks): number {
  const typed = form.text('cores').trim().replace(',', '.')
  const value = /^\d{1,4}(\.\d{1,3})?$/.test(typed) ? Number(typed) : Number.NaN
  const fits = value >= CORES.least && value <= CORES.most
  if (!fits) check.refuse('cores', (t) => t.refusals.coresRange(CORES.least, CORES.most))
  return value
}

function size(
  form: Form,
  check: WorkspaceChecks,
  field: 'memory' | 'sharedMemory',
  { least, most }: { least: number; most: number },
): number {
  const bytes = parseSize(form.text(field))
  if (bytes === undefined) check.refuse(field, (t) => t.refusals.sizeForm)
  else if (bytes < least || bytes > most) {
    check.refuse(field, (t) => t.refusals.sizeRange(exactSize(least), exactSize(most)))
  }
  return bytes ?? least
}

function environment(form: Form, check: WorkspaceChecks): Record<string, string> {
  const parsed = parseEnvironment(form.text('environment'))
  if (typeof parsed !== 'function') return parsed
  check.refuse('environment', parsed)
  return {}
}
