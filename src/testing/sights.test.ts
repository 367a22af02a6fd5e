import { afterAll, expect, test } from 'bun:test'
import { ruleOf } from '../manager/web/access.ts'
import { testManager } from './manager.ts'
import { sightsOf } from './sights.ts'

const manager = await testManager()
afterAll(() => manager[Symbol.asyncDispose]())

/** What is read from the manager and is no page. */
const NO_PAGES = [
  '/admin/system/front/seen',
  '/admin/system/front/stream',
  '/admin/workspaces/where',
  '/assets/:tree/*',
  '/live',
  '/manifest.webmanifest',
  '/portal/sessions',
  '/readyz',
  '/sessions/:id/progress',
]

test('every page is looked at', () => {
  const id = crypto.randomUUID()
  const ids = {
    workspace: id,
    user: id,
    group: id,
    agent: id,
    silentAgent: id,
    session: id,
    refused: id,
  }
  const paths = Object.values(sightsOf({ ids })).map(({ path }) => path.replace(/\?.*/, ''))
  const unseen = manager.app.routes
    .filter((route) => route.method === 'GET')
    .filter((route) => !['host', 'joining'].includes(ruleOf(route) ?? ''))
    .map(({ path }) => (path === '/' ? path : path.replace(/\/$/, '')))
    .filter((path) => !NO_PAGES.includes(path))
    .filter((path) => {
      const pattern = new RegExp(`^${path.replaceAll(/:\w+/g, '[0-9a-f-]{36}')}$`)
      return !paths.some((one) => pattern.test(one))
    })
  expect(unseen).toEqual([])
})
