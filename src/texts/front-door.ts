/** What the front door says by itself, when no manager or session is there to speak. */
export const frontDoor = {
  titles: {
    malformed: 'Not understood',
    refused: 'Not allowed',
    absent: 'Not here',
    elsewhere: 'A slash is missing',
    away: 'Back in a moment',
    broken: 'Something of ours failed',
  },
  malformed: (detail: string) =>
    `The request was refused because it is not proper HTTP: ${detail}. Whatever sent it must be corrected.`,
  malformedPath:
    'The address was refused because it can be read in more than one way. Type it anew, without encoded slashes or dots.',
  elsewhere:
    'The page is at this address with a slash at its end. Browsers go there by themselves.',
  slowHead: 'The request did not arrive in time. Check the network, then try again.',
  misled: (port: number) =>
    `A reverse proxy in front sends what came by HTTPS to the port that only leads to HTTPS, which would never end. An admin must lead it to port ${port}.`,
  plainHttp:
    'This port speaks HTTPS, and the request came as plain HTTP. Begin the address with https://.',
  tooLarge: (megabytes: number) =>
    `The request is larger than the ${megabytes} MB that are taken here. Send less.`,
  managerAway:
    'The manager does not answer at the moment. Desktops that are open go on. Try again in a few seconds.',
  reloads: 'This page loads again by itself.',
  loop: 'The request came through this front door already: what stands in front of it sends it round in a circle. An admin has to correct the address it forwards to.',
  again: 'Try again',
  home: 'Your workspaces',
  full: 'As many people are connected as this host can take. Desktops that are open go on. Try again in a moment; an admin can raise the limit of open files.',
  crowdedAddress:
    'Too many connections come from your network address at the moment. Close what you do not need and try again; an admin can raise the limit per address.',
  crowded:
    'This session has too many connections open. Close other tabs that show it, and try again.',
  managerBroke:
    'The manager broke off its answer. Try again; give an admin the request number if it stays.',
  managerSlow: 'The manager took too long to answer. Try again in a few seconds.',
  gatewayAway:
    'The host of this session does not answer at the moment. Your desktop goes on; try again in a few seconds.',
  gatewayBroke:
    'The host of this session broke off its answer. Try again; give an admin the request number if it stays.',
  gatewaySlow: 'The host of this session took too long to answer. Try again in a few seconds.',
  containerAway:
    'What this session serves cannot be reached at the moment. It may still be starting; try again in a few seconds.',
  containerBroke:
    'This session broke off its answer. Try again; give an admin the request number if it stays.',
  containerSlow: 'This session took too long to answer. Try again in a few seconds.',
  denials: {
    notFound: 'There is nothing at this address. Check it, or go back to your workspaces.',
    noTicket: 'Nobody is signed in here. Open the session from your workspaces.',
    badTicket: 'This admission was not given by us. Open the session from your workspaces.',
    expiredTicket: 'This admission is too old. Open the session again from your workspaces.',
    otherSession: 'This admission is for another session. Open the session from your workspaces.',
    signedOut: 'The sign-in that opened this session has ended. Sign in again.',
    sessionGone: 'This session has ended. Open the workspace again for a new one.',
    notReady: 'The front door has just started and does not know the sessions yet. Try again.',
    switchedOff:
      'This is switched off here for your group or this workspace. An admin can switch it on.',
    notWebSocket: 'Only a WebSocket opens a session. Something in front may not pass it on.',
    foreignOrigin: 'The request came from a page of another site. Open the session here.',
  },
}
