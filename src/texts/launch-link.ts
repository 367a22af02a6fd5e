/** A link that opens a workspace: `/launch/<workspace>`. */
export const launchLink = {
  title: (workspace: string) => `Open ${workspace}`,
  asks: 'A link led you here. A new session begins once you open it.',
  opensAt: 'It begins at this address:',
  opening: 'This takes a moment.',
  open: 'Open',
  back: 'Go to my workspaces',
  link: 'This workspace is another website. It opens in a new tab.',
  unknown:
    'There is no such workspace, or none that your groups show you. Check the link, or ask an admin.',
  ambiguous:
    'Several of your workspaces are called so. Open one from your list, or use a link with its id.',
}
