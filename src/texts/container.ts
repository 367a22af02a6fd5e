/** What a workspace says of the containers of its sessions, as its form says it to an admin. */
export const container = {
  title: 'Container',
  volumes: 'Volumes',
  volumesHelp:
    'A folder of the host, such as /srv/media, or a name for a volume of Docker’s, and where a session finds it. {username} and {user_id} make one for each person.',
  roots: (folders: string) => `Hosts offer folders in ${folders}.`,
  noRoots: 'No host offers folders: they are named by volume-roots where its agent starts.',
  source: 'Folder or name',
  target: 'In the session',
  mode: 'Access',
  readWrite: 'Read and write',
  readOnly: 'Read only',
  sourceExample: '/srv/media/{username}',
  targetExample: '/home/user/media',
  addVolume: 'Add a row',
  devices: 'Devices',
  devicesHelp: (offered: string) =>
    offered === ''
      ? 'Separated by commas. No host offers any: they are named by session-devices where its agent starts.'
      : `Separated by commas. Hosts offer ${offered}.`,
  devicesExample: '/dev/dri, /dev/snd',
  network: 'Network',
  networkDefault: 'Network of the sessions',
  networkIsolated: 'Isolated: reaches nothing',
  networkNamed: (name: string) => `Docker network ${name}`,
  networkGone: (name: string) => `Docker network ${name}, which no host offers now`,
  networkHelp:
    'People reach their session on each of them. Others than the first two are named by session-networks where an agent starts; what sessions reach on them is up to that network.',
  runConfig: 'Run config',
  runConfigHelp:
    'JSON with keys as docker-py and Kasm name them. Where it and a field set the same, it counts.',
  execConfig: 'Exec config',
  execConfigHelp:
    'JSON. What is run in a session: first_launch once it has started, go whenever it is opened with an address, assign when a ready one is given to a person.',
  allowed: 'What may be in it',
  key: 'Key',
  meaning: 'Value',
  preview: 'What a container gets',
  previewHelp:
    'As its host tells Docker, from the very rules that make it. What cannot be read yet is left out.',
  previewOf: 'Settings of the container, and who set each',
  setting: 'Setting',
  value: 'Value',
  setBy: 'Set by',
  by: {
    field: 'This form',
    config: 'Run config',
    image: 'Image',
    default: 'Default',
    host: 'Host',
    platform: 'Platform',
  },
  always: 'What the platform sets, whatever stands above',

  keys: {
    hostname: 'A name of letters, digits and -, such as studio.',
    environment: 'NAME: value, or a list of "NAME=value"; not what the platform sets.',
    shm_size: 'Shared memory, as a number of bytes or a text such as "1g".',
    user: 'Another user of the image than its own, such as "1001:1001". Never root.',
    entrypoint: 'What is run instead of the image’s own, as a text or a list of words.',
    command: 'What the entrypoint is given, as a text or a list of words.',
    working_dir: 'An absolute path in the session.',
    dns: 'A list of IPv4 addresses of name servers, none on the host itself.',
    dns_search: 'A list of domains.',
    dns_opt: 'A list of resolver options, such as "ndots:2".',
    extra_hosts: 'Name: IPv4 address, none of the host itself.',
    tmpfs: 'Path: options such as "size=64m,noexec"; not below /proc, /sys or /dev.',
    ulimits:
      'A list of {"Name": "nofile", "Soft": 1024, "Hard": 4096}; core, memlock, nofile, nproc, stack and the like.',
    sysctls:
      'Of the container’s own namespaces: net.ipv4.ip_unprivileged_port_start, net.ipv4.ping_group_range, net.core.somaxconn, kernel.shm*, kernel.msg*, fs.mqueue.* and the like, each a number.',
    labels: 'Name: value; not those that begin with casement. or com.docker.',
    cap_add: 'A list of CHOWN, FOWNER, KILL and NET_BIND_SERVICE.',
    devices:
      'A list such as "/dev/dri" or "/dev/snd:/dev/snd:rw": graphics, sound, cameras, KVM and serial adapters that a host offers.',
    volumes:
      '"/srv/media": {"bind": "/media", "mode": "ro"}, as in the fields above; rw or ro, not below /proc, /sys or /dev.',
    network: '"isolated", or the name of a Docker network that a host offers.',
  },
  moments: {
    first_launch: 'Once the session has started for the first time.',
    go: 'Whenever it is opened with an address, which is in KASM_URL and CASEMENT_URL.',
    assign: 'When a ready session is given to a person, with the address if there is one.',
  },
  programKeys:
    'Each has cmd, a text or a list of words, and may have environment and workdir. It runs as the session does; no shell is between.',

  names: {
    'Config.Image': 'Image',
    'Config.Hostname': 'Host name',
    'Config.User': 'User',
    'Config.Entrypoint': 'Entrypoint',
    'Config.Cmd': 'Command',
    'Config.WorkingDir': 'Working folder',
    'HostConfig.NetworkMode': 'Network',
    'HostConfig.Dns': 'Name servers',
    'HostConfig.DnsSearch': 'Search domains',
    'HostConfig.DnsOptions': 'Resolver options',
    'HostConfig.ExtraHosts': 'Extra hosts',
    'HostConfig.Tmpfs': 'Folders in memory',
    'HostConfig.Sysctls': 'Kernel settings',
    'HostConfig.Ulimits': 'Limits of processes',
    'HostConfig.NanoCpus': 'CPUs',
    'HostConfig.Memory': 'Memory',
    'HostConfig.MemorySwap': 'Memory with swap',
    'HostConfig.ShmSize': 'Shared memory',
    'HostConfig.PidsLimit': 'Most processes',
    'HostConfig.OomScoreAdj': 'Turn when memory runs out',
    'HostConfig.CapDrop': 'Capabilities dropped',
    'HostConfig.CapAdd': 'Capabilities added',
    'HostConfig.SecurityOpt': 'Security options',
    'HostConfig.Privileged': 'Privileged',
    'HostConfig.Init': 'Init of Docker’s',
    'HostConfig.RestartPolicy': 'Restarts by Docker',
    'HostConfig.LogConfig': 'Log',
    'HostConfig.GroupAdd': 'Groups',
    'HostConfig.Mounts.profile': 'Profile',
  } satisfies Record<string, string>,
  kinds: {
    'Config.Env': 'Variable',
    'Config.Labels': 'Label',
    'HostConfig.Mounts': 'Volume',
    'HostConfig.Devices': 'Device',
  } satisfies Record<string, string>,
  unknown: {
    'Config.Hostname': 'session- and the beginning of its id',
    'Config.User': 'As the image says; where that is root, 1000:1000',
    'Config.Entrypoint': 'As the image has it',
    'Config.Cmd': 'As the image has it',
    'Config.WorkingDir': 'As the image has it',
    'Config.Env.VNC_PW': 'Random, of each session',
    'Config.Labels.casement.*': 'By which an agent knows its sessions',
    'HostConfig.GroupAdd': 'Those that the devices belong to',
    'HostConfig.Mounts.profile': 'The person’s profile, as their home',
  } satisfies Record<string, string>,
  yes: 'Yes',
  no: 'No',
  notWritable: 'read only',
  pair: (name: string, value: string) => `${name} = ${value}`,
  ulimit: (name: string, soft: number, hard: number) => `${name} ${soft}, at most ${hard}`,

  notJson: (line: number, column: number, why: string) =>
    `Line ${line}, character ${column}: ${why}`,
  json: {
    InvalidSymbol: 'this is no JSON. Texts and keys stand in double quotes.',
    InvalidNumberFormat: 'this is no number as JSON has them.',
    PropertyNameExpected: 'a key in double quotes is expected, and no comma after the last one.',
    ValueExpected: 'a value is expected, and no comma after the last one.',
    ColonExpected: 'a colon is expected between a key and its value.',
    CommaExpected: 'a comma is expected between two entries.',
    CloseBraceExpected: 'a closing } is missing.',
    CloseBracketExpected: 'a closing ] is missing.',
    EndOfFileExpected: 'this stands behind the end. Remove it.',
    InvalidCommentToken: 'JSON has no comments. Remove it.',
    UnexpectedEndOfString: 'a text is not closed by a double quote.',
  } satisfies Record<string, string>,
  notJsonAtAll: 'this is no JSON. Remove it, or correct it.',
  notObject: 'It has to be an object: { at the beginning, } at the end.',
  tooLong: (most: number) => `It has more than ${most} characters. Shorten it.`,
  keyUnknown: (key: string, like: string) => `“${key}” is not known. Did you mean “${like}”?`,
  keyPower: (key: string) =>
    `“${key}” is not allowed: it would give sessions power over their host or over each other. Remove it.`,
  keyPlatform: (key: string) => `“${key}” is set by the platform. Remove it.`,
  keyField: (key: string) =>
    `“${key}” is set by a field of this form. Remove it, and use the field.`,
  keyValue: (key: string, expected: string) => `“${key}” is not of its form. ${expected}`,
  momentUnknown: (moment: string) =>
    `“${moment}” is not known. It has first_launch, go and assign.`,
  programUnknown: (moment: string, key: string) =>
    `“${key}” of “${moment}” is not known. It has cmd, environment and workdir.`,
  programPower: (moment: string, key: string) =>
    `“${key}” of “${moment}” is not allowed: it runs as the session’s user. Remove it.`,
  programCmd: (moment: string) =>
    `“cmd” of “${moment}” has to be a text whose quotes are closed, or a list of words.`,
  programEnvironment: (moment: string) =>
    `“environment” of “${moment}” has to be NAME: value, without what the platform sets.`,
  programWorkdir: (moment: string) =>
    `“workdir” of “${moment}” has to be an absolute path, not below /proc, /sys or /dev.`,
  volumeForm: (row: number) =>
    `Row ${row}: it begins with a folder such as /srv/media, without . and .., or a name of letters, digits, . _ and -.`,
  volumePlaceholder: (row: number) => `Row ${row}: only {username} and {user_id} are filled in.`,
  volumeTarget: (row: number) =>
    `Row ${row}: where a session finds it is an absolute path, not below /proc, /sys or /dev.`,
  volumeTwice: (target: string) =>
    `${target} is the place of two things. Give one of them another place.`,
  volumeMany: (most: number) => `These are more than ${most} volumes. Leave some out.`,
  deviceForm: (typed: string) =>
    `${typed} is no device that a session may have, such as /dev/dri, /dev/snd or /dev/video0.`,
  missingVolume: (path: string) =>
    `No host offers the folder ${path}. Name a folder above it by volume-roots where an agent starts, or choose another.`,
  missingDevice: (path: string) =>
    `No host offers the device ${path}. Name it by session-devices where an agent starts, or leave it out.`,
  missingNetwork: (name: string) =>
    `No host offers the network ${name}. Name it by session-networks where an agent starts, or choose another.`,
  missingTogether:
    'There is a host for each of the volumes, devices and networks, but none that has all of them.',
  missingOld: 'No host knows such settings yet. Upgrade Casement on its agents first.',
  networkForm: 'Choose one of the networks shown.',
  poolVolume: (source: string) =>
    `The volume ${source} differs from person to person, so no session can be ready before one comes. Set this to 0, or change the volume.`,
  poolStart:
    'first_launch of the exec config differs from person to person, so no session can be ready before one comes. Set this to 0, or use assign.',
}
