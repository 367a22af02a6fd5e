import type { Page } from 'playwright-core'
import type { Scene } from './scene.ts'
import { until } from './until.ts'

/** A page as somebody sees it at some moment. */
export type Sight = {
  readonly path: string
  /** An administrator where nobody else is named. */
  readonly as?: 'guest' | 'newcomer'
  /** Before the page is opened. */
  readonly before?: () => Promise<unknown>
  /** On the page, before it is looked at. */
  readonly act?: (page: Page) => Promise<unknown>
  /** When it has been looked at: as it was before. */
  readonly after?: () => Promise<unknown>
  /** Of the viewer: as high as the screen, and its weight is the picture's. */
  readonly viewer?: true
}

/** Every page there is, and what it shows when it is empty, refuses, waits or asks again. */
export function sightsOf(scene: Pick<Scene, 'ids'> & Partial<Scene>): Record<string, Sight> {
  const { ids } = scene
  return {
    ...ownPages(ids),
    ...viewerSights(scene),
    ...launches(scene),
    ...adminPages(ids),
    ...refusals(scene),
  }
}

type Ids = Scene['ids']

function ownPages({ workspace }: Ids): Record<string, Sight> {
  return {
    portal: {
      path: '/',
      act: (page) => page.waitForSelector('[data-preview] img:not([hidden])'),
    },
    'portal-category': { path: '/?category=Research' },
    'portal-empty': { path: '/', as: 'newcomer' },
    profile: { path: '/profile' },
    profiles: { path: '/profiles' },
    'profiles-reset': { path: '/profiles', act: openDialog },
    'profiles-empty': { path: '/profiles', as: 'newcomer' },
    password: { path: '/password' },
    'launch-link': { path: `/launch/${workspace}?url=https://example.com/a/page&ask` },
    'launch-link-site': { path: '/launch/handbook?ask' },
    'sign-in': { path: '/sign-in', as: 'guest' },
  }
}

const SECTIONS = ['clipboard', 'files', 'keys', 'touch', 'sound', 'prints', 'quality', 'session']

function viewerSights({ ids, admin }: Parameters<typeof sightsOf>[0]): Record<string, Sight> {
  const path = `/sessions/${ids.session}`
  const connected = (page: Page) => page.waitForSelector('[data-connection=connected]')
  const section = (name: string): Sight => ({
    path,
    viewer: true,
    act: async (page) => {
      await connected(page)
      await page.evaluate(`{
        if (document.querySelector('[data-panel]').hidden) document.querySelector('[data-latch]').click()
        for (const fold of document.querySelectorAll('[data-fold]')) fold.open = fold.dataset.fold === '${name}'
      }`)
    },
  })
  const held = (act: 'pause' | 'stop', state: string, on: 'resume' | 'start'): Sight => ({
    path,
    viewer: true,
    act: async (page) => {
      await connected(page)
      await admin?.post(`${path}/${act}`)
      await page.waitForSelector(`[data-connection=${state}]`)
    },
    after: async () => {
      await admin?.post(`${path}/${on}`)
      await until('the session to run again', async () => {
        const answer = await admin?.get(`${path}/progress`, { accept: 'application/json' })
        return (await answer?.json())?.state === 'running'
      })
    },
  })
  return {
    viewer: { path, viewer: true, act: connected },
    ...Object.fromEntries(SECTIONS.map((name) => [`viewer-${name}`, section(name)])),
    'viewer-keyboard': {
      path,
      viewer: true,
      act: async (page) => {
        await connected(page)
        await page.evaluate("document.querySelector('.keys-latch').click()")
      },
    },
    'viewer-end': {
      path,
      viewer: true,
      act: async (page) => {
        await connected(page)
        await page.evaluate("document.querySelector('[data-dialog=end]').click()")
      },
    },
    'viewer-paused': held('pause', 'paused', 'resume'),
    'viewer-stopped': held('stop', 'stopped', 'start'),
    'viewer-lost': {
      path,
      viewer: true,
      act: async (page) => {
        await connected(page)
        await page.context().setOffline(true)
        await admin?.post(`${path}/pause`)
        await page.waitForSelector('[data-connection=reconnecting]')
      },
      after: async () => admin?.post(`${path}/resume`),
    },
  }
}

/** A launch that stands still where it is, on a host that says nothing more. */
function launches({ ids, sql }: Parameters<typeof sightsOf>[0]): Record<string, Sight> {
  const still = '00000000-0000-4000-8000-00000000f00d'
  const standing = (state: string, agent = true): Sight => ({
    path: `/sessions/${still}`,
    before: async () => {
      await sql?.begin(async (sql) => {
        await sql`delete from sessions where id = ${still}`
        await sql`update hosts set last_seen_at = now() where id = ${ids.silentAgent}`
        await sql`update agents set checked_in_at = now() where id = ${ids.silentAgent}`
        await sql`
          insert into sessions (id, user_id, workspace_id, workspace_name, icon, tint, image, cores, memory,
            shared_memory, environment, request_key, state, agent_id, password, percent, created_at)
          select ${still}, u.id, w.id, w.name, w.icon, w.tint, w.image, w.cores, w.memory, w.shared_memory, '{}',
            gen_random_uuid(), ${state}, ${agent ? ids.silentAgent : null}, '\\x00', 42, now() - interval '3 seconds'
          from users u, workspaces w where u.username = 'admin' and w.name = 'Firefox'`
      })
    },
    after: async () => {
      await sql?.begin(async (sql) => {
        await sql`delete from sessions where id = ${still}`
        const past = sql`now() - interval '30 minutes'`
        await sql`update hosts set last_seen_at = ${past} where id = ${ids.silentAgent}`
        await sql`update agents set checked_in_at = ${past} where id = ${ids.silentAgent}`
      })
    },
  })
  return {
    'launch-placing': standing('placing', false),
    'launch-pulling': standing('pulling'),
    'launch-starting': standing('starting'),
    'launch-paused': standing('paused'),
    'launch-stopped': standing('stopped', false),
    'launch-lost': standing('lost'),
    'launch-refused': { path: `/sessions/${ids.refused}` },
  }
}

function adminPages(ids: Ids): Record<string, Sight> {
  return {
    dashboard: { path: '/admin' },
    'dashboard-month': { path: '/admin?period=month' },
    sessions: { path: '/admin/sessions' },
    'sessions-all': { path: '/admin/sessions?view=all' },
    'sessions-failed': { path: '/admin/sessions?view=failed' },
    'sessions-none': { path: '/admin/sessions?search=nobody+at+all' },
    'sessions-end': { path: '/admin/sessions', act: openDialog },
    session: { path: `/admin/sessions/${ids.session}` },
    'session-refused': { path: `/admin/sessions/${ids.refused}` },
    workspaces: { path: '/admin/workspaces' },
    'workspaces-picked': { path: '/admin/workspaces', act: pickTwo },
    'workspaces-none': { path: '/admin/workspaces?search=zeppelin' },
    workspace: { path: `/admin/workspaces/${ids.workspace}` },
    'workspace-new': { path: '/admin/workspaces/new' },
    'workspace-import': { path: '/admin/workspaces/import' },
    images: { path: '/admin/images' },
    users: { path: '/admin/users' },
    'users-none': { path: '/admin/users?search=nobody' },
    user: { path: `/admin/users/${ids.user}` },
    'user-new': { path: '/admin/users/new' },
    groups: { path: '/admin/groups' },
    group: { path: `/admin/groups/${ids.group}` },
    'group-new': { path: '/admin/groups/new' },
    agents: { path: '/admin/agents' },
    agent: { path: `/admin/agents/${ids.agent}` },
    'agent-silent': { path: `/admin/agents/${ids.silentAgent}` },
    logs: { path: '/admin/logs' },
    'logs-none': { path: '/admin/logs?search=nothing+of+the+kind' },
    system: { path: '/admin/system' },
    front: { path: '/admin/system/front' },
  }
}

/** Forms that were not taken, and pages that are not to be had. */
function refusals({ sql }: Parameters<typeof sightsOf>[0]): Record<string, Sight> {
  return {
    'sign-in-refused': {
      path: '/sign-in',
      as: 'guest',
      act: async (page) => {
        await page.fill('[name=name]', 'jun.takahashi')
        await page.fill('[name=password]', 'not this one')
        await page.click('main form [type=submit]')
        await page.waitForSelector('[role=alert]')
      },
    },
    'password-refused': { path: '/password', act: sendEmpty },
    'workspace-refused': { path: '/admin/workspaces/new', act: sendEmpty },
    'user-refused': { path: '/admin/users/new', act: sendEmpty },
    'group-refused': { path: '/admin/groups/new', act: sendEmpty },
    missing: { path: '/nowhere' },
    'missing-guest': { path: '/nowhere', as: 'guest' },
    forbidden: { path: '/admin', as: 'newcomer' },
    broken: {
      path: '/profiles',
      before: async () => sql?.unsafe('alter table profile_snapshots rename to gone'),
      after: async () => sql?.unsafe('alter table gone rename to profile_snapshots'),
    },
  }
}

async function openDialog(page: Page) {
  await page.click('main [data-dialog]')
  await page.waitForSelector('dialog[open]')
}

/** On a narrow screen rows are not picked. */
async function pickTwo(page: Page) {
  const picks = page.locator('tbody [type=checkbox][name=id]')
  for (const n of [0, 1]) if (await picks.nth(n).isVisible()) await picks.nth(n).check()
}

/** As a browser would that checks nothing itself. */
async function sendEmpty(page: Page) {
  await page.evaluate(`{
    const form = document.querySelector('main form:has([type=submit])')
    form.noValidate = true
    form.querySelector('[type=submit]').click()
  }`)
  await page.waitForSelector('[aria-invalid=true]')
}
