export const images = {
  title: 'Images',
  summary: (references: number, problems: number) => {
    const all = references === 1 ? '1 image is' : `${references} images are`
    if (references === 0) return 'No enabled workspace needs an image.'
    if (problems === 0) return `${all} used by enabled workspaces. Every agent has or gets them.`
    return `${all} used by enabled workspaces. ${problems === 1 ? '1 of them has a problem.' : `${problems} of them have a problem.`}`
  },
  usedBy: (names: string) => `Used by ${names}`,
  unused: 'Used by no enabled workspace',
  agent: 'Agent',
  size: 'Size',
  absent: 'Not here yet',
  pulling: 'Pulling',
  building: 'Building',
  ready: 'Ready',
  failed: 'Cannot be had',
  progress: (image: string, agent: string) => `${image} on ${agent}`,
  retry: 'Try again',
  caption: (image: string) => `Agents and their state of ${image}`,
  emptyTitle: 'No image is needed',
  emptyBody: 'Agents get the images of enabled workspaces by themselves. Enable a workspace first.',
  noAgents: 'No agent reported yet. Images appear here once one does.',
}
