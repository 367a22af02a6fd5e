/**
 * What a group may set for its members. A value of the first group by priority (lowest number first)
 * that sets it counts; where none does, the default.
 */
export const GROUP_SETTINGS = {
  maxSessions: { default: 5, minimum: 0, maximum: 1000 },
  /** Minutes that a session may last, from its launch or its last start; 0 = no limit. */
  sessionMinutes: { default: 0, minimum: 0, maximum: 525_600 },
  /** What happens then: the place of an END_ACTION. */
  sessionEnd: { default: 0, minimum: 0, maximum: 2 },
  /** How often its owner may move that by an hour. */
  extensions: { default: 0, minimum: 0, maximum: 1000 },
  /** Minutes without input after which `idleEnd` happens; 0 = never. */
  idleMinutes: { default: 0, minimum: 0, maximum: 525_600 },
  idleEnd: { default: 2, minimum: 0, maximum: 2 },
} as const

export type GroupSetting = keyof typeof GROUP_SETTINGS
export const GROUP_SETTING_NAMES = [
  'maxSessions',
  'sessionMinutes',
  'sessionEnd',
  'extensions',
  'idleMinutes',
  'idleEnd',
] as const

/** What may happen to a session whose time is up. Stored by place: append only. */
export const END_ACTIONS = ['delete', 'stop', 'pause'] as const
export type EndAction = (typeof END_ACTIONS)[number]

/** Settings whose value is the place of an END_ACTION. */
export function isEndSetting(name: GroupSetting): name is 'sessionEnd' | 'idleEnd' {
  return name === 'sessionEnd' || name === 'idleEnd'
}

/** What a later version wrote and this one does not know keeps the most. */
export function endAction(value: number): EndAction {
  return END_ACTIONS[value] ?? 'pause'
}

export type GroupWithSettings = {
  readonly id: string
  readonly name: string
  /** Lowest counts first. */
  readonly priority: number
  readonly settings: Partial<Record<GroupSetting, number>>
}

/** The group that set a value. */
export type Origin = { readonly id: string; readonly name: string }

export type Effective = {
  readonly value: number
  /** The group whose value it is; undefined = the default. */
  readonly origin: Origin | undefined
}

/** The order in which groups are asked: by priority, then by name so that a tie is stable. */
export function inOrder<Group extends { readonly priority: number; readonly name: string }>(
  groups: readonly Group[],
): Group[] {
  return groups.toSorted((a, b) => a.priority - b.priority || a.name.localeCompare(b.name))
}

/** What applies to one person. */
export type Limits = Readonly<Record<GroupSetting, Effective>>

/** The one place that resolves the limits of groups. */
export function effectiveSettings(groups: readonly GroupWithSettings[]): Limits {
  const ordered = inOrder(groups)
  function resolve(name: GroupSetting): Effective {
    for (const group of ordered) {
      const value = group.settings[name]
      if (value !== undefined) return { value, origin: { id: group.id, name: group.name } }
    }
    return { value: GROUP_SETTINGS[name].default, origin: undefined }
  }
  return {
    maxSessions: resolve('maxSessions'),
    sessionMinutes: resolve('sessionMinutes'),
    sessionEnd: resolve('sessionEnd'),
    extensions: resolve('extensions'),
    idleMinutes: resolve('idleMinutes'),
    idleEnd: resolve('idleEnd'),
  }
}
