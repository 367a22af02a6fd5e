import { version as declared } from '../package.json' with { type: 'json' }

/** Stamped by scripts/build.ts: the declared version and the commit. */
declare const CASEMENT_VERSION: string

export const version =
  typeof CASEMENT_VERSION === 'string' ? CASEMENT_VERSION : `${declared}+checkout`
