import type { Where } from '../../../views/components/workspace-where.tsx'
import type { Db } from '../../db/client.ts'
import { listWhereabouts } from '../../db/whereabouts.ts'
import type { Viewer } from '../../domain/access.ts'
import { outside, type Restriction } from '../../domain/restriction.ts'
import type { Texts } from '../../texts/index.ts'
import { refusalSentence } from '../sessions/sentences.ts'

/** What agents there are for a workspace, and which of them this restriction leaves. */
export async function whereProps(
  db: Db,
  viewer: Viewer,
  texts: Texts,
  restriction: Restriction,
): Promise<Where> {
  const all = await listWhereabouts(db, viewer)
  return {
    zones: [...new Set(all.map(({ zone }) => zone))].sort(),
    labels: [...new Set(all.flatMap(({ labels }) => labels))].sort(),
    matches: all.map((agent) => {
      const reason = outside(agent, restriction)
      return { agent: agent.name, reason: reason && refusalSentence(texts, reason) }
    }),
  }
}

/** As typed, whatever is still wrong with it. */
export function restrictionTyped(zones: readonly string[], labels: string): Restriction {
  const words = labels.split(',').map((label) => label.trim())
  return { zones, labels: words.filter(Boolean) }
}
