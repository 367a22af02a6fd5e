import type { Outcome } from '../../../views/components/inline.tsx'
import { Conflict, Invalid } from '../../errors.ts'
import type { Texts } from '../../texts/index.ts'

/** What came of a change made in a list, as it is said beside it, and the status to answer with. */
export async function inlineOutcome(
  texts: Texts,
  change: () => Promise<void>,
): Promise<{ outcome: Outcome; status: number }> {
  try {
    await change()
    return { outcome: { saved: true }, status: 200 }
  } catch (error) {
    if (!(error instanceof Conflict || error instanceof Invalid)) throw error
    const [first] = error instanceof Invalid ? Object.values(error.fields) : []
    const say = first ?? error.say
    // The only status of a refusal that htmx swaps: the sentence stands beside what was changed.
    return { outcome: { refused: say(texts) }, status: 422 }
  }
}
