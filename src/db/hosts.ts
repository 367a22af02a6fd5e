import { and, asc, eq, gt, sql } from 'drizzle-orm'
import type { CertificateReport } from '../contract/certificate.ts'
import type { Enrolment } from '../contract/enrol.ts'
import type { Viewer } from '../domain/access.ts'
import { Conflict } from '../errors.ts'
import { requireAdmin } from './authority.ts'
import type { Db } from './client.ts'
import { agents, hosts, zones } from './schema.ts'

export type Host = typeof hosts.$inferSelect

/**
 * Makes a host known by its key. Idempotent for one key, which may come back with another name or
 * version; Conflict where that key belongs to another role.
 */
export async function enrolHost(db: Db, enrolment: Enrolment): Promise<Host> {
  return db.transaction(async (tx) => {
    const { role, name, publicKey, version } = enrolment
    await tx.insert(zones).values({ name: enrolment.zone }).onConflictDoNothing()
    const [zone] = await tx.select().from(zones).where(eq(zones.name, enrolment.zone))
    if (!zone) throw new Error(`zone ${enrolment.zone} is missing right after it was made`)
    const [host] = await tx
      .insert(hosts)
      .values({ role, name, publicKey, version, zoneId: zone.id })
      .onConflictDoUpdate({
        target: hosts.publicKey,
        set: { name, version, zoneId: zone.id, lastSeenAt: sql`now()` },
      })
      .returning()
    if (!host) throw new Error('insert into hosts returned no row')
    if (host.role !== role) throw new Conflict((t) => t.reasons.hostRole)
    if (role === 'agent') {
      const ownLabels = enrolment.labels ?? []
      await tx
        .insert(agents)
        .values({ id: host.id, ownLabels })
        .onConflictDoUpdate({ target: agents.id, set: { ownLabels } })
    }
    return host
  })
}

/** The host that claims this id in this role, or undefined. Its signature is still to be checked. */
export async function findHost(db: Db, id: string): Promise<Host | undefined> {
  const [host] = await db.select().from(hosts).where(eq(hosts.id, id))
  return host
}

export async function touchHost(db: Db, id: string): Promise<void> {
  await db.update(hosts).set({ lastSeenAt: sql`now()` }).where(eq(hosts.id, id))
}

export async function recordCertificates(
  db: Db,
  id: string,
  certificates: CertificateReport,
): Promise<void> {
  const certificatesAt = sql`now()`
  await db.update(hosts).set({ certificates, certificatesAt }).where(eq(hosts.id, id))
}

/** Proxies say it every hour; one that has not for longer is no front door any more. */
export async function listFrontDoors(db: Db, viewer: Viewer) {
  requireAdmin(viewer)
  return db
    .select({ id: hosts.id, name: hosts.name, report: hosts.certificates })
    .from(hosts)
    .where(and(eq(hosts.role, 'proxy'), gt(hosts.certificatesAt, sql`now() - interval '3 hours'`)))
    .orderBy(asc(hosts.name), asc(hosts.id))
}
