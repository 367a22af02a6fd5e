import { Elysia } from 'elysia'
import type { Host } from '../../db/hosts.ts'
import type { SignedIn } from '../../db/logins.ts'
import { Forbidden, Refusal, SignedOut } from '../../errors.ts'
import { isFromUs } from '../auth/origin.ts'
import { type AnswerDeps, answerTo } from './answer.ts'
import { isReading } from './request.ts'

/**
 * Who may call a route. Each route declares one, as `{ admin: true }` behind its handler; one that
 * declares none answers nobody (`refuseUndeclared`), and the test of all routes finds it.
 */
export const RULES = [
  'anybody', // nobody is looked up, so it answers without the database
  'guest', // anybody; `viewer` where somebody is signed in
  'newcomer', // whoever is signed in, even while their password is still to be changed
  'signedIn', // whoever is signed in
  'admin', // members of an administrators group
  'host', // an agent or a proxy, by its signature; never a person
  'joining', // a host that is not known yet, by the manager token
] as const

export type Rule = (typeof RULES)[number]

/** The password is to be changed before anything else. */
export class PasswordDue extends Refusal {}

export type AccessDeps = AnswerDeps & {
  readonly findViewer: (request: Request) => Promise<SignedIn | undefined>
  /** Throws where the signature does not hold. Reads the body, which it hands back as it was signed. */
  readonly authenticateHost: (request: Request) => Promise<{ host: Host; body: string }>
  /** Throws where the token is wrong. */
  readonly authenticateToken: (request: Request) => Promise<{ body: string }>
}

/**
 * The rules as macros. Each one settles who asks before the handler runs and gives it `viewer` and
 * `answer` (or `host` and `body`). Bodies are left unread: handlers read them with web/form.ts.
 */
export function access(deps: AccessDeps) {
  return new Elysia({ name: 'access' }).macro({
    anybody: {
      ...declares('anybody'),
      resolve: ({ request }) => {
        requireOurOrigin(request)
        return { answer: answerTo(request, undefined, deps) }
      },
    },
    guest: {
      ...declares('guest'),
      resolve: async ({ request }) => {
        requireOurOrigin(request)
        const viewer = await viewerOf(request, deps)
        return { viewer, answer: answerTo(request, viewer, deps) }
      },
    },
    newcomer: {
      ...declares('newcomer'),
      resolve: async ({ request }) => {
        const viewer = await someone(request, deps)
        return { viewer, answer: answerTo(request, viewer, deps) }
      },
    },
    signedIn: {
      ...declares('signedIn'),
      resolve: async ({ request }) => {
        const viewer = await settled(request, deps)
        return { viewer, answer: answerTo(request, viewer, deps) }
      },
    },
    admin: {
      ...declares('admin'),
      resolve: async ({ request }) => {
        const viewer = await settled(request, deps)
        if (!viewer.admin) throw new Forbidden((t) => t.errors.forbidden)
        return { viewer, answer: answerTo(request, viewer, deps) }
      },
    },
    host: {
      ...declares('host'),
      resolve: ({ request }) => deps.authenticateHost(request),
    },
    joining: {
      ...declares('joining'),
      resolve: ({ request }) => deps.authenticateToken(request),
    },
  })
}

/** Who was found to send this request; for the page around a refusal. */
export function knownViewer(request: Request): SignedIn | undefined {
  return known.get(request)
}

const known = new WeakMap<Request, SignedIn>()

async function viewerOf(request: Request, deps: AccessDeps): Promise<SignedIn | undefined> {
  const viewer = await deps.findViewer(request)
  if (viewer) known.set(request, viewer)
  return viewer
}

async function someone(request: Request, deps: AccessDeps): Promise<SignedIn> {
  requireOurOrigin(request)
  const viewer = await viewerOf(request, deps)
  if (!viewer) throw new SignedOut((t) => t.refusals.signedOut)
  return viewer
}

async function settled(request: Request, deps: AccessDeps): Promise<SignedIn> {
  const viewer = await someone(request, deps)
  if (viewer.mustChangePassword) throw new PasswordDue((t) => t.refusals.passwordDue)
  return viewer
}

function requireOurOrigin(request: Request) {
  if (isReading(request) || isFromUs(request)) return
  throw new Forbidden((t) => t.errors.foreignOrigin)
}

/** The rule in the one place of a route that Elysia keeps for its readers, its description. */
function declares(rule: Rule) {
  return { detail: { tags: [`rule:${rule}`] }, parse: leaveUnread }
}

/** Anything but undefined keeps Elysia from reading the body itself, without a limit. */
function leaveUnread() {
  return null
}

type Route = { readonly method: string; readonly path: string; readonly hooks: unknown }

function takesAll({ method }: Route): boolean {
  return method === 'ALL'
}

/** The rule that a route of a running application declares. */
export function ruleOf({ hooks }: Route): Rule | undefined {
  const detail = typeof hooks === 'object' && hooks && 'detail' in hooks ? hooks.detail : undefined
  const tags = typeof detail === 'object' && detail && 'tags' in detail ? detail.tags : undefined
  return RULES.find((rule) => Array.isArray(tags) && tags.includes(`rule:${rule}`))
}

/**
 * Answers nobody on a route without a rule, whoever added it. `routes` is asked at request time, so
 * the application may still grow. Must be used before the first route.
 */
export function refuseUndeclared(routes: () => readonly Route[]) {
  const declared = new Set<string>()
  return new Elysia({ name: 'refuse-undeclared' }).onBeforeHandle(
    { as: 'global' },
    ({ request, route }) => {
      const method = request.method === 'HEAD' ? 'GET' : request.method
      const key = `${method} ${route}`
      if (declared.has(key)) return
      const here = routes().filter((one) => one.path === route)
      const found = here.find((one) => one.method === method) ?? here.find(takesAll)
      if (!found || !ruleOf(found)) throw new Error(`${key} declares no access rule`)
      declared.add(key)
    },
  )
}
