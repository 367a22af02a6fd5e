/**
 * All tables. Columns are the snake_case of their keys: drizzle is opened, and drizzle-kit run, with
 * `casing: 'snake_case'`. A change here needs `bun run generate NAME`; `bun run check` says so.
 */
import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  customType,
  index,
  integer,
  jsonb,
  pgEnum,
  pgTable,
  primaryKey,
  real,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import type { CertificateReport } from '../contract/certificate.ts'
import type { HostFacts } from '../contract/checkin.ts'
import type { ExecConfig, ExecMoment, Program } from '../domain/exec-config.ts'
import type { PlacementRefusal } from '../domain/placement.ts'
import type { ProfileKind, ProfileWork } from '../domain/profile.ts'
import type { RunSettings } from '../domain/run-settings.ts'
import { SESSION_STATES } from '../domain/session.ts'
import type { Volume } from '../domain/volume.ts'
import type { WebPage } from '../domain/web-page.ts'

const id = () => uuid().primaryKey().defaultRandom()
const at = () => timestamp({ withTimezone: true })
const createdAt = () => at().notNull().defaultNow()

/** Encrypted with the master key, by a sealer of the manager, before it gets here. */
const sealed = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => 'bytea' })

/** One row: what this installation is. */
export const installation = pgTable('installation', {
  id: id(),
  /** How often the clock of this database has leapt under managers that ran. */
  clockLeaps: integer().notNull().default(0),
  createdAt: createdAt(),
})

/** Keys of the platform itself, such as the one that signs tickets. */
export const platformKeys = pgTable('platform_keys', {
  name: text().primaryKey(),
  publicKey: text().notNull(),
  privateKey: sealed().notNull(),
  createdAt: createdAt(),
})

export const zones = pgTable('zones', {
  id: id(),
  name: text().notNull().unique(),
})

export const users = pgTable(
  'users',
  {
    id: id(),
    username: text().notNull(),
    fullName: text().notNull().default(''),
    email: text().notNull().default(''),
    /** argon2id, PHC form. */
    passwordHash: text().notNull(),
    mustChangePassword: boolean().notNull().default(false),
    disabled: boolean().notNull().default(false),
    /** Deleted, and kept only until an agent confirms that nothing of their sessions is left. */
    deletedAt: at(),
    theme: text().notNull().default('system'),
    /** Of src/texts/languages.ts; empty = what the browser asks for. */
    language: text().notNull().default(''),
    /** What opens at sign-in: a workspace's id, `portal`, or empty = as their groups say. */
    start: text().notNull().default(''),
    createdAt: createdAt(),
    passwordSetAt: createdAt(),
    lastSignInAt: at(),
  },
  (t) => [uniqueIndex('users_username').on(sql`lower(${t.username})`)],
)

export const groups = pgTable('groups', {
  id: id(),
  name: text().notNull().unique(),
  description: text().notNull().default(''),
  /** Lowest counts first where groups differ in a setting. */
  priority: integer().notNull().default(100),
  /** Members administer everything. */
  administrators: boolean().notNull().default(false),
  /** Made by the first boot; cannot be deleted. */
  system: boolean().notNull().default(false),
  /**
   * What opens at the sign-in of its members; the first group by priority that has one counts. One that
   * was deleted, or is not shown to a member, opens nothing.
   */
  startWorkspaceId: uuid(),
  createdAt: createdAt(),
})

export const groupMembers = pgTable(
  'group_members',
  {
    groupId: uuid()
      .notNull()
      .references(() => groups.id, { onDelete: 'cascade' }),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
  },
  (t) => [primaryKey({ columns: [t.groupId, t.userId] }), index('group_members_user').on(t.userId)],
)

export const groupSettings = pgTable(
  'group_settings',
  {
    groupId: uuid()
      .notNull()
      .references(() => groups.id, { onDelete: 'cascade' }),
    /** A name of domain/limits.ts GROUP_SETTINGS, or of domain/abilities.ts: 0 is off, 1 is on. */
    name: text().notNull(),
    value: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.groupId, t.name] })],
)

export const workspaceKind = pgEnum('workspace_kind', ['container', 'link'])

export const workspaces = pgTable('workspaces', {
  id: id(),
  kind: workspaceKind().notNull(),
  name: text().notNull(),
  description: text().notNull().default(''),
  /** A name of the icon set, and a tint of the tile. */
  icon: text().notNull().default('monitor'),
  tint: integer().notNull().default(0),
  categories: text().array().notNull().default([]),
  /** Words to find it by, of an admin's own choice. */
  tags: text().array().notNull().default([]),
  /** Where lists show it, lowest first, those of one place by name; 0 until an admin orders them. */
  position: integer().notNull().default(0),
  enabled: boolean().notNull().default(true),
  /** Container kind. */
  image: text().notNull().default(''),
  cores: real().notNull().default(2),
  memory: bigint({ mode: 'number' }).notNull().default(2_147_483_648),
  sharedMemory: bigint({ mode: 'number' }).notNull().default(536_870_912),
  environment: jsonb().$type<Record<string, string>>().notNull().default({}),
  /** Live sessions of it, of all people and of each; 0 = no limit of its own. */
  maxSessions: integer().notNull().default(0),
  maxPerUser: integer().notNull().default(0),
  /** Abilities (domain/abilities.ts) that no session of it has, whatever groups say. */
  abilitiesOff: text().array().notNull().default([]),
  /** What a person keeps between sessions of it: nothing, a volume of Docker's, a folder of the host. */
  profile: text().$type<ProfileKind>().notNull().default('off'),
  /** A template of domain/profile.ts; of kind `path` alone. */
  profilePath: text().notNull().default(''),
  /** Bytes; 0 = none. */
  profileQuota: bigint({ mode: 'number' }).notNull().default(0),
  /** How many snapshots are kept of a profile; 0 = none is taken. */
  profileSnapshots: integer().notNull().default(3),
  /** Sessions that are kept ready for whoever comes. */
  poolSize: integer().notNull().default(0),
  /** JSON as typed (domain/run-config.ts, domain/exec-config.ts); empty = none. */
  runConfig: text().notNull().default(''),
  execConfig: text().notNull().default(''),
  volumes: jsonb().$type<Volume[]>().notNull().default([]),
  /** Of the host, such as `/dev/dri`. */
  devices: text().array().notNull().default([]),
  /** Empty = that of the sessions; `isolated`; or the name of one that agents offer. */
  network: text().notNull().default(''),
  /** Null = a desktop of ours. */
  web: jsonb().$type<WebPage>(),
  /** Names of zones: only agents of one of them run it; none = any. Labels: only agents that have them all. */
  zones: text().array().notNull().default([]),
  labels: text().array().notNull().default([]),
  /** Link kind. */
  linkUrl: text().notNull().default(''),
  createdAt: createdAt(),
})

export const workspaceGroups = pgTable(
  'workspace_groups',
  {
    workspaceId: uuid()
      .notNull()
      .references(() => workspaces.id, { onDelete: 'cascade' }),
    groupId: uuid()
      .notNull()
      .references(() => groups.id, { onDelete: 'cascade' }),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.groupId] }),
    index('workspace_groups_group').on(t.groupId),
  ],
)

export const favourites = pgTable(
  'favourites',
  {
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    workspaceId: uuid()
      .notNull()
      .references(() => workspaces.id, { onDelete: 'cascade' }),
  },
  (t) => [primaryKey({ columns: [t.userId, t.workspaceId] })],
)

/** A sign-in that is alive. The browser holds the token, this only its SHA-256. */
export const logins = pgTable(
  'logins',
  {
    id: id(),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    tokenHash: text().notNull().unique(),
    createdAt: createdAt(),
    lastSeenAt: createdAt(),
    expiresAt: at().notNull(),
    address: text().notNull().default(''),
    userAgent: text().notNull().default(''),
  },
  (t) => [index('logins_user').on(t.userId)],
)

/** Failed sign-ins of one account (`account:name`) or address (`address:ip`), for the throttle. */
export const signInAttempts = pgTable('sign_in_attempts', {
  key: text().primaryKey(),
  failures: integer().notNull().default(0),
  lastFailureAt: at().notNull().defaultNow(),
  blockedUntil: at(),
})

export const hostRole = pgEnum('host_role', ['agent', 'proxy'])

/** A host that enrolled with the manager token, known by its public key. */
export const hosts = pgTable(
  'hosts',
  {
    id: id(),
    role: hostRole().notNull(),
    name: text().notNull(),
    /** Ed25519, SPKI PEM. */
    publicKey: text().notNull().unique(),
    version: text().notNull(),
    zoneId: uuid()
      .notNull()
      .references(() => zones.id),
    /** Of a proxy: what it shows to browsers, as it said last, and when that was. */
    certificates: jsonb().$type<CertificateReport>(),
    certificatesAt: at(),
    enrolledAt: createdAt(),
    lastSeenAt: createdAt(),
  },
  (t) => [index('hosts_role').on(t.role)],
)

export const agents = pgTable('agents', {
  id: uuid()
    .primaryKey()
    .references(() => hosts.id, { onDelete: 'cascade' }),
  /** Off = drain: no new sessions, those that run live on. */
  enabled: boolean().notNull().default(true),
  cores: real().notNull().default(0),
  memory: bigint({ mode: 'number' }).notNull().default(0),
  /** 0 = none: the real figure counts. */
  coresOverride: real().notNull().default(0),
  memoryOverride: bigint({ mode: 'number' }).notNull().default(0),
  /** Those that an admin gave it, and those of its own configuration; it has both. */
  labels: text().array().notNull().default([]),
  ownLabels: text().array().notNull().default([]),
  /** The last check-in, whole; null before the first. */
  facts: jsonb().$type<HostFacts>(),
  /** A contract Gateway as JSON; null where the agent has none. */
  gateway: sealed(),
  /** SHA-256 of what is sealed there, to tell whether it is new: sealing makes other bytes each time. */
  gatewayMark: text(),
  checkedInAt: at(),
})

export const imageState = pgEnum('image_state', [
  'absent',
  'pulling',
  'building',
  'ready',
  'failed',
])

export const agentImages = pgTable(
  'agent_images',
  {
    agentId: uuid()
      .notNull()
      .references(() => agents.id, { onDelete: 'cascade' }),
    reference: text().notNull(),
    state: imageState().notNull(),
    percent: integer().notNull().default(0),
    message: text().notNull().default(''),
    size: bigint({ mode: 'number' }).notNull().default(0),
    /** Docker's id of it; empty where the agent does not say. */
    imageId: text().notNull().default(''),
    /** How often an admin asked to try again; told to the agent. */
    retries: integer().notNull().default(0),
    updatedAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.agentId, t.reference] })],
)

export const sessionState = pgEnum('session_state', SESSION_STATES)

/** Why a session failed, for the reader's language: a kind and what it names. */
export type SessionFailure =
  | { readonly kind: 'no place'; readonly agents: readonly AgentRefusal[] }
  | { readonly kind: 'image'; readonly image: string; readonly problem: string }
  | { readonly kind: 'container'; readonly problem: string }
  | { readonly kind: 'exited'; readonly exitCode: number; readonly said?: string }
  | { readonly kind: 'out of memory'; readonly limit: number }
  | {
      readonly kind: 'deadline'
      readonly state: string
      readonly seconds: number
      /** What was in the way, as far as anybody knew. */
      readonly problem?: string
    }
  | { readonly kind: 'vanished' }
  /** Its host went down while it was paused. */
  | { readonly kind: 'cut off' }
  /** Its time was up, or nobody used it for so long: why it is paused or stopped. */
  | { readonly kind: 'time up'; readonly minutes: number }
  | { readonly kind: 'idle'; readonly minutes: number }

export type AgentRefusal = { readonly agent: string; readonly reason: PlacementRefusal }

/**
 * What a person keeps between sessions of a workspace. It is held by the one session that names it and
 * is not released yet: an index sees to it, so nobody can forget to give it back.
 */
export const profiles = pgTable(
  'profiles',
  {
    id: id(),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    /** Null once its workspace was deleted: then it is to go, too. */
    workspaceId: uuid().references(() => workspaces.id, { onDelete: 'set null' }),
    workspaceName: text().notNull(),
    kind: text().$type<Exclude<ProfileKind, 'off'>>().notNull(),
    /** The folder, of kind `path`; where it is does not change with the workspace. */
    path: text().notNull().default(''),
    /** Where it is, or was used last; null before its first session was placed. */
    agentId: uuid().references(() => agents.id),
    /** Bytes on disk, as its agent measured it last. */
    size: bigint({ mode: 'number' }).notNull().default(0),
    measuredAt: at(),
    /** The session that may have changed it since the last snapshot. */
    usedBy: uuid(),
    lastUsedAt: at(),
    /** What its agent is to do with it; no session may have it meanwhile. */
    work: text().$type<ProfileWork>(),
    /** Of this order alone; of a `snapshot` its id. */
    workId: uuid(),
    /** Of a `restore`. */
    workSnapshotId: uuid(),
    /** What keeps its agent from that work. */
    trouble: text().notNull().default(''),
    createdAt: createdAt(),
  },
  (t) => [
    uniqueIndex('profiles_owner').on(t.userId, t.workspaceId),
    uniqueIndex('profiles_path').on(t.path).where(sql`path <> ''`),
    index('profiles_agent').on(t.agentId),
    index('profiles_unsettled').on(t.usedBy).where(sql`used_by is not null`),
    index('profiles_workspace').on(t.workspaceId),
  ],
)

/** An archive of a profile that its agent holds. */
export const profileSnapshots = pgTable(
  'profile_snapshots',
  {
    id: uuid().primaryKey(),
    profileId: uuid()
      .notNull()
      .references(() => profiles.id, { onDelete: 'cascade' }),
    agentId: uuid()
      .notNull()
      .references(() => agents.id),
    /** Bytes of the archive. */
    size: bigint({ mode: 'number' }).notNull(),
    takenAt: createdAt(),
  },
  (t) => [index('profile_snapshots_profile').on(t.profileId, t.takenAt)],
)

export const sessions = pgTable(
  'sessions',
  {
    id: id(),
    /** Null while it is ready in a pool: then it is nobody's, and never was anybody's. */
    userId: uuid().references(() => users.id, { onDelete: 'cascade' }),
    /** What it holds until it is released; null where it keeps nothing. */
    profileId: uuid().references(() => profiles.id, { onDelete: 'set null' }),
    /** Of a pooled one: the image that its agent had when it was made. */
    pooledImage: text(),
    /** Null once its workspace was deleted. */
    workspaceId: uuid().references(() => workspaces.id, { onDelete: 'set null' }),
    /** As it was at launch: later edits of the workspace reach new sessions only. */
    workspaceName: text().notNull(),
    icon: text().notNull(),
    tint: integer().notNull(),
    image: text().notNull(),
    cores: real().notNull(),
    memory: bigint({ mode: 'number' }).notNull(),
    sharedMemory: bigint({ mode: 'number' }).notNull(),
    environment: jsonb().$type<Record<string, string>>().notNull(),
    /** What its container has beside that; null where it is nothing. */
    run: jsonb().$type<RunSettings>(),
    /** Of its workspace when it began; null = a desktop of ours. */
    web: jsonb().$type<WebPage>(),
    /** What is run in it at its moments; null where it is nothing. */
    exec: jsonb().$type<ExecConfig>(),
    /** Fills a second press of the same button: one session for one key of one user. */
    requestKey: uuid().notNull(),

    state: sessionState().notNull().default('requested'),
    stateChangedAt: createdAt(),
    /** When its present state has lasted too long; null where it may last. */
    deadlineAt: at(),
    agentId: uuid().references(() => agents.id),
    /** Rises when the container is to be made anew; facts of an older one change nothing. */
    generation: integer().notNull().default(1),
    /** Rises when the agent is to do something else with the container; facts of an older one change nothing. */
    turn: integer().notNull().default(0),
    /** Of a pull. */
    percent: integer().notNull().default(0),
    failure: jsonb().$type<SessionFailure>(),
    /** What keeps the agent from what is wanted of it now, in a sentence; empty where nothing does. */
    trouble: text().notNull().default(''),
    /** A process of it was ended for memory while it lived on. */
    outOfMemory: boolean().notNull().default(false),
    password: sealed().notNull(),
    host: text(),
    port: integer(),
    /** Until the agent confirms that nothing is left, even a failed session holds its capacity; only a stopped one holds none. */
    releasedAt: at(),
    createdAt: createdAt(),
    /** When its time is up; null where it has no limit, or its time begins anew when it goes on. */
    expiresAt: at(),
    /** How often that was moved since its time began. */
    extensions: integer().notNull().default(0),
    /** When it began to run or somebody typed or pointed in it, whichever is later. */
    activeAt: createdAt(),
    endedAt: at(),
  },
  (t) => [
    uniqueIndex('sessions_request').on(t.userId, t.requestKey),
    index('sessions_user').on(t.userId, t.state),
    index('sessions_agent').on(t.agentId).where(sql`released_at is null`),
    uniqueIndex('sessions_profile').on(t.profileId).where(sql`released_at is null`),
    index('sessions_pool').on(t.workspaceId).where(sql`user_id is null`),
    index('sessions_deadline').on(t.deadlineAt).where(sql`deadline_at is not null`),
    index('sessions_expires').on(t.expiresAt).where(sql`released_at is null`),
    index('sessions_active').on(t.activeAt).where(sql`state = 'running'`),
    index('sessions_created').on(t.createdAt),
    index('sessions_ended').on(t.endedAt).where(sql`ended_at is not null`),
  ],
)

/** A program that a session's agent is to run in it once. */
export const sessionRuns = pgTable(
  'session_runs',
  {
    id: id(),
    sessionId: uuid()
      .notNull()
      .references(() => sessions.id, { onDelete: 'cascade' }),
    moment: text().$type<ExecMoment>().notNull(),
    /** Argv, its environment and where it starts. */
    program: jsonb().$type<Program>().notNull(),
    createdAt: at().notNull().default(sql`clock_timestamp()`),
    /** Its agent has begun it, or given it up. */
    doneAt: at(),
    /** Null while nobody knows. */
    exitCode: integer(),
    problem: text().notNull().default(''),
  },
  (t) => [
    index('session_runs_session').on(t.sessionId, t.createdAt),
    index('session_runs_due').on(t.sessionId).where(sql`done_at is null`),
  ],
)

/** One row a transition: history, audit and timing. */
export const sessionEvents = pgTable(
  'session_events',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    sessionId: uuid()
      .notNull()
      .references(() => sessions.id, { onDelete: 'cascade' }),
    at: at().notNull().default(sql`clock_timestamp()`),
    event: text().notNull(),
    fromState: sessionState(),
    toState: sessionState().notNull(),
    /** Who caused it; null = the platform. */
    actorId: uuid(),
  },
  (t) => [index('session_events_session').on(t.sessionId, t.id)],
)
