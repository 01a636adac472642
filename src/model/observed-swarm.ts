import type { Json } from './json.ts';
import type { ObservedNetwork } from './observed.ts';

/** A swarm as its managers describe it: of one project what carries its label, and all nodes and networks. */
export interface ObservedSwarm {
  readonly services: readonly ObservedSwarmService[];
  readonly tasks: readonly SwarmTask[];
  readonly nodes: readonly SwarmNode[];
  readonly secrets: readonly SwarmObject[];
  /** With their contents, which a swarm tells of configs only. */
  readonly configs: readonly SwarmObject[];
  readonly networks: readonly ObservedSwarmNetwork[];
  /** Of the manager that was asked. Absent: not known. */
  readonly apiVersion?: string | undefined;
}

export interface ObservedSwarmService {
  readonly id: string;
  readonly name: string;
  /** Of its last change; an update names the one that it changes. */
  readonly version: number;
  readonly labels: Readonly<Record<string, string>>;
  /** As the swarm has it: what is equal is sent back like this, since another spelling would restart its tasks. */
  readonly spec: { readonly [key: string]: Json };
  /** Names of its secrets and configs. */
  readonly files: readonly string[];
  /** Of those that it had before its last change, and that a rollback would need. */
  readonly previousFiles: readonly string[];
  /** What it was before its last change. Absent: it had none, or the swarm has gone back to it by itself. */
  readonly previousSpec?: { readonly [key: string]: Json };
  readonly updateStatus?: SwarmUpdateStatus;
  /** How often a job was started before its last run. Absent: it is no job. */
  readonly jobIteration?: number;
  /** When it was changed last, in milliseconds since 1970, by the clock of a manager. Absent: it is as it was made. */
  readonly changedAt?: number;
  /** Milliseconds since its last change, by the clock of this machine. Absent: not known. */
  readonly unchangedMs?: number;
  /** Those that every node publishes (`mode: ingress`), also where the swarm has chosen the number. Absent: none. */
  readonly ports?: readonly SwarmPort[];
}

interface SwarmUpdateStatus {
  /** `updating`, `paused`, `completed`, `rollback_started`, `rollback_paused`, `rollback_completed` */
  readonly state: string;
  readonly message: string;
}

export interface SwarmTask {
  readonly id: string;
  readonly serviceId: string;
  /** Absent: no node has it yet. */
  readonly nodeId?: string;
  /** Of a global service: absent. */
  readonly slot?: number;
  readonly state: string;
  readonly desiredState: string;
  /** When it came into its state, in milliseconds since 1970: by the clock of its node. */
  readonly since: number;
  /** When the swarm has made it, in milliseconds since 1970: by the clock of a manager. Absent: not known. */
  readonly created?: number;
  readonly error?: string;
  readonly exitCode?: number;
  readonly containerId?: string;
  readonly image: string;
  /** What it was made by: the `TaskTemplate` of its service by then. */
  readonly template?: { readonly [key: string]: Json };
  /** How often a job has been started before the run that it belongs to. */
  readonly jobIteration?: number;
  /** Of its node. Absent: nothing. */
  readonly reserves?: SwarmReservation;
  /** Those of its node that it publishes (`mode: host`). Absent: none. */
  readonly ports?: readonly SwarmPort[];
}

/** Room that nobody else gets. */
export interface SwarmReservation {
  readonly nanoCpus: number;
  readonly memoryBytes: number;
}

export interface SwarmPort {
  readonly published: number;
  readonly target: number;
  readonly protocol: string;
}

/** All that runs on a swarm, of whichever project. */
export type SwarmSurvey = Pick<ObservedSwarm, 'nodes' | 'services' | 'tasks'>;

export interface SwarmNode {
  readonly id: string;
  readonly hostname: string;
  readonly role: string;
  /** `active`, `pause` or `drain` */
  readonly availability: string;
  /** `ready`, `down`, `unknown`, `disconnected` */
  readonly state: string;
  readonly address: string;
  readonly isLeader: boolean;
  /** Of a manager, as the others see it: `reachable`, `unreachable`, `unknown`. */
  readonly reachability?: string;
  /** Of its last change. */
  readonly version: number;
  /** As the swarm has it: an update sends all of it. */
  readonly spec: { readonly [key: string]: Json };
  readonly labels: Readonly<Record<string, string>>;
  readonly engineVersion: string;
  readonly os: string;
  readonly architecture: string;
  readonly nanoCpus: number;
  readonly memoryBytes: number;
}

/** A secret or a config. */
export interface SwarmObject {
  readonly id: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Base64. Absent: of a secret. */
  readonly data?: string;
}

export interface ObservedSwarmNetwork extends ObservedNetwork {
  /** `swarm` or `local` */
  readonly scope: string;
}
