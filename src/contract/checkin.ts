import { type Static, Type } from '@sinclair/typebox'
import { Gateway } from './gateway.ts'
import { Id } from './id.ts'

/**
 * What the agent sees of one session. `generation` and `turn` echo the goal's: those of an older one
 * change nothing.
 */
export const SessionFact = Type.Object({
  session: Id,
  generation: Type.Integer(),
  /** Absent from agents that know none. */
  turn: Type.Optional(Type.Integer({ minimum: 0 })),
  state: Type.Union([
    Type.Literal('absent'), // confirmed: no container, no volume of it
    Type.Literal('pulling'),
    Type.Literal('starting'),
    Type.Literal('running'),
    Type.Literal('paused'), // frozen, as its goal says
    Type.Literal('stopped'), // its container has ended, its files are there, and so it is to be
    Type.Literal('exited'),
    Type.Literal('failed'), // it could not be made; `problem` says why
  ]),
  /** 0 to 100 while pulling. */
  percent: Type.Optional(Type.Integer({ minimum: 0, maximum: 100 })),
  /** Where the desktop answers, as the agent's host reaches it. */
  address: Type.Optional(Type.Object({ host: Type.String(), port: Type.Integer() })),
  exitCode: Type.Optional(Type.Integer()),
  /** The kernel ended a process of it for memory. */
  outOfMemory: Type.Optional(Type.Boolean()),
  /** Why it failed; in any other state, what is in the way of what is wanted now. */
  problem: Type.Optional(Type.String({ maxLength: 2000 })),
  /** With `exited`: the end of what it wrote. */
  said: Type.Optional(Type.String({ maxLength: 2000 })),
  /** What could not be had. Absent from agents that do not say it yet. */
  failed: Type.Optional(Type.Union([Type.Literal('image'), Type.Literal('container')])),
})
export type SessionFact = Static<typeof SessionFact>

export const ImageFact = Type.Object({
  reference: Type.String(),
  state: Type.Union([
    Type.Literal('absent'),
    Type.Literal('pulling'),
    Type.Literal('building'),
    Type.Literal('ready'),
    Type.Literal('failed'),
  ]),
  percent: Type.Integer({ minimum: 0, maximum: 100 }),
  /** What is being done, or why it failed and what to do. */
  message: Type.String({ maxLength: 2000 }),
  /** Bytes; 0 while unknown. */
  size: Type.Integer({ minimum: 0 }),
  /** Docker's id of it, once it is there. */
  id: Type.Optional(Type.String({ maxLength: 200 })),
})
export type ImageFact = Static<typeof ImageFact>

/** What an agent knows of a profile that is in its goals. */
export const ProfileFact = Type.Object({
  profile: Id,
  /** Bytes on disk; absent before it was measured. */
  size: Type.Optional(Type.Integer({ minimum: 0 })),
  /** The work that is done; of a `snapshot` with all archives that are left. */
  done: Type.Optional(Id),
  archives: Type.Optional(Type.Array(Type.Object({ id: Id, size: Type.Integer({ minimum: 0 }) }))),
  /** What is in the way of the work, in a sentence. */
  problem: Type.Optional(Type.String({ maxLength: 2000 })),
})
export type ProfileFact = Static<typeof ProfileFact>

export const HostFacts = Type.Object({
  hostname: Type.String(),
  version: Type.String(),
  cores: Type.Number(),
  /** Bytes. */
  memory: Type.Integer(),
  /** 0 to 1, since the last check-in. */
  cpuUsed: Type.Number(),
  /** Bytes in use, without page cache. */
  memoryUsed: Type.Integer(),
  swap: Type.Integer(),
  /** Bytes where Docker keeps its data; 0 while unknown. */
  diskTotal: Type.Integer(),
  diskUsed: Type.Integer(),
  kernel: Type.String(),
  /** What its operator lets workspaces have of it. Absent from agents that know no such settings. */
  offers: Type.Optional(
    Type.Object({
      devices: Type.Array(Type.String({ maxLength: 200 })),
      networks: Type.Array(Type.String({ maxLength: 200 })),
      volumeRoots: Type.Array(Type.String({ maxLength: 1000 })),
    }),
  ),
  /** It can pause and stop sessions. Absent from agents that cannot. */
  holds: Type.Optional(Type.Boolean()),
  docker: Type.Object({
    version: Type.String(),
    storage: Type.String(),
    liveRestore: Type.Boolean(),
    /** Why sessions cannot run on this host now; absent = they can. */
    problem: Type.Optional(Type.String({ maxLength: 2000 })),
    /** Not in the way of sessions, but an admin should know. */
    warnings: Type.Array(Type.String({ maxLength: 2000 })),
  }),
})
export type HostFacts = Static<typeof HostFacts>

/** What became of a program that was to be run: it has begun, and may have ended; or could not be. */
export const RunFact = Type.Object({
  id: Id,
  /** Absent while nobody knows. */
  exitCode: Type.Optional(Type.Integer()),
  problem: Type.Optional(Type.String({ maxLength: 2000 })),
})
export type RunFact = Static<typeof RunFact>

/** `POST /internal/v1/checkin`: all that an agent sees, at every change and at least every 5 s. */
export const CheckIn = Type.Object({
  /** Of the goals this was observed against; 0 = none seen yet. */
  goals: Type.Integer({ minimum: 0 }),
  host: HostFacts,
  sessions: Type.Array(SessionFact),
  images: Type.Array(ImageFact),
  /** Absent from agents that have none yet. */
  gateway: Type.Optional(Gateway),
  profiles: Type.Optional(Type.Array(ProfileFact)),
  runs: Type.Optional(Type.Array(RunFact)),
})
export type CheckIn = Static<typeof CheckIn>
