import { inOrder, type Origin } from './limits.ts'

/** What may cross between a browser and its session. `up` is from the browser to the session. */
export const ABILITIES = [
  'clipboard-up',
  'clipboard-down',
  'upload',
  'download',
  'sound',
  'microphone',
  'printing',
] as const

export type Ability = (typeof ABILITIES)[number]

export function isAbility(name: string): name is Ability {
  return ABILITIES.some((ability) => ability === name)
}

/** What a group says: on, off, or nothing, which leaves it to another group. */
export type GroupAbilities = Readonly<Partial<Record<Ability, boolean>>>

export type GroupWithAbilities = {
  readonly id: string
  readonly name: string
  /** Lowest counts first. */
  readonly priority: number
  readonly abilities: GroupAbilities
}

export type GroupAbility = {
  readonly on: boolean
  /** The group that says so; undefined = the default, which is on. */
  readonly origin: Origin | undefined
}

/** What a person's groups come to: as with limits, the first by priority that says anything counts. */
export function groupAbilities(
  groups: readonly GroupWithAbilities[],
): Readonly<Record<Ability, GroupAbility>> {
  const ordered = inOrder(groups)
  return each((ability): GroupAbility => {
    for (const { id, name, abilities } of ordered) {
      const on = abilities[ability]
      if (on !== undefined) return { on, origin: { id, name } }
    }
    return { on: true, origin: undefined }
  })
}

/** Who has switched an ability of a session off; undefined = nobody, it is on. */
export type SwitchedOff = 'workspace' | 'group' | undefined

/** Both the workspace and the person's groups must leave an ability on. */
export function sessionAbilities(
  groups: readonly GroupWithAbilities[],
  offInWorkspace: readonly string[],
): Readonly<Record<Ability, SwitchedOff>> {
  const byGroups = groupAbilities(groups)
  return each((ability) => {
    if (offInWorkspace.includes(ability)) return 'workspace'
    return byGroups[ability].on ? undefined : 'group'
  })
}

/** Those that nobody has switched off. */
export function abilitiesOn(abilities: Readonly<Record<Ability, SwitchedOff>>): Ability[] {
  return ABILITIES.filter((ability) => abilities[ability] === undefined)
}

/** Whether a session has an ability. Without a list it has all: who made it knows of no switches. */
export function hasAbility(list: readonly string[] | undefined, ability: Ability): boolean {
  return list === undefined || list.includes(ability)
}

function each<Value>(of: (ability: Ability) => Value): Readonly<Record<Ability, Value>> {
  return {
    'clipboard-up': of('clipboard-up'),
    'clipboard-down': of('clipboard-down'),
    upload: of('upload'),
    download: of('download'),
    sound: of('sound'),
    microphone: of('microphone'),
    printing: of('printing'),
  }
}
