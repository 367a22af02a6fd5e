/**
 * A moving picture over the whole screen of a session, drawn by X requests: textures that pan, pieces of them
 * that wander, and the time as a bar code, so that a reader of the picture knows when it was drawn. Runs in
 * the session's container, in nothing but Bun: `motion-program.ts <frames a second>`; ends with its input.
 * Prints where the pointer is and how many keys are held, whenever that changes.
 * The requests are those of the X protocol, version 11 (x.org/releases/X11R7.7/doc/xproto).
 */
import { connect } from 'node:net'

const FRAME_MS = 1000 / Number(process.argv[2] ?? 30)
/** The texture is a square of so many pixels. */
const SIDE = 1024
const WANDERERS = 12
/** Cells of the bar code, one a bit, as `watchMotion` in stream-page.ts reads them. */
const BARS = 16
const BAR = 32

const socket = connect('/tmp/.X11-unix/X1')
process.stdin.resume()
process.stdin.on('end', () => process.exit())

let received = Buffer.alloc(0)
let wake = () => {}
socket.on('data', (bytes: Buffer) => {
  received = Buffer.concat([received, bytes])
  wake()
})
socket.on('close', () => process.exit())

async function take(length: number): Promise<Buffer> {
  while (received.length < length) {
    await new Promise<void>((resolve) => {
      wake = resolve
    })
  }
  const taken = received.subarray(0, length)
  received = received.subarray(length)
  return taken
}

function request(opcode: number, data: number, ...words: number[]): Buffer {
  const bytes = Buffer.alloc(4 + 4 * words.length)
  bytes.writeUInt8(opcode, 0)
  bytes.writeUInt8(data, 1)
  bytes.writeUInt16LE(1 + words.length, 2)
  for (const [i, word] of words.entries()) bytes.writeUInt32LE(word >>> 0, 4 + 4 * i)
  return bytes
}

/** Two numbers of 16 bits in one word. */
function pair(low: number, high: number): number {
  return ((low & 0xffff) | ((high & 0xffff) << 16)) >>> 0
}

socket.write(Buffer.from([0x6c, 0, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0]))
const head = await take(8)
if (head[0] !== 1) throw new Error('The display refuses')
const setup = await take(head.readUInt16LE(6) * 4)
const base = setup.readUInt32LE(4)
const root = setup.readUInt32LE(
  32 + Math.ceil(setup.readUInt16LE(16) / 4) * 4 + setup.readUInt8(21) * 8,
)
const [window, pixmap, gc] = [base + 1, base + 2, base + 3]
const [font, cross, hand] = [base + 4, base + 5, base + 6]

function letters(four: string): number {
  return Buffer.from(four, 'latin1').readUInt32LE()
}

/** A cursor of the font of cursors, black on white. */
function glyphCursor(id: number, glyph: number): Buffer {
  const white = 0xffff
  const colours = [pair(0, 0), pair(0, white), pair(white, white)]
  return request(94, 0, id, font, font, pair(glyph, glyph + 1), ...colours)
}

/** The answer to a request, which comes when all requests before it have been dealt with. */
async function ask(...asked: Parameters<typeof request>): Promise<Buffer> {
  socket.write(request(...asked))
  for (;;) {
    const head = await take(32)
    if (head[0] === 0) throw new Error(`The display says no: ${head.toString('hex')}`)
    if (head[0] === 1) return Buffer.concat([head, await take(head.readUInt32LE(4) * 4)])
  }
}

async function geometry(): Promise<{ width: number; height: number }> {
  const answer = await ask(14, 0, root)
  return { width: answer.readUInt16LE(16), height: answer.readUInt16LE(18) }
}

/** What a person does: where the pointer is, and how many keys are held down. */
async function hands() {
  const pointer = await ask(38, 0, root)
  const keys = (await ask(44, 0)).subarray(8)
  let pressed = 0
  for (const byte of keys) for (let left = byte; left > 0; left &= left - 1) pressed++
  return { x: pointer.readInt16LE(16), y: pointer.readInt16LE(18), pressed }
}

let screen = await geometry()
const OVERRIDE_REDIRECT = 1 << 9
const NO_EXPOSURES = 1 << 16
socket.write(
  Buffer.concat([
    request(
      1,
      24,
      window,
      root,
      0,
      pair(screen.width, screen.height),
      pair(0, 1),
      0,
      OVERRIDE_REDIRECT,
      1,
    ),
    request(8, 0, window),
    request(55, 0, gc, window, NO_EXPOSURES, 0),
    request(53, 24, pixmap, window, pair(SIDE, SIDE)),
    request(45, 0, font, pair(6, 0), letters('curs'), letters('or\0\0')),
    glyphCursor(cross, 34),
    glyphCursor(hand, 60),
    request(2, 0, window, 1 << 14, cross),
  ]),
)
const ROWS = 32
for (let top = 0; top < SIDE; top += ROWS) {
  const image = Buffer.alloc(SIDE * ROWS * 4)
  for (let y = 0; y < ROWS; y++) {
    for (let x = 0; x < SIDE; x++) image.writeUInt32LE(texel(x, top + y), (y * SIDE + x) * 4)
  }
  const put = request(72, 2, pixmap, gc, pair(SIDE, ROWS), pair(0, top), 24 << 8)
  put.writeUInt16LE(put.length / 4 + image.length / 4, 2)
  socket.write(Buffer.concat([put, image]))
}
await geometry()

let due = performance.now()
let said = ''
let held = false
for (;;) {
  socket.write(Buffer.concat(frame(performance.now() / 1000)))
  const { x, y, pressed } = await hands()
  const saying = JSON.stringify({ x, y, pressed })
  if (saying !== said) process.stdout.write(`${saying}\n`)
  said = saying
  // The cursor is another one while a key is held.
  if (held !== pressed > 0) socket.write(request(2, 0, window, 1 << 14, pressed > 0 ? hand : cross))
  held = pressed > 0
  const now = await geometry()
  if (now.width !== screen.width || now.height !== screen.height) {
    screen = now
    socket.write(request(12, 0, window, 4 | 8, screen.width, screen.height))
  }
  due = Math.max(due + FRAME_MS, performance.now())
  await Bun.sleep(due - performance.now())
}

function frame(seconds: number): Buffer[] {
  const { width, height } = screen
  const left = Math.round((0.5 + 0.5 * Math.sin(seconds * 0.7)) * (SIDE - 1))
  const up = Math.round((0.5 + 0.5 * Math.cos(seconds * 0.9)) * (SIDE - 1))
  const requests: Buffer[] = []
  for (let y = -up; y < height; y += SIDE) {
    for (let x = -left; x < width; x += SIDE) requests.push(copy(0, 0, x, y, SIDE, SIDE))
  }
  for (let i = 0; i < WANDERERS; i++) {
    const x = (0.5 + 0.5 * Math.sin(seconds * (0.5 + i * 0.13) + i)) * (width - 200)
    const y = (0.5 + 0.5 * Math.cos(seconds * (0.6 + i * 0.11) + 2 * i)) * (height - 150)
    requests.push(copy((i * 71) % 800, (i * 113) % 800, Math.round(x), Math.round(y), 200, 150))
  }
  const now = Date.now() & 0xffff
  const gray = now ^ (now >> 1)
  for (const colour of [0, 0xffffff]) {
    const bars = Array.from({ length: BARS }, (_, bit) => bit).filter(
      (bit) => ((gray >> bit) & 1) === (colour === 0 ? 0 : 1),
    )
    const rectangles = bars.flatMap((bit) => [pair(bit * BAR, 0), pair(BAR, 2 * BAR)])
    requests.push(request(56, 0, gc, 4, colour), request(70, 0, window, gc, ...rectangles))
  }
  return requests
}

function copy(fromX: number, fromY: number, x: number, y: number, width: number, height: number) {
  return request(62, 0, pixmap, window, gc, pair(fromX, fromY), pair(x, y), pair(width, height))
}

/** Soft hills of colour with a grain, as films have them. */
function texel(x: number, y: number): number {
  const turn = (2 * Math.PI) / SIDE
  const grain = ((Math.imul(x * 7919 + y * 104_729, 2_654_435_761) >>> 24) - 128) / 10
  const wave = (fx: number, fy: number, shift: number) => Math.sin(turn * (fx * x + fy * y) + shift)
  const level = (value: number) => Math.max(0, Math.min(255, Math.round(value)))
  const red = level(128 + 70 * wave(3, 2, 0) + 40 * wave(-11, 7, 1) + grain)
  const green = level(128 + 60 * wave(5, -4, 2) + 40 * wave(13, 17, 3) + grain)
  const blue = level(128 + 70 * wave(-2, 6, 4) + 30 * wave(23, -19, 5) + grain)
  return (red << 16) | (green << 8) | blue
}
