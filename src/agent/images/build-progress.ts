import type { WorkMessage } from './work-stream.ts'

export type BuildState = { readonly percent: number; readonly step: number; readonly steps: number }

/** An instruction that installs packages takes as long as that many others. */
const INSTALL_WEIGHT = 40

/**
 * Follows the output of a build: "Step 4/9" tells where it is, and within an installation the lines of
 * apt and dpkg do. Also keeps the complaints, for the sentence if it fails.
 */
export function createBuildProgress(dockerfile: string) {
  const weights = instructions(dockerfile).map((one) =>
    /apt-get install/.test(one) ? INSTALL_WEIGHT : 1,
  )
  const complaints: string[] = []
  let rest = ''
  let step = 0
  let steps = weights.length
  let packages = 0
  let packageLines = 0

  function read(line: string) {
    const start = /^Step (\d+)\/(\d+) : /.exec(line)
    if (start) {
      step = Number(start[1])
      steps = Number(start[2])
      packages = packageLines = 0
    }
    const plan = /^(\d+) upgraded, (\d+) newly installed/.exec(line)
    if (plan) {
      packages = Number(plan[1]) + Number(plan[2])
      packageLines = 0
    }
    if (/^(Get:\d+|Unpacking|Setting up) /.test(line)) packageLines++
    if (/^(E:|W:|Err:\d+|\/bin\/sh:|dpkg:|sed:|cp:) /.test(line)) complaints.push(line)
  }

  function percent(): number {
    const weightOf = (index: number) => weights[index] ?? 1
    let all = 0
    let done = 0
    for (let index = 0; index < steps; index++) {
      all += weightOf(index)
      if (index < step - 1) done += weightOf(index)
    }
    // Each package is downloaded, unpacked and set up.
    const within = packages === 0 ? 0 : Math.min(1, packageLines / (3 * packages))
    if (step > 0) done += within * weightOf(step - 1)
    return all === 0 ? 0 : Math.min(99, Math.floor((done / all) * 100))
  }

  return {
    take({ stream }: WorkMessage): BuildState {
      const lines = (rest + (stream ?? '')).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) read(line)
      return { percent: percent(), step, steps }
    },
    /** The last thing that a program of the build complained about. */
    complaint: (): string | undefined =>
      complaints.findLast((line) => line.startsWith('E:')) ?? complaints.at(-1),
  }
}

/** Instructions start at the beginning of a line, in capitals; what they continue with does not. */
function instructions(dockerfile: string): string[] {
  return dockerfile.match(/^[A-Z]+[ \t](?:[^\n]*\\\n)*[^\n]*/gm) ?? []
}
