/** Fingers on the screen: noVNC's gestures under our chrome. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test'
import type { CDPSession, Page } from 'playwright-core'
import { until } from '../src/testing/until.ts'
import { shows, ViewerStage } from './samples/testing-viewer.ts'

const stage = new ViewerStage()
const LIMIT = 60_000
let page: Page
let cdp: CDPSession

beforeAll(() => stage.start())
afterAll(() => stage.stop())
beforeEach(async () => {
  page = await stage.open({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })
  await shows(page, 'connected')
  cdp = await page.context().newCDPSession(page)
})

type Point = { x: number; y: number }

function touch(type: 'touchStart' | 'touchMove' | 'touchEnd', ...touchPoints: Point[]) {
  const points = touchPoints.map((point, id) => ({ ...point, id }))
  return cdp.send('Input.dispatchTouchEvent', { type, touchPoints: points })
}

/** The buttons of a mouse that the session saw go down. */
function pressed(): number[] {
  return stage.desktop.buttons.filter((mask) => mask !== 0)
}

test(
  'a tap clicks, two fingers click right, a long press clicks right',
  async () => {
    await page.touchscreen.tap(150, 300)
    await until('a click', () => pressed().join() === '1', 20)

    await touch('touchStart', { x: 100, y: 300 }, { x: 160, y: 300 })
    await touch('touchEnd')
    await until('a click of two fingers', () => pressed().join() === '1,4', 20)

    await touch('touchStart', { x: 200, y: 400 })
    await until('a long press', () => pressed().join() === '1,4,4', 20)
    await touch('touchEnd')
    await until('its end', () => stage.desktop.buttons.at(-1) === 0, 20)
  },
  LIMIT,
)

test(
  'two fingers scroll',
  async () => {
    const at = (y: number) => [
      { x: 100, y },
      { x: 180, y },
    ]
    await touch('touchStart', ...at(550))
    for (let y = 530; y >= 310; y -= 20) {
      await touch('touchMove', ...at(y))
      await Bun.sleep(20) // noVNC decides between scrolling and pinching by time
    }
    await touch('touchEnd')
    await until('the wheel', () => pressed().includes(0x10), 20)
    expect(pressed()).not.toContain(1)
  },
  LIMIT,
)
