import type { Static, TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { Elysia } from 'elysia'
import { Activity } from '../../contract/activity.ts'
import { CertificateReport } from '../../contract/certificate.ts'
import { CheckIn } from '../../contract/checkin.ts'
import { type Enrolled, Enrolment } from '../../contract/enrol.ts'
import { isHostKey } from '../../contract/signature.ts'
import { recordCheckIn } from '../../db/check-in.ts'
import type { Db } from '../../db/client.ts'
import { recordActivity } from '../../db/expiry.ts'
import { enrolHost, type Host, recordCertificates, touchHost } from '../../db/hosts.ts'
import { Forbidden } from '../../errors.ts'
import { logger } from '../../log.ts'
import type { Sealer } from '../secrets.ts'
import type { access } from '../web/access.ts'
import { BadRequest } from '../web/form.ts'
import { sealGateway } from './gateways.ts'
import type { Hub } from './hub.ts'

const log = logger('manager')
const NDJSON = { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' }

type Deps = {
  readonly db: Db
  readonly hub: Hub
  readonly sealer: Sealer
  readonly installation: string
  readonly access: ReturnType<typeof access>
}

/** What agents and proxies call. A host acts for itself alone: its id comes from its signature. */
export function hostRoutes({ db, hub, sealer, installation, access }: Deps) {
  return new Elysia({ name: 'hosts', prefix: '/internal/v1' })
    .use(access)
    .post(
      '/enrol',
      async ({ body }) => {
        const enrolment = parse(Enrolment, body)
        if (!isHostKey(enrolment.publicKey)) throw new BadRequest((t) => t.reasons.badHostKey)
        const host = await enrolHost(db, enrolment)
        log.info('A host enrolled', { role: host.role, name: host.name, host: host.id })
        const enrolled: Enrolled = { host: host.id, installation }
        return Response.json(enrolled)
      },
      { joining: true },
    )
    .post(
      '/checkin',
      async ({ host, body }) => {
        requireRole(host, 'agent')
        const checkIn = parse(CheckIn, body)
        const { gateway } = checkIn
        const sealed = gateway && sealGateway(sealer, host.id, gateway)
        await recordCheckIn(db, host.id, checkIn, sealed)
        return Response.json({})
      },
      { host: true },
    )
    .post(
      '/activity',
      async ({ host, body }) => {
        requireRole(host, 'proxy')
        await recordActivity(db, parse(Activity, body).sessions)
        return Response.json({})
      },
      { host: true },
    )
    .post(
      '/certificates',
      async ({ host, body }) => {
        requireRole(host, 'proxy')
        await recordCertificates(db, host.id, parse(CertificateReport, body))
        return Response.json({})
      },
      { host: true },
    )
    .get(
      '/goals',
      ({ host, request }) => {
        requireRole(host, 'agent')
        return new Response(hub.goals(host.id, request.signal), { headers: NDJSON })
      },
      { host: true },
    )
    .get(
      '/routes',
      async ({ host, request }) => {
        requireRole(host, 'proxy')
        await touchHost(db, host.id)
        return new Response(hub.routes(request.signal), { headers: NDJSON })
      },
      { host: true },
    )
}

function requireRole(host: Host, role: Host['role']) {
  if (host.role !== role) throw new Forbidden((t) => t.errors.forbidden)
}

function parse<S extends TSchema>(schema: S, body: string): Static<S> {
  const refuse = () => new BadRequest((t) => t.reasons.badContract)
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    throw refuse()
  }
  if (Value.Check(schema, value)) return value
  throw refuse()
}
