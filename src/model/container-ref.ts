import type { ContainerId, StepId } from './ids.ts';

/**
 * A container the engine already has, or one that an earlier step of this plan creates.
 * `otherwise`: the container to use when that step is guarded and was skipped.
 */
export type ContainerRef =
  | { readonly id: ContainerId }
  | { readonly createdBy: StepId; readonly otherwise?: ContainerId };

/** The input of a hash that contains ids of other containers. */
export interface HashedText {
  readonly text: string;
  /** The files that are copied into the container. Absent: none are. */
  readonly files?: HashedFiles;
}

export interface HashedFiles {
  readonly hash: string;
  /** The names of these files, because a hash does not reveal its input (see `copiedNames`). */
  readonly names: string;
}

/** `field` of the request names the container `to`, by id, when the request is sent. */
export interface ContainerReference {
  readonly field: 'NetworkMode' | 'IpcMode' | 'PidMode' | 'VolumesFrom' | 'Links';
  /** The text that is sent, with `{}` in the place of the id: `container:{}`, `{}:ro`, `{}:alias`. */
  readonly template: string;
  /** The placeholder of the id in the text that is hashed. */
  readonly placeholder: string;
  readonly to: ContainerRef;
}
