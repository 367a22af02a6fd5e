/** How an image is reached, in the form of a workspace. */
export const web = {
  title: 'How it is reached',
  kind: 'What its image serves',
  desktop: 'Desktop of ours',
  http: 'Web page (http)',
  https: 'Web page (https)',
  kindHelp:
    'A desktop of ours is VNC at port 5901. Images with a screen or a tool on the web, such as those with KasmVNC, serve a page, which is shown from an origin of its own.',
  port: 'Port',
  portHelp: 'Inside the container; 6901 for images with KasmVNC. Nothing is published.',
  path: 'Path',
  pathHelp: 'Where a visit begins, such as /vnc.html. Empty: /',
  user: 'Name it is opened with',
  userHelp:
    'Sent with the password of the session (VNC_PW), which never reaches the browser; kasm_user for images with KasmVNC. Empty: none.',
  fingerprint: 'Fingerprint of its certificate',
  fingerprintHelp: 'SHA-256. Empty: any certificate is believed, as images make one at each start.',
  kindUnknown: 'There is no such way to reach an image. Choose one of the three.',
  pathForm: 'It must begin with one slash and have no blanks, such as /vnc.html?autoconnect=1.',
  userForm: 'Letters, digits and signs only, without blanks and colons.',
  fingerprintForm: 'It must be a SHA-256 of 64 hex digits, with or without colons.',
}
