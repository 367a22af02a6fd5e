import type RFB from '@novnc/novnc'

/** X keysym and the code of its place, for keys that type no character. */
export const KEYS = {
  Backspace: 0xff08,
  Tab: 0xff09,
  Enter: 0xff0d,
  Escape: 0xff1b,
  Delete: 0xffff,
  Insert: 0xff63,
  Home: 0xff50,
  ArrowLeft: 0xff51,
  ArrowUp: 0xff52,
  ArrowRight: 0xff53,
  ArrowDown: 0xff54,
  PageUp: 0xff55,
  PageDown: 0xff56,
  End: 0xff57,
  PrintScreen: 0xff61,
  F1: 0xffbe,
  F2: 0xffbf,
  F3: 0xffc0,
  F4: 0xffc1,
  F5: 0xffc2,
  F6: 0xffc3,
  F7: 0xffc4,
  F8: 0xffc5,
  F9: 0xffc6,
  F10: 0xffc7,
  F11: 0xffc8,
  F12: 0xffc9,
  ControlLeft: 0xffe3,
  AltLeft: 0xffe9,
  ShiftLeft: 0xffe1,
  MetaLeft: 0xffeb,
} as const

export type Key = keyof typeof KEYS

export function isKey(name: string): name is Key {
  return Object.hasOwn(KEYS, name)
}

/** Down, up, or both one after the other. */
export function sendKey(rfb: RFB, key: Key, down?: boolean): void {
  rfb.sendKey(KEYS[key], key, down)
}

/** The X keysym of a character: Latin 1 is itself, everything else is Unicode with the 25th bit set. */
export function keysymOf(character: string): number {
  const point = character.codePointAt(0) ?? 0
  if (point === 0x0a || point === 0x0d) return KEYS.Enter
  if (point === 0x09) return KEYS.Tab
  return point <= 0xff ? point : 0x1000000 | point
}

/** Types it, a character after the other; the session's layout need not have them. */
export function sendText(rfb: RFB, text: string): void {
  for (const character of text.replaceAll('\r\n', '\n')) rfb.sendKey(keysymOf(character), null)
}
