import type { Where } from '../components/workspace-where.tsx'
import type { Say } from './sample.ts'

/** Three agents, of which one has what a workspace asks for. */
export function whereSample(say: Say): Where {
  return {
    zones: [say('default'), say('oslo')],
    labels: ['gpu', say('disk=ssd')],
    matches: [
      { agent: say('borealis-gpu') },
      { agent: say('atlas-01'), reason: say('It does not have the label gpu') },
      {
        agent: say('cirrus-02'),
        reason: say('It is in the zone default; this workspace runs in oslo'),
      },
    ],
  }
}
