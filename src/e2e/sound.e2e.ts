/**
 * Sound out of a session and a microphone into it, end to end: tones are played at one end and measured at
 * the other, in Chromium and in the container. And whatever ends, no program of theirs is left behind.
 */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import type { Browser, Page } from 'playwright-core'
import { newPerson, signIn, startBrowser } from '../testing/browser.ts'
import { docker, tracesOf } from '../testing/engine.ts'
import { freePort, type Product, startProduct } from '../testing/product.ts'
import { samplesOf, sine, type Tone, toneOf, waveFile } from '../testing/tone.ts'
import { workersOf } from '../testing/trials/processes.ts'
import { until } from '../testing/until.ts'
import { askUpgrade } from '../testing/upgrade.ts'
import { Visitor } from '../testing/visitor.ts'

const PASSWORD = 'a quiet window that opens'
const PLAYED = 440
const SPOKEN = 620
const RATE = 48_000
const SILENCE = 0.001
/** Browsers take a steady tone before a microphone for noise, and weaken it. */
const VOICE = 0.005

const dataDir = mkdtempSync(join(tmpdir(), 'casement-sound-'))
const voice = `${dataDir}.wav`
let port: number
let product: Product
let browser: Browser
let owner: Visitor
let page: Page
let session: string
let foreign: () => string[]

beforeAll(async () => {
  port = await freePort()
  product = await startProduct({ dataDir, port })
  owner = new Visitor(product.url)
  await owner.signInAnew('admin', product.adminPassword(), PASSWORD)
  session = await owner.launch('Desktop')
  writeFileSync(voice, waveFile(sine(SPOKEN, 10, RATE), RATE))
  browser = await startBrowser(
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream',
    `--use-file-for-fake-audio-capture=${voice}`,
  )
  const person = await newPerson(browser, product.url)
  page = person.page
  foreign = person.foreign
  await page.addInitScript(tapTheEar)
  await signIn(page, 'admin', PASSWORD)
}, 1_300_000)

afterAll(async () => {
  await browser?.close()
  if (session) {
    await owner.post(`/sessions/${session}/delete`)
    await until('no trace of it', async () => (await tracesOf(session)).length === 0)
  }
  await product?.[Symbol.asyncDispose]()
  for (const path of [dataDir, voice]) rmSync(path, { recursive: true, force: true })
}, 120_000)

/** In the page: what goes to the loudspeaker also goes to where the test listens. */
function tapTheEar() {
  const { connect } = AudioNode.prototype
  Reflect.set(AudioNode.prototype, 'connect', function (this: AudioNode, ...given: unknown[]) {
    if (given[0] instanceof AudioDestinationNode) {
      const ear = new AnalyserNode(this.context, { fftSize: 32_768 })
      Reflect.apply(connect, this, [ear])
      Reflect.set(window, 'ear', ear)
    }
    return Reflect.apply(connect, this, given)
  })
}

/** What the browser plays: the last third of a second before its loudspeaker. */
async function heard(): Promise<Tone> {
  const { samples, rate } = await page.evaluate(() => {
    const ear: unknown = Reflect.get(window, 'ear')
    if (!(ear instanceof AnalyserNode)) throw new Error('Nothing was played yet')
    const samples = new Float32Array(ear.fftSize)
    ear.getFloatTimeDomainData(samples)
    return { samples: [...samples], rate: ear.context.sampleRate }
  })
  return toneOf(samples.slice(-16_384), rate)
}

/** What a program in the session hears of its microphone. */
async function recorded(): Promise<Tone> {
  const child = Bun.spawn(
    [
      ...['docker', 'exec', `casement-${session}`, 'timeout', '2', 'parec', '--raw'],
      ...['--format=s16le', `--rate=${RATE}`, '--channels=1'],
    ],
    { stdout: 'pipe', stderr: 'inherit' },
  )
  const samples = samplesOf(Buffer.from(await new Response(child.stdout).arrayBuffer()))
  expect(samples.length).toBeGreaterThan(RATE / 2)
  return toneOf(samples.slice(-RATE / 2), RATE)
}

type Program = { readonly pid: number; readonly args: string }

async function programs(): Promise<Program[]> {
  const [, ...lines] = await docker('top', `casement-${session}`, '-eo', 'pid,args')
  return lines.map((line) => {
    const [, pid = '', args = ''] = /^\s*(\d+)\s+(.*)$/.exec(line) ?? []
    return { pid: Number(pid), args }
  })
}

/** What runs in the session for viewers that listen or speak. */
async function audio(): Promise<string[]> {
  const all = await programs()
  return all.map(({ args }) => args).filter((args) => /out\.monitor|microphone_in/.test(args))
}

const play = () =>
  docker(
    ...['exec', '-d', `casement-${session}`, 'ffmpeg', '-loglevel', 'error', '-re', '-f', 'lavfi'],
    ...['-i', `sine=frequency=${PLAYED}:duration=600`, '-f', 'pulse', 'tone-of-the-test'],
  )

async function stopPlaying() {
  const playing = (await programs()).filter(({ args }) => args.includes('tone-of-the-test'))
  expect(playing).toHaveLength(1)
  for (const { pid } of playing) process.kill(pid)
}

describe('in the browser', () => {
  test(`a tone of ${PLAYED} Hz in the session is heard, and nothing before or after it`, async () => {
    let packets = 0
    page.on('websocket', (socket) => {
      if (!new URL(socket.url()).pathname.endsWith('/sound')) return
      socket.on('framereceived', () => packets++)
    })
    await page.goto(`/sessions/${session}`)
    await page.waitForSelector('[data-connection=connected]', { timeout: 60_000 })
    await page.mouse.click(640, 400) // a browser may let no page be heard before
    await until('sound', () => packets > 50)
    expect((await heard()).level).toBeLessThan(SILENCE)

    await play()
    const tone = await until('the tone', async () => {
      const tone = await heard()
      return tone.level > 0.05 && Math.abs(tone.hertz - PLAYED) <= 5 ? tone : undefined
    })
    expect(Math.abs(tone.hertz - PLAYED)).toBeLessThanOrEqual(5)

    await stopPlaying()
    const before = packets
    await until('silence', async () => (await heard()).level < SILENCE && packets > before)
  }, 240_000)

  test('half the volume is quieter; muted, nothing is even sent', async () => {
    await play()
    const loud = await until('the tone', async () => {
      const { level } = await heard()
      return level > 0.05 ? level : undefined
    })
    await page.keyboard.press('Control+Alt+Shift+KeyC')
    await page.locator('[data-fold=sound] summary').click()
    await page.locator('[data-volume]').fill('50')
    await until('less of it', async () => {
      const { level } = await heard()
      return level > 0.01 && level < loud / 2
    })
    await page.getByRole('button', { name: 'Mute' }).click()
    await until('the end of the encoder', async () => (await audio()).length === 0)
    await page.getByRole('button', { name: 'Mute' }).click()
    await until('the tone again', async () => (await heard()).level > 0.01)
    await stopPlaying()
  }, 240_000)

  test(`a tone of ${SPOKEN} Hz before the microphone is heard in the session, while its switch is on`, async () => {
    const microphone = page.getByRole('switch', { name: 'Microphone' })
    expect((await recorded()).level).toBeLessThan(SILENCE)
    await microphone.click()
    await page.getByText('On. The session hears you.').waitFor({ timeout: 60_000 })
    const tone = await until(
      'the voice',
      async () => {
        const tone = await recorded()
        if (tone.level > VOICE && Math.abs(tone.hertz - SPOKEN) <= 5) return tone
        throw new Error(`${tone.hertz} Hz at ${tone.level}`)
      },
      120,
    )
    expect(Math.abs(tone.hertz - SPOKEN)).toBeLessThanOrEqual(5)

    await microphone.click()
    await until('nobody who speaks', async () =>
      (await audio()).every((args) => !args.includes('microphone_in')),
    )
    expect((await recorded()).level).toBeLessThan(SILENCE)
    await page.close()
    expect(foreign()).toEqual([])
  }, 240_000)
})

describe('no program is left behind', () => {
  /** Somebody who listens or speaks, and a program in the session that is there for them. */
  async function join(what: string): Promise<TLSSocket> {
    await owner.post(`/sessions/${session}/ticket`)
    const headers = { Origin: product.url, Cookie: owner.cookie }
    const { socket, status } = await askUpgrade(port, `/s/${session}/${what}`, headers)
    expect(status).toBe(101)
    socket.on('error', () => socket.destroy())
    return socket
  }

  async function joined(): Promise<TLSSocket[]> {
    const sockets = await Promise.all([join('sound'), join('microphone'), join('sound')])
    await until('their programs', async () => {
      const names = (await audio()).map((args) => args.split(' ')[0])
      const [listening, speaking] = ['ffmpeg', 'pacat'].map(
        (name) => names.filter((one) => one === name).length,
      )
      return listening === 2 && speaking === 1
    })
    return sockets
  }

  const nobody = () =>
    until(
      'nobody left',
      async () => {
        const left = await audio()
        if (left.length === 0) return true
        throw new Error(left.join('\n'))
      },
      120,
    )

  test('by fifty viewers that vanish', async () => {
    await nobody() // of the page above
    for (let round = 0; round < 10; round++) {
      const names = ['sound', 'microphone', 'sound', 'microphone', 'sound']
      const sockets = await Promise.all(names.map(join))
      // Some vanish before their program has begun.
      if (round % 2 === 0) await until('a program', async () => (await audio()).length > 0)
      for (const socket of sockets) socket.destroy()
    }
    await nobody()
  }, 240_000)

  test('by a front door that is killed', async () => {
    const sockets = await joined()
    for (const worker of workersOf(product.pid)) process.kill(worker, 'SIGKILL')
    await nobody()
    for (const socket of sockets) socket.destroy()
  }, 240_000)

  test('by an agent that is killed', async () => {
    await until('the front door', async () => (await owner.get('/readyz')).ok)
    const sockets = await joined()
    await product.stop('SIGKILL')
    await nobody()
    for (const socket of sockets) socket.destroy()
    product = await startProduct({ dataDir, port })
  }, 240_000)
})
