import { type Static, Type } from '@sinclair/typebox'
import type { Program } from '../domain/exec-config.ts'
import type { RunSettings } from '../domain/run-settings.ts'
import { Id } from './id.ts'

/** Where a profile is on its host: a volume of Docker's by name, or a folder. */
export const ProfilePlace = Type.Union([
  Type.Object({ volume: Type.String({ maxLength: 200 }) }),
  Type.Object({ path: Type.String({ maxLength: 1000 }) }),
])
export type ProfilePlace = Static<typeof ProfilePlace>

/**
 * What is wanted of one profile. Work is done once for each `id`, when no container has the profile;
 * it may be told again and begun again at any time.
 */
export const ProfileGoal = Type.Object({
  profile: Id,
  place: ProfilePlace,
  work: Type.Optional(
    Type.Object({
      id: Id,
      /** `measure` does nothing more than any other: each ends with a size. */
      kind: Type.Union([
        Type.Literal('measure'),
        Type.Literal('snapshot'), // named like the work
        Type.Literal('restore'),
        Type.Literal('reset'),
        Type.Literal('delete'), // with its snapshots
      ]),
      /** Of a `restore`. */
      snapshot: Type.Optional(Id),
      /** Those to be left after a `snapshot`, it among them. */
      keep: Type.Array(Id),
    }),
  ),
})
export type ProfileGoal = Static<typeof ProfileGoal>
export type ProfileOrder = NonNullable<ProfileGoal['work']>

const Text = Type.String({ maxLength: 4096 })
const Texts = Type.Array(Text, { maxItems: 100 })
const Pairs = Type.Record(Type.String(), Text)

/** What a container has beside what every session has. */
const Run = Type.Unsafe<RunSettings>(
  Type.Object({
    hostname: Type.Optional(Text),
    user: Type.Optional(Text),
    entrypoint: Type.Optional(Texts),
    command: Type.Optional(Texts),
    workingDir: Type.Optional(Text),
    dns: Type.Optional(Texts),
    dnsSearch: Type.Optional(Texts),
    dnsOptions: Type.Optional(Texts),
    extraHosts: Type.Optional(Texts),
    tmpfs: Type.Optional(Pairs),
    ulimits: Type.Optional(
      Type.Array(Type.Object({ name: Text, soft: Type.Integer(), hard: Type.Integer() })),
    ),
    sysctls: Type.Optional(Pairs),
    labels: Type.Optional(Pairs),
    capabilities: Type.Optional(Texts),
    devices: Type.Optional(Type.Array(Type.Object({ host: Text, inside: Text, rights: Text }))),
    volumes: Type.Optional(
      Type.Array(
        Type.Object({
          place: ProfilePlace,
          target: Text,
          readOnly: Type.Boolean(),
          own: Type.Boolean(),
        }),
      ),
    ),
    network: Type.Optional(Text),
  }),
)

/** A program to be run in a session once; `id` is its own. */
export const RunOrder = Type.Object({
  id: Id,
  program: Type.Unsafe<Program>(
    Type.Object({ argv: Texts, environment: Pairs, workingDir: Type.Optional(Text) }),
  ),
})
export type RunOrder = Static<typeof RunOrder>

/** What a session's container is made from. */
export const SessionSpec = Type.Object({
  image: Type.String(),
  cores: Type.Number({ exclusiveMinimum: 0 }),
  /** Bytes. */
  memory: Type.Integer({ minimum: 1 }),
  /** Bytes of /dev/shm. */
  sharedMemory: Type.Integer({ minimum: 0 }),
  environment: Type.Record(Type.String(), Type.String()),
  /** The RFB server's password; random per session. */
  password: Type.String({ minLength: 8, maxLength: 8 }),
  /** What the container is called from inside. */
  hostname: Type.String(),
  /** What is mounted as the home of whoever works in it. */
  profile: Type.Optional(Type.Object({ id: Id, place: ProfilePlace })),
  /** Only agents that say what they offer are told of it. */
  run: Type.Optional(Run),
  /** Its image serves a page there, opened by this name with `password`; absent = a desktop with VNC. */
  web: Type.Optional(
    Type.Object({
      scheme: Type.Union([Type.Literal('http'), Type.Literal('https')]),
      port: Type.Integer({ minimum: 1, maximum: 65535 }),
      path: Type.String(),
      user: Type.String(),
    }),
  ),
})
export type SessionSpec = Static<typeof SessionSpec>

/**
 * Rises whenever a session is paused, resumed, stopped or started; facts echo it. The container stays
 * the same, unlike with a new generation.
 */
const Turn = Type.Optional(Type.Integer({ minimum: 0 }))

/** What the manager wants of one session. Idempotent: keyed by our id, told again as often as it takes. */
export const Goal = Type.Union([
  Type.Object({
    session: Id,
    generation: Type.Integer(),
    want: Type.Literal('present'),
    /** It has run: a missing container is reported as `absent`, never made anew (its work is gone). */
    ran: Type.Boolean(),
    /** Frozen with its memory, or ended with its files kept; absent: it is to run. */
    hold: Type.Optional(Type.Union([Type.Literal('paused'), Type.Literal('stopped')])),
    /** It was stopped and is to run again: a container that has ended is started, once a turn. */
    again: Type.Optional(Type.Boolean()),
    turn: Turn,
    spec: SessionSpec,
    /** In this order, each when the one before has ended or taken long. */
    runs: Type.Optional(Type.Array(RunOrder)),
  }),
  Type.Object({
    session: Id,
    generation: Type.Integer(),
    want: Type.Literal('absent'),
    turn: Turn,
  }),
])
export type Goal = Static<typeof Goal>

/**
 * Everything that one agent is to have, whole. A container of this installation that is in no goal is
 * stale and removed; so is one whose generation is older than its goal's.
 */
export const GoalSnapshot = Type.Object({
  version: Type.Integer(),
  sessions: Type.Array(Goal),
  /** Profiles with work to be done, and those of its sessions. */
  profiles: Type.Optional(Type.Array(ProfileGoal)),
  /** Images of enabled workspaces, to be had before anyone asks. */
  images: Type.Array(Type.String()),
  /** Rises when an admin asks to try an image again that failed. */
  imageRetries: Type.Record(Type.String(), Type.Integer()),
})
export type GoalSnapshot = Static<typeof GoalSnapshot>
