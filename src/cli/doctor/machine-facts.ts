import type { EngineInfo, EngineVersion } from '../../engine/port/engine-answers.ts';
import type { ObservedNetwork } from '../../model/observed.ts';
import type { Range } from '../../util/address-range.ts';
import type { DaemonSettings } from './daemon-settings.ts';

/** What kind of engine answers: each is set up in another place, or has nothing to set. */
export type EngineKind = 'docker' | 'rootless' | 'desktop' | 'podman';

/** All that the rules about machines are asked over. Absent members: nobody can tell from here. */
export interface MachineFacts {
  readonly version: EngineVersion;
  readonly info: EngineInfo;
  readonly kind: EngineKind;
  /** `unix:///var/run/docker.sock` */
  readonly endpoint: string;
  readonly usesTls: boolean;
  /** What the engine was started with. */
  readonly daemon?: DaemonSettings;
  /** Of the file system with the engine's folder. */
  readonly space?: Space;
  readonly networks: readonly ObservedNetwork[];
  /** Other networks that this machine reaches; empty where it is not the engine's. */
  readonly routes: readonly Range[];
  /** The logs of running containers. */
  readonly logs: readonly ContainerLog[];
  readonly ephemeral?: PortRange;
  readonly swap?: Swap;
  readonly isClockSynchronised?: boolean;
  readonly startsAtBoot?: boolean;
  /** The ports that the project publishes. */
  readonly published: readonly PublishedPort[];
}

export interface Space {
  readonly freeBytes: number;
  readonly totalBytes: number;
  /** 0 of 0: the file system has no fixed number of them. */
  readonly freeInodes: number;
  readonly totalInodes: number;
}

/** As the engine made it, with its own defaults. */
export interface ContainerLog {
  readonly container: string;
  readonly driver: string;
  readonly maxSize?: string;
}

/** The ports that the machine hands out to outgoing connections. */
export interface PortRange {
  readonly from: number;
  readonly to: number;
  /** Those in it that it does not hand out. */
  readonly reserved: readonly { readonly from: number; readonly to: number }[];
}

export interface Swap {
  readonly totalBytes: number;
  readonly freeBytes: number;
}

export interface PublishedPort {
  readonly service: string;
  readonly port: number;
}

/** Podman names itself among its parts; Docker Desktop calls itself an operating system. */
export function kindOf({ components = {} }: EngineVersion, { os, securityOptions }: EngineInfo): EngineKind {
  if ('Podman Engine' in components) return 'podman';
  if (os === 'Docker Desktop') return 'desktop';
  return securityOptions.some((option) => option.split(',').includes('name=rootless'))
    ? 'rootless'
    : 'docker';
}
