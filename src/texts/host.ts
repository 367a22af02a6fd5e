/** What an agent says about its host. The sentences travel in check-ins and are shown as they are. */
export const host = {
  profileOutside: (path: string) =>
    `The folder ${path} is not below one that profile-roots allows on this host. Add its folder to profile-roots and restart the agent.`,
  notOffered: {
    volume: (path: string) =>
      `The folder ${path} is not below one that volume-roots allows on this host. Add its folder to volume-roots and restart the agent.`,
    device: (path: string) =>
      `The device ${path} is not among those that session-devices allows on this host. Add it to session-devices and restart the agent.`,
    network: (name: string) =>
      `The network ${name} is not among those that session-networks allows on this host. Add it to session-networks and restart the agent.`,
  },
  noFolder: (path: string) =>
    `${path} is no folder of this host. Make it, or correct the workspace that mounts it.`,
  noDevice: (path: string) =>
    `There is no ${path} on this host. Load its driver, or take it out of the workspace.`,
  volumeOutOfReach: (volume: string, path: string) =>
    `The volume ${volume} is at ${path}, where this agent cannot see it. The agent has to run on the host of its Docker Engine.`,
  snapshotGone: 'The archive of this snapshot is not on this host any more. Choose another one.',
  dockerAbsent: (socket: string) =>
    `Docker Engine does not run on this host: there is no ${socket}. Install it (apt-get install docker.io) or start it (systemctl start docker); sessions work as soon as it answers.`,
  dockerRefuses: (socket: string) =>
    `Docker Engine does not run on this host: nothing listens on ${socket}. Start it (systemctl start docker); sessions work as soon as it answers.`,
  dockerForbidden: (socket: string) =>
    `${socket} may not be opened: the agent must run as root. Start Casement as root.`,
  dockerSilent: (socket: string) =>
    `Docker Engine on ${socket} does not answer. Look at its log (journalctl -u docker); sessions work as soon as it answers.`,
  dockerBroke: (detail: string) =>
    `The connection to Docker Engine broke: ${detail}. It is tried again by itself.`,
  dockerFull: (detail: string) =>
    `The disk of this host is full: ${detail}. Free some space where Docker keeps its data (docker system df).`,
  dockerSaid: (detail: string) => `Docker Engine refused: ${detail}.`,
  noToken: (path: string) =>
    `This host has no manager token: give --token, or put the token of the manager into ${path}.`,
  badNetwork: (typed: string) =>
    `"${typed}" is not an IPv4 network such as 192.168.7.0/24. Sessions have no IPv6.`,
  networkInUse: (name: string, containers: number) =>
    `${containers} containers of another installation are on the Docker network ${name}; it and its firewall rules stay. End them, then run this again.`,
  sessionsWithoutEngine: (count: number) =>
    `${count} sessions run on although Docker Engine does not answer; they cannot be ended, and their firewall rules stay. Start it (systemctl start docker), then run this again.`,
  connecting: 'The agent has just started and looks at Docker Engine.',
  noFirewall: (program: string, detail: string) =>
    `Sessions cannot be shut off from this host and its networks: ${program} failed (${detail}). Install it (apt-get install iptables); sessions work as soon as it does.`,
  noNetwork: (detail: string) =>
    `The network of the sessions cannot be made: ${detail}. Remove what is in its way; it is tried again by itself.`,
  foreignNetwork: (name: string) =>
    `The Docker network ${name} exists but lets sessions reach each other, and is in use. End its containers, then remove it with: docker network rm ${name}`,
  foreignContainer: (name: string) =>
    `A container called ${name} that is not ours is in the way. Remove it with: docker rm --force ${name}`,
  silentDesktop: (seconds: number, said: string) =>
    `Its container runs, but its desktop has not answered for ${seconds} s.${said === '' ? '' : ` It wrote: “${said}”.`}`,
  noSuchImage: (reference: string) => `The image ${reference} is not on this host.`,
  vanished:
    'The container of this session was removed from outside Casement. Open the workspace again for a new one.',
  liveRestoreOff:
    'Live restore of Docker Engine is off: a restart of Docker ends every session. Put {"live-restore": true} into /etc/docker/daemon.json, then: systemctl reload docker',
  oldRunc: (version: string) =>
    `runc ${version} is older than 1.1.12 and lets a container escape to the host (CVE-2024-21626). Update Docker Engine.`,
  lowDisk: (percent: number, path: string) =>
    `${percent} % of the disk of ${path} is in use. Free some space before images and sessions fail.`,
  fullDisk: (percent: number, path: string) =>
    `${percent} % of the disk of ${path} is in use, so no new session starts here. Free some space (docker system df); it goes on by itself.`,
  noSeccomp:
    'Docker Engine runs without seccomp, so sessions may use every system call. Run it on a kernel with seccomp, without --seccomp-profile=unconfined.',
}
