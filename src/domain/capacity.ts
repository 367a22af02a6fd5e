/** What a session holds on its agent, or what an agent can give. Memory in bytes. */
export type Resources = { readonly cores: number; readonly memory: number }

export type HostCapacity = {
  readonly cores: number
  readonly memory: number
  /** 0 = none: the real figure counts. */
  readonly coresOverride: number
  readonly memoryOverride: number
}

/** What placement may hand out on a host: the override where there is one, else the real figure. */
export function effectiveCapacity(host: HostCapacity): Resources {
  return {
    cores: host.coresOverride > 0 ? host.coresOverride : host.cores,
    memory: host.memoryOverride > 0 ? host.memoryOverride : host.memory,
  }
}

/** What is left; negative where an override was lowered below what live sessions hold. */
export function free(capacity: Resources, allocated: Resources): Resources {
  return { cores: capacity.cores - allocated.cores, memory: capacity.memory - allocated.memory }
}

/** Cores are compared in thousandths, so that 0.1 + 0.2 fits into 0.3. */
export function fits(need: Resources, left: Resources): boolean {
  return (
    Math.round(need.cores * 1000) <= Math.round(left.cores * 1000) && need.memory <= left.memory
  )
}
