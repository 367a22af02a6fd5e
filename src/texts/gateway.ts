/** What the gateway of an agent answers. Programs read the reason beside it. */
export const gateway = {
  wrongKey: 'Only the front door may ask here.',
  unknown: 'There is nothing at this address.',
  notRunning: 'The session does not run at the moment. Start it again, then try once more.',
  away: 'Docker Engine does not answer on the host of this session. Try again in a moment.',
  broken: 'The host of this session could not do that. Try again; an admin finds why in its log.',
}
