import { createHash } from 'node:crypto';
import type {
  ContainerRequest,
  EndpointRequest,
  NetworkRequest,
} from '../../../src/model/container-request.ts';
import type { ContainerState, HealthState } from '../../../src/model/observed.ts';
import type { EventLog } from './events.ts';
import type { Output } from './output.ts';
import type { Running } from './programs.ts';
import type { Swarm } from './swarm.ts';

/** What the engine has. Objects are changed where they are: nobody but the engine has them. */
export interface World {
  /** By id. */
  readonly containers: Map<string, Container>;
  readonly containerNames: Map<string, Container>;
  readonly networks: Map<string, Network>;
  readonly volumes: Map<string, Volume>;
  readonly images: Map<string, Image>;
  readonly execs: Map<string, Exec>;
  /** `HOST_IP:PORT/PROTOCOL` → the container that has published it. */
  readonly ports: Map<string, Container>;
  readonly events: EventLog;
  readonly clock: Clock;
  /** How long the first probe of a healthcheck and a restart by policy wait at most. */
  readonly patienceMs: number;
  /** Absent: it manages none. */
  readonly swarm?: Swarm;
}

/** Ends with the engine, so that nothing of it keeps a test alive. */
export interface Clock {
  after(ms: number, then: () => void): NodeJS.Timeout;
  stop(): void;
}

export interface Container {
  readonly id: string;
  name: string;
  readonly createdMs: number;
  request: ContainerRequest;
  readonly image: Image;
  state: ContainerState;
  exitCode: number;
  error: string;
  pid: number;
  startedMs: number | undefined;
  finishedMs: number | undefined;
  restartCount: number;
  /** Somebody asked for the end, so no restart policy begins it again. */
  isStopped: boolean;
  health: Health | undefined;
  program: Running | undefined;
  readonly output: Output;
  readonly networks: Map<string, Endpoint>;
  readonly mounts: readonly Mount[];
  /** Those that were put into it, by path. */
  readonly files: Map<string, File>;
  /** Told once, the next time the state is another one. */
  readonly waiters: Set<() => void>;
}

export interface Health {
  status: HealthState;
  failingStreak: number;
  readonly log: { readonly startMs: number; readonly exitCode: number; readonly output: string }[];
  timer: NodeJS.Timeout | undefined;
}

export interface Endpoint {
  readonly request: EndpointRequest;
  /** Empty until the first start. */
  networkId: string;
  /** Only while it runs. */
  address: string;
}

export interface Mount {
  readonly Type: string;
  readonly Name?: string;
  readonly Source: string;
  readonly Destination: string;
  readonly Driver?: string;
  readonly Mode: string;
  readonly RW: boolean;
  readonly Propagation: string;
  /** Has a volume without a name, which goes with the container. */
  readonly isAnonymous: boolean;
}

export interface File {
  readonly content: Buffer;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly modifiedMs: number;
}

export interface Network {
  readonly id: string;
  readonly createdMs: number;
  readonly request: NetworkRequest;
  readonly subnet: string;
  nextHost: number;
  /** The containers that are on it and run. */
  readonly running: Map<string, Container>;
}

export interface Volume {
  readonly name: string;
  readonly createdMs: number;
  readonly driver: string;
  readonly labels: Readonly<Record<string, string>> | null;
  readonly options: Readonly<Record<string, string>> | null;
  /** The containers that have it, running or not. */
  readonly users: Set<string>;
}

export interface Image {
  readonly id: string;
  /** With a tag. */
  readonly names: Set<string>;
  readonly createdMs: number;
  namedMs: number;
  readonly config: ImageConfig;
}

export interface ImageConfig {
  readonly Env: readonly string[];
  readonly Cmd: readonly string[];
  readonly Entrypoint?: readonly string[];
  readonly Labels: Readonly<Record<string, string>>;
  readonly Volumes?: Readonly<Record<string, Record<string, never>>>;
  readonly WorkingDir: string;
  readonly User: string;
}

export interface Exec {
  readonly id: string;
  readonly container: Container;
  readonly request: {
    readonly Cmd: readonly string[];
    readonly Tty?: boolean;
    readonly AttachStdin?: boolean;
  };
  program: Running | undefined;
  exitCode: number | undefined;
  hasStarted: boolean;
}

let made = 0;

/** 64 digits, as ids of an engine are. */
export const newId = (): string => createHash('sha256').update(`${process.pid} ${made++}`).digest('hex');

export function newClock(): Clock {
  const timers = new Set<NodeJS.Timeout>();
  return {
    after(ms, then) {
      const timer = setTimeout(() => {
        timers.delete(timer);
        then();
      }, ms).unref();
      timers.add(timer);
      return timer;
    },
    stop() {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

/** `0001-01-01T00:00:00Z` for what never was. */
export const timeText = (ms: number | undefined): string =>
  ms === undefined ? '0001-01-01T00:00:00Z' : new Date(ms).toISOString();
