/**
 * What a group may set for its members. A value of the first group by priority (lowest number first)
 * that sets it counts; where none does, the default.
 */
export const GROUP_SETTINGS = {
  maxSessions: { default: 5, minimum: 0, maximum: 1000 },
  /** Minutes from launch to the end of a session; 0 = no limit. */
  sessionMinutes: { default: 0, minimum: 0, maximum: 525_600 },
} as const

export type GroupSetting = keyof typeof GROUP_SETTINGS
export const GROUP_SETTING_NAMES = ['maxSessions', 'sessionMinutes'] as const

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

/** The one place that resolves the limits of groups. */
export function effectiveSettings(
  groups: readonly GroupWithSettings[],
): Readonly<Record<GroupSetting, Effective>> {
  const ordered = inOrder(groups)
  function resolve(name: GroupSetting): Effective {
    for (const group of ordered) {
      const value = group.settings[name]
      if (value !== undefined) return { value, origin: { id: group.id, name: group.name } }
    }
    return { value: GROUP_SETTINGS[name].default, origin: undefined }
  }
  return { maxSessions: resolve('maxSessions'), sessionMinutes: resolve('sessionMinutes') }
}
