/** What an agent says about getting an image. The sentences travel in check-ins and are shown as they are. */
export const imageWork = {
  waits: 'Waits until another image is built.',
  pulling: (reference: string) => `Pulling ${reference}.`,
  debootstrap: (reference: string, problem: string) =>
    `Making ${reference} on this host, since it cannot be pulled: ${problem}`,
  building: (reference: string, step: number, steps: number) =>
    `Building ${reference}: step ${step} of ${steps}.`,
  rebuilding: 'A newer version is being built; sessions start from the old one until then.',
  again: (problem: string) => `${problem} It is tried again by itself.`,

  noSuchImage: (reference: string) =>
    `The registry has no image ${reference}, or does not show it without an account. Check the image reference of the workspace.`,
  unreachable: (reference: string, detail: string) =>
    `The registry of ${reference} cannot be reached (${detail}). Check this host's network and name resolution, and the proxy of Docker Engine if it needs one.`,
  untrusted: (reference: string, detail: string) =>
    `The certificate of the registry of ${reference} is not trusted (${detail}). Install its authority on this host and restart Docker Engine.`,
  limited: (reference: string) =>
    `The registry of ${reference} refuses more downloads for now. Wait, or use a mirror or an account of it.`,
  otherMachine: (reference: string) =>
    `${reference} is not made for this host's kind of processor. Choose another tag of it.`,
  diskFull:
    'The disk of this host is full. Free some space where Docker keeps its data (docker system df).',
  pullFailed: (reference: string, detail: string) =>
    `${reference} cannot be pulled: ${detail}. Look at the registry and at Docker Engine's log on this host.`,
  stalled: (reference: string, seconds: number) =>
    `Nothing came of ${reference} for ${seconds} seconds. Check this host's network and name resolution.`,

  buildFailed: (reference: string, detail: string) =>
    `${reference} cannot be built: ${detail}. Look at Docker Engine's log on this host.`,
  packagesUnreachable: (reference: string, detail: string) =>
    `${reference} cannot be built, since Debian's packages cannot be reached (${detail}). Check this host's network and name resolution; where a proxy is needed, set build-proxy.`,

  noDebian: (reference: string, pull: string, make: string) =>
    `${pull} So ${reference} was to be made on this host, which failed too: ${make}`,
  noDebootstrap:
    'debootstrap is not installed. Install it: apt-get install debootstrap debian-archive-keyring',
  noKeyring:
    "Debian's keys are missing, so its packages cannot be verified. Install them: apt-get install debian-archive-keyring",
  debootstrapFailed: (detail: string) =>
    `debootstrap stopped: ${detail}. Check that this host reaches its Debian mirror.`,
}
