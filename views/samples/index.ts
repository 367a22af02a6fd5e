import { english } from '../../src/texts/index.ts'
import type { PageContext, Theme } from '../context.tsx'
import { hostSamples } from './hosts.tsx'
import { peopleSamples } from './people.tsx'
import { NOW, type Sample, type Say } from './sample.ts'
import { sessionSamples } from './sessions.tsx'
import { workSamples } from './work.tsx'

/** Every page in every state worth looking at. */
export function allSamples(say: Say = (text) => text): Sample[] {
  return [...workSamples(say), ...peopleSamples(say), ...sessionSamples(say), ...hostSamples(say)]
}

export function sampleContext(sample: Sample, theme: Theme = 'system'): PageContext {
  return {
    path: sample.path,
    viewer: sample.signedOut ? undefined : { name: 'Maren Okafor', admin: !sample.member },
    theme,
    texts: english,
    now: NOW,
    assets: '/assets/0',
  }
}
