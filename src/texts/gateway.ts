/** What the gateway of an agent answers. Programs read the reason beside it. */
export const gateway = {
  wrongKey: 'Only the front door may ask here.',
  unknown: 'There is nothing at this address.',
  notRunning: 'The session does not run at the moment. Start it again, then try once more.',
  away: 'Docker Engine does not answer on the host of this session. Try again in a moment.',
  noLength: 'The length of the file is missing. Send it again with a Content-Length.',
  badName:
    'Such a name cannot be used in the session: it is empty, begins a path to elsewhere, or has characters that cannot be seen. Rename it, then try again.',
  longName: 'The name is too long. Shorten it to 240 bytes, then try again.',
  leadsOut: 'That folder of Uploads is a link to elsewhere. Choose another one.',
  diskFull: 'The disk of the session has no room for it. Free some space there, then try again.',
  quota: 'It does not fit into what the session may store. Delete something there, then try again.',
  cut: 'It did not arrive whole, so nothing of it was kept. Try again.',
  notWritable: 'The session does not let files into that folder. Look at its permissions there.',
  absent: 'It is not in Downloads of the session any more. Look at the list again.',
  printAbsent: 'It is not in PDF of the session any more. Look at the list again.',
  broken: 'The host of this session could not do that. Try again; an admin finds why in its log.',
}
