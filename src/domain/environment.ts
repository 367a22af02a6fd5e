/** What the platform or the image sets; changing one of them breaks the desktop or its password. */
const RESERVED = new Set(['VNC_PW', 'HOME', 'USER', 'LOGNAME', 'DISPLAY', 'PATH', 'XAUTHORITY'])
/** Loaders read these before any program of the image runs. */
const RESERVED_PREFIX = /^LD_/

export const MOST_VARIABLES = 100
const LONGEST_VALUE = 4096

export function isVariableName(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]{0,99}$/.test(name)
}

export function isVariableValue(value: string): boolean {
  return value.length <= LONGEST_VALUE && !/\p{Cc}/u.test(value.replaceAll('\t', ''))
}

/** Nobody but the platform sets it. */
export function isReservedVariable(name: string): boolean {
  return RESERVED.has(name.toUpperCase()) || RESERVED_PREFIX.test(name)
}
