import { describe, expect, test } from 'bun:test'
import { createBuildProgress } from './build-progress.ts'

const DOCKERFILE = `# The desktop
FROM casement/base
USER 0
RUN export DEBIAN_FRONTEND=noninteractive \\
 && apt-get update \\
 && apt-get install -y curl less
COPY rootfs /
`

function follow(output: string, pieces = output.length) {
  const progress = createBuildProgress(DOCKERFILE)
  const percents = []
  for (let at = 0; at < output.length; at += pieces) {
    percents.push(progress.take({ stream: output.slice(at, at + pieces) }).percent)
  }
  return { percents, state: progress.take({}), complaint: progress.complaint() }
}

const RECORDED = [
  'Step 1/5 : FROM casement/base\n',
  ' ---> 09801a52d2c1\n',
  'Step 2/5 : USER 0\n',
  'Step 3/5 : RUN export DEBIAN_FRONTEND=noninteractive  && apt-get update  && apt-get install -y curl less\n',
  'Get:1 http://mirror.example/debian bookworm InRelease [151 kB]\n',
  'The following NEW packages will be installed:\n  curl less\n',
  '0 upgraded, 2 newly installed, 0 to remove and 0 not upgraded.\n',
  'Get:1 http://mirror.example/debian bookworm/main amd64 less [134 kB]\n',
  'Get:2 http://mirror.example/debian bookworm/main amd64 curl [315 kB]\n',
  'Unpacking less (590-2.1~deb12u2) ...\n',
  'Unpacking curl (7.88.1-10+deb12u12) ...\n',
  'Setting up less (590-2.1~deb12u2) ...\n',
  'Setting up curl (7.88.1-10+deb12u12) ...\n',
  'Step 4/5 : COPY rootfs /\n',
  'Step 5/5 : LABEL casement.recipe=1\n',
  'Successfully built 22c9f8ece3ae\n',
]

describe('createBuildProgress', () => {
  test('goes by steps, and by packages where they are installed', () => {
    const progress = createBuildProgress(DOCKERFILE)
    const percents = RECORDED.map((stream) => progress.take({ stream }).percent)
    expect(percents).toEqual([0, 0, 2, 4, 4, 4, 4, 19, 34, 50, 65, 80, 95, 95, 97, 97])
    expect(progress.take({})).toEqual({ percent: 97, step: 5, steps: 5 })
  })

  test('does not mind where the pieces of the output are cut', () => {
    expect(follow(RECORDED.join(''), 7).state).toEqual(follow(RECORDED.join('')).state)
    const { percents } = follow(RECORDED.join(''), 7)
    expect(percents).toEqual(percents.toSorted((a, b) => a - b))
  })

  test("keeps apt's last word as the reason of a failure", () => {
    const { complaint } = follow(
      `Step 3/4 : RUN apt-get update && apt-get install -y curl
Err:1 http://mirror.example/debian bookworm InRelease
  Temporary failure resolving 'mirror.example'
W: Failed to fetch http://mirror.example/debian/dists/bookworm/InRelease
E: Unable to locate package curl
W: Some index files failed to download. They have been ignored, or old ones used instead.
`,
    )
    expect(complaint).toBe('E: Unable to locate package curl')
  })
})
