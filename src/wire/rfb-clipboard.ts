/**
 * The extended clipboard (github.com/rfbproto/rfbproto, 7.7.27): a cut-text message whose length is
 * negative holds flags, then what they say. Both sides send the same messages.
 */
const ACTION = {
  caps: 1 << 24,
  request: 1 << 25,
  peek: 1 << 26,
  notify: 1 << 27,
  provide: 1 << 28,
} as const

export type ClipboardAction = keyof typeof ACTION

/** What an extended message does; undefined where it does several things, or none that is known. */
export function clipboardAction(flags: number): ClipboardAction | undefined {
  // Which actions a side knows stands in the same message as that it says so.
  if ((flags & ACTION.caps) !== 0) return 'caps'
  switch (flags & 0xff000000) {
    case ACTION.request:
      return 'request'
    case ACTION.peek:
      return 'peek'
    case ACTION.notify:
      return 'notify'
    case ACTION.provide:
      return 'provide'
    default:
      return undefined
  }
}

/** Whether a message brings text, or word of it, to the other side; the others ask, or say what is known. */
export function bringsText(action: ClipboardAction): boolean {
  return action === 'provide' || action === 'notify'
}

/**
 * How long the data of a message must be, flags included; undefined = any. Servers read what the flags
 * promise and no more: TigerVNC takes bytes beyond it for the next message.
 */
export function clipboardLength(action: ClipboardAction, flags: number): number | undefined {
  if (action === 'provide') return undefined
  if (action !== 'caps') return 4
  let formats = 0
  for (let bit = 0; bit < 16; bit++) formats += (flags >> bit) & 1
  return 4 + 4 * formats
}

/** A size for each of sixteen formats. */
export const LONGEST_CAPS = 4 + 4 * 16
