/** The viewer's sound and microphone in Chromium, where nothing is behind them: what is asked, said and remembered. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { SOUND_CLOSE } from '../src/domain/sound.ts'
import { until } from '../src/testing/until.ts'
import { shows, ViewerStage } from './samples/testing-viewer.ts'

const stage = new ViewerStage()
let page: Page

beforeAll(() => stage.start('--use-fake-device-for-media-stream'))
afterAll(() => stage.stop())
beforeEach(async () => {
  page = await stage.open()
})

const LIMIT = 240_000
/** What the viewer fetches of sound, among other things that it asks for. */
const sounds = () => stage.sides.filter(({ what }) => what === 'sound')
const open = () => sounds().filter(({ isOpen }) => isOpen)

async function openPanel() {
  await shows(page, 'connected')
  if (await page.isHidden('#panel')) await page.keyboard.press('Control+Alt+Shift+KeyC')
  const sound = page.locator('[data-fold=sound]')
  if (!(await sound.evaluate((fold) => fold.hasAttribute('open')))) {
    await sound.locator('summary').click()
  }
}

const says = (sentence: string) => page.getByText(sentence).waitFor({ timeout: 60_000 })

test(
  'sound begins with the first act, ends while muted, and is remembered',
  async () => {
    // Each look that the test takes at the page counts as an act to Chromium, so none is taken before the
    // page has begun its sound: it connects after that.
    await until('the page to connect', () => stage.desktop.connections > 0)
    await shows(page, 'connected')
    await page.waitForSelector('[data-sound][data-condition=waiting]', { state: 'attached' })
    expect(sounds()).toEqual([])
    await page.mouse.click(300, 300)
    await until('the sound', () => open().length === 1)
    await page.waitForSelector('[data-condition=playing]', { state: 'attached' })

    await openPanel()
    await page.locator('[data-volume]').fill('35')
    expect(await page.locator('[data-loudness]').textContent()).toBe('35 %')
    await page.getByRole('button', { name: 'Mute' }).click()
    await until('silence', () => open().length === 0)
    expect(await page.locator('[data-loudness]').textContent()).toBe('Muted')

    await page.reload()
    await openPanel()
    await page.mouse.click(300, 300)
    expect(await page.locator('[data-loudness]').textContent()).toBe('Muted')
    expect(sounds()).toHaveLength(1)
    await page.getByRole('button', { name: 'Mute' }).click()
    await until('the sound again', () => open().length === 1)
    expect(await page.locator('[data-loudness]').textContent()).toBe('35 %')
  },
  LIMIT,
)

test(
  'sound that is lost comes back by itself, also with the picture; that there is none is said',
  async () => {
    await shows(page, 'connected')
    await page.mouse.click(300, 300)
    await until('the sound', () => open().length === 1)
    sounds().at(-1)?.close(SOUND_CLOSE.later)
    await until('the sound again', () => sounds().length >= 2 && open().length === 1)
    const before = sounds().length
    stage.desktop.cut()
    await shows(page, 'reconnecting')
    await shows(page, 'connected')
    await until('a new one', () => sounds().length > before && open().length === 1)

    await openPanel()
    sounds().at(-1)?.close(SOUND_CLOSE.absent)
    await says('The image of this workspace has no sound.')
    expect(open()).toEqual([])
  },
  LIMIT,
)

test(
  'the microphone is asked for and heard only while its switch is on',
  async () => {
    await openPanel()
    const microphone = page.getByRole('switch', { name: 'Microphone' })
    const heard = () => stage.sides.filter(({ what }) => what === 'microphone')
    expect(await microphone.isChecked()).toBe(false)

    await microphone.click() // nobody answers a headless browser's question, which is a no
    await says('Your browser does not let this site use the microphone.')
    expect(await microphone.isChecked()).toBe(false)
    expect(heard()).toEqual([])

    await page.context().grantPermissions(['microphone'])
    await microphone.click()
    await says('On. The session hears you.')
    await until('speech', () => (heard()[0]?.got.length ?? 0) > 10)
    expect(new Set(heard()[0]?.got.map(({ length }) => length))).toEqual(new Set([1920]))

    await microphone.click()
    await says('Off. Nothing is captured.')
    await until('its end', () => heard().every(({ isOpen }) => !isOpen))
    await page.reload()
    await openPanel()
    expect(await microphone.isChecked()).toBe(false)
    expect(heard()).toHaveLength(1)
  },
  LIMIT,
)
