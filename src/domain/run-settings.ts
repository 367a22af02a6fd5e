/** What a container has beside what every session has. All of it is optional: absent = as usual. */
export type RunSettings = {
  readonly hostname?: string
  /** Uid or name, with a group or not; never root. */
  readonly user?: string
  readonly entrypoint?: readonly string[]
  readonly command?: readonly string[]
  readonly workingDir?: string
  readonly dns?: readonly string[]
  readonly dnsSearch?: readonly string[]
  readonly dnsOptions?: readonly string[]
  /** `name:address`. */
  readonly extraHosts?: readonly string[]
  /** Options by path. */
  readonly tmpfs?: Readonly<Record<string, string>>
  readonly ulimits?: readonly Ulimit[]
  readonly sysctls?: Readonly<Record<string, string>>
  readonly labels?: Readonly<Record<string, string>>
  readonly capabilities?: readonly string[]
  readonly devices?: readonly Device[]
  readonly volumes?: readonly Mount[]
  /** Absent: that of the sessions. */
  readonly network?: string
}

export type Ulimit = { readonly name: string; readonly soft: number; readonly hard: number }

/** A device or a folder of devices. `rights` are some of r (read), w (write), m (make). */
export type Device = { readonly host: string; readonly inside: string; readonly rights: string }

/** A volume with its owner filled in. */
export type Mount = {
  readonly place: { readonly path: string } | { readonly volume: string }
  readonly target: string
  readonly readOnly: boolean
  /** It is somebody's own: its host makes the folder where there is none. */
  readonly own: boolean
}
