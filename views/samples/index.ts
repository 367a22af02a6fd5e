import type { Theme } from '../../src/domain/look.ts'
import { CATALOGUES, type Language } from '../../src/texts/languages.ts'
import type { PageContext } from '../context.tsx'
import { dashboardSamples } from './dashboard.tsx'
import { exchangeSamples } from './exchange.tsx'
import { hostSamples } from './hosts.tsx'
import { ownSamples } from './own.tsx'
import { peopleSamples } from './people.tsx'
import { profileSamples } from './profiles.tsx'
import { NOW, type Sample, type Say } from './sample.ts'
import { sessionSamples } from './sessions.tsx'
import { workSamples } from './work.tsx'

/** Every page in every state worth looking at. */
export function allSamples(say: Say = (text) => text): Sample[] {
  return [
    ...dashboardSamples(say),
    ...workSamples(say),
    ...ownSamples(say),
    ...peopleSamples(say),
    ...sessionSamples(say),
    ...profileSamples(say),
    ...hostSamples(say),
    ...exchangeSamples(say),
  ]
}

export function sampleContext(
  sample: Sample,
  theme: Theme = 'system',
  language: Language = 'en',
): PageContext {
  return {
    path: sample.path,
    viewer: sample.signedOut ? undefined : { name: 'Maren Okafor', admin: !sample.member },
    theme,
    // As a manager answers: pages for admins are in English.
    texts: CATALOGUES[sample.path.startsWith('/admin') ? 'en' : language],
    now: NOW,
    assets: '/assets/0',
  }
}
