import { messageOf } from '../../errors.ts'
import { imageWork as texts } from '../../texts/image-work.ts'
import { DockerRefused, DockerUnreachable, wordsOf as dockerWords } from '../docker-errors.ts'
import { WorkStalled } from './work-stream.ts'

/** An image cannot be had. The message is a sentence for an admin: what, why, what next. */
export class ImageFailed extends Error {
  override readonly name = 'ImageFailed'
}

const UNREACHABLE =
  /no such host|dial tcp|i\/o timeout|connection re(fused|set)|network is unreachable|no route to host|Client\.Timeout|TLS handshake timeout|proxyconnect|unexpected EOF|Temporary failure|server misbehaving/i

/** Why a pull failed, from what Docker or its stream said. */
export function pullFailure(reference: string, cause: unknown, patienceMs: number): Error {
  if (cause instanceof DockerUnreachable) return cause
  if (cause instanceof WorkStalled) {
    return new ImageFailed(texts.stalled(reference, Math.round(patienceMs / 1000)), { cause })
  }
  return new ImageFailed(pullSentence(reference, wordsOf(cause)), { cause })
}

function pullSentence(reference: string, said: string): string {
  if (/no space left on device/i.test(said)) return texts.diskFull
  if (/toomanyrequests|rate limit/i.test(said)) return texts.limited(reference)
  if (/x509|certificate/i.test(said)) return texts.untrusted(reference, said)
  if (/no matching manifest|does not match the specified platform/i.test(said)) {
    return texts.otherMachine(reference)
  }
  if (
    /manifest unknown|manifest for .* not found|pull access denied|unauthorized|denied:|does not exist/i.test(
      said,
    )
  ) {
    return texts.noSuchImage(reference)
  }
  if (UNREACHABLE.test(said)) return texts.unreachable(reference, said)
  return texts.pullFailed(reference, said)
}

/** Why a build failed. `complaint` is what its own output ended with. */
export function buildFailure(
  reference: string,
  cause: unknown,
  complaint: string | undefined,
  patienceMs: number,
): Error {
  if (cause instanceof DockerUnreachable) return cause
  if (cause instanceof WorkStalled) {
    return new ImageFailed(texts.stalled(reference, Math.round(patienceMs / 1000)), { cause })
  }
  const said = complaint ? trim(complaint.replace(/^E: /, '')) : wordsOf(cause)
  return new ImageFailed(buildSentence(reference, said, wordsOf(cause)), { cause })
}

function buildSentence(reference: string, said: string, cause: string): string {
  if (/no space left on device/i.test(`${said} ${cause}`)) return texts.diskFull
  if (
    UNREACHABLE.test(said) ||
    /Failed to fetch|Unable to locate package|Could not (resolve|connect)/i.test(said)
  ) {
    return texts.packagesUnreachable(reference, said)
  }
  return texts.buildFailed(reference, said)
}

/** What Docker said, without the sentence that stands round it already. */
function wordsOf(cause: unknown): string {
  return trim(cause instanceof DockerRefused ? dockerWords(cause.cause) : messageOf(cause))
}

function trim(said: string): string {
  return said.trim().replace(/\.$/, '').slice(0, 400)
}
