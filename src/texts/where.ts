/** Where a workspace may run, as its form says it to an admin. */
export const where = {
  title: 'Where it may run',
  zones: 'Zones',
  zonesHelp: 'Only hosts of these zones. None chosen: any zone.',
  noZones: 'No agent has joined yet.',
  zoneGone: 'No agent is in it now.',
  labels: 'Labels that an agent must have',
  labelsHelp:
    'Separated by commas, all of them needed, such as gpu, disk=ssd. An agent gets labels on its page or by --labels.',
  labelsExample: 'gpu, disk=ssd',
  known: (labels: string) => `Agents have: ${labels}.`,
  all: (agents: number) =>
    agents === 1 ? 'The only agent may run it.' : `All ${agents} agents may run it.`,
  some: (matching: number, agents: number) => `${matching} of ${agents} agents may run it.`,
  nobody: (agents: number) =>
    agents === 1
      ? 'The only agent may not run it: nobody could open it.'
      : `None of ${agents} agents may run it: nobody could open it.`,
  noAgents: 'No agent has joined yet. The restriction counts as soon as one does.',
  may: 'May run it',
  more: (agents: number) => `and ${agents} more`,
  caption: 'Agents, and whether this workspace may run there',
}
