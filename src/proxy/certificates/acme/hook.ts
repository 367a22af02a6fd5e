const HOOK_MS = 300_000
const MOST_SAID = 500

/**
 * `PROGRAM add|remove NAME VALUE`: the TXT record NAME has VALUE, beside others, once `add` has ended, and no
 * more after `remove`. Throws what the program said last where it fails or takes too long.
 */
export async function runHook(
  program: string,
  step: 'add' | 'remove',
  name: string,
  value: string,
): Promise<void> {
  const child = Bun.spawn([program, step, name, value], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' },
    timeout: HOOK_MS,
  })
  const [said, code] = await Promise.all([new Response(child.stderr).text(), child.exited])
  if (code === 0) return
  throw new Error(`${program} ${step} ${name} failed: ${said.trim().slice(-MOST_SAID) || code}`)
}
