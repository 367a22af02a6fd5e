import type { ImageFact } from '../contract/checkin.ts'
import type { GoalSnapshot } from '../contract/goals.ts'

/** Where sessions get their images from: built, pulled, or there already. */
export type ImageSource = AsyncDisposable & {
  /** Resolves once the image is on this host, rejects with a sentence. Asking twice is asking once. */
  ensure(reference: string): Promise<void>
  /** What should be there before anyone asks, and what to try again. */
  want(goals: Pick<GoalSnapshot, 'images' | 'imageRetries'>): void
  facts(): ImageFact[]
}
