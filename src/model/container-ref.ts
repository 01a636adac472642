import type { ContainerId, StepId } from './ids.ts';

/**
 * A container the engine already has, or one that an earlier step of this plan creates.
 * `otherwise`: the container it is when that step is guarded and was skipped.
 */
export type ContainerRef =
  | { readonly id: ContainerId }
  | { readonly createdBy: StepId; readonly otherwise?: ContainerId };

/** What a hash is made of that has ids of other containers in it. */
export interface HashedText {
  readonly text: string;
  /** What is put into the container; absent: nothing is. */
  readonly files?: HashedFiles;
}

export interface HashedFiles {
  readonly hash: string;
  /** Which files they are, for whom the hash cannot tell what it was made of (see `putInto`). */
  readonly names: string;
}

/** `field` of the request names the container `to`, by id, when the request is sent. */
export interface ContainerReference {
  readonly field: 'NetworkMode' | 'IpcMode' | 'PidMode' | 'VolumesFrom' | 'Links';
  /** What is sent, with `{}` where the id goes: `container:{}`, `{}:ro`, `{}:alias`. */
  readonly template: string;
  /** What stands for the id in the text that is hashed. */
  readonly standIn: string;
  readonly to: ContainerRef;
}
