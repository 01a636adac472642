import type { VolumeRestore } from '../../model/backup.ts';
import type { ContainerId } from '../../model/ids.ts';
import type { BuiltImage } from '../../model/instance.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { VolumeCopy } from '../../model/volume-copy.ts';
import type { OneOff } from '../request/one-off.ts';

/** What the user asked `up` to do beyond what the files say: the flags of the command line. */
export interface UpIntent {
  /** Named on the command line; empty or absent: all. Their dependencies come with them unless `noDeps`. */
  readonly services?: readonly string[] | undefined;
  /** Replace what is unchanged too: the named services, not their dependencies. */
  readonly forceRecreate?: boolean | undefined;
  /** Keep what exists although it changed. */
  readonly noRecreate?: boolean | undefined;
  /** Replace the dependencies of named services too. */
  readonly alwaysRecreateDeps?: boolean | undefined;
  /** Replacements start with fresh anonymous volumes; implies replacing. */
  readonly renewAnonVolumes?: boolean | undefined;
  /** Volumes, by name or by key, that may be removed with their data where that is what a change takes. */
  readonly destroyData?: readonly string[] | undefined;
  /** What is destroyed goes there. Absent: it is gone. */
  readonly trash?: TrashIntent | undefined;
  /** How big those in the trash are whose names are needed, and how long it takes to move them, by name. Absent: not known. */
  readonly trashSizes?: ReadonlyMap<string, TrashSize> | undefined;
  /** Those in the trash whose time is over, by the volumes that have their content: nobody moves them. Absent: none. */
  readonly expiredTrash?: ReadonlySet<string> | undefined;
  /** Volumes, by name or by key, that are taken out of the trash instead of made anew. */
  readonly restoreTrash?: readonly string[] | undefined;
  /** By the name of a container that is made, where it replaces none: the volumes without a name that it has again, by their path. */
  readonly formerVolumes?: ReadonlyMap<string, Readonly<Record<string, string>>> | undefined;
  /** Volumes that get the content of parts of a backup, by name. */
  readonly restores?: ReadonlyMap<string, RestoreSource> | undefined;
  /** Volumes that start with the content of others. */
  readonly copies?: CopyIntent | undefined;
  /** Look closer at every container, whatever its hash says. */
  readonly verify?: boolean | undefined;
  readonly removeOrphans?: boolean | undefined;
  /** Services that the files do not have and whose containers stay all the same. Absent: none. */
  readonly keptOrphans?: ReadonlySet<string> | undefined;
  /** Do not mention them either. */
  readonly ignoreOrphans?: boolean | undefined;
  readonly noDeps?: boolean | undefined;
  /** Networks and volumes that no service uses, too. */
  readonly allResources?: boolean | undefined;
  /** Create, but start nothing. */
  readonly noStart?: boolean | undefined;
  /** The same for some services; who depends on them does not wait for them. Absent: none. */
  readonly idle?: ReadonlySet<string> | undefined;
  /** One-shots that do not run again once they have done their work, whoever waits for them: what they did is not taken back either. */
  readonly keepsDone?: ReadonlySet<string> | undefined;
  /** `true`: build what can be built; `'never'`: build nothing. Absent: what is missing. */
  readonly build?: boolean | 'never' | undefined;
  /** Overrides every `pull_policy`: `always`, `missing`, `never`, `build`; `policy` or absent: as the file says. */
  readonly pull?: string | undefined;
  /** Number of containers by service. */
  readonly scale?: ReadonlyMap<string, number> | undefined;
  /** Time to stop before a container is killed; absent: as each container says. */
  readonly timeoutSeconds?: number | undefined;
  /** End only when everything runs, and is healthy where it has a healthcheck. */
  readonly wait?: boolean | undefined;
  /** Services whose new container may start beside the old one even where the image keeps data in a volume. */
  readonly startFirst?: readonly string[] | undefined;
  /** Connections wait, held by a helper on the network of the engine's host, while published ports go from one container to another. */
  readonly noGap?: boolean | undefined;
  /** Bounds each wait. */
  readonly waitTimeoutMs?: number | undefined;
  /** How long a container without a healthcheck has to run before it is ready; absent: as the files say. */
  readonly settleMs?: number | undefined;
}

/** A part of a backup. */
export type RestoreSource = Pick<VolumeRestore, 'from' | 'section'>;

/** Volumes that are destroyed are kept for a time. */
export interface TrashIntent {
  readonly keepSeconds: number;
}

export type TrashSize = Pick<VolumeCopy, 'sizeBytes' | 'expectedMs'>;

/** What the volumes that a run makes start with. */
export interface CopyIntent {
  /** By the key of the volume in the files. */
  readonly sources: ReadonlyMap<string, CopySource>;
  /** Every container of the engine: whoever mounts a source may write into it. */
  readonly containers: readonly ObservedContainer[];
  /** Those that run are stopped for the copy, and started again. */
  readonly stopsSource: boolean;
  /** Those that would be stopped and could not be started again, and why. Absent: none. */
  readonly endedByStop?: ReadonlyMap<ContainerId, string>;
  /** Since when those run that would be stopped. Absent: not known. */
  readonly startedAt?: ReadonlyMap<ContainerId, string>;
  readonly warnings: readonly string[];
}

export type CopySource = Pick<VolumeCopy, 'source' | 'sourceFolder' | 'sizeBytes' | 'expectedMs'>;

/** What `run` asks for: the dependencies of one service as `up` would have them, and one container more. */
export interface RunIntent extends Pick<UpIntent, 'removeOrphans' | 'ignoreOrphans' | 'noDeps' | 'build'> {
  readonly services: readonly [string];
  readonly oneOff: OneOff;
}

export interface PruneIntent {
  /** Also images that the files name, as long as no container was made of them. */
  readonly all?: boolean | undefined;
}

export interface DownIntent {
  /** Named on the command line, with everything that depends on them; empty or absent: all. */
  readonly services?: readonly string[] | undefined;
  /** Volumes too: the named ones of the project, and anonymous ones. */
  readonly volumes?: boolean | undefined;
  /** They go there. Absent: they are gone. */
  readonly trash?: TrashIntent | undefined;
  readonly removeOrphans?: boolean | undefined;
  readonly timeoutSeconds?: number | undefined;
  /** Nobody needs anything of it any more: containers are removed as they are, all at once, unless one has a `pre_stop` hook. */
  readonly kill?: boolean | undefined;
  /** Images too: all that services use, or only those that were built and not given a name in the file. */
  readonly rmi?: 'all' | 'local' | undefined;
  /** What the instance has built, by its labels. */
  readonly builtImages?: readonly BuiltImage[] | undefined;
}

export interface StopIntent {
  readonly services?: readonly string[] | undefined;
  readonly timeoutSeconds?: number | undefined;
}

export interface StartIntent {
  /** Their dependencies are started first. */
  readonly services?: readonly string[] | undefined;
  /** End only when everything runs, and is healthy where it has a healthcheck. */
  readonly wait?: boolean | undefined;
  readonly waitTimeoutMs?: number | undefined;
  /** How long a container without a healthcheck has to run before it is ready; absent: as the files say. */
  readonly settleMs?: number | undefined;
}

export interface RestartIntent {
  readonly services?: readonly string[] | undefined;
  readonly timeoutSeconds?: number | undefined;
  /** Leave the services alone that depend on the named ones with `restart: true`. */
  readonly noDeps?: boolean | undefined;
}

export interface KillIntent {
  readonly services?: readonly string[] | undefined;
  /** Absent: `SIGKILL`. */
  readonly signal?: string | undefined;
  /** Also containers of services that the files no longer have. */
  readonly removeOrphans?: boolean | undefined;
}

export interface PauseIntent {
  readonly services?: readonly string[] | undefined;
}

export interface RmIntent {
  readonly services?: readonly string[] | undefined;
  /** Those that run too: they are stopped first. */
  readonly stop?: boolean | undefined;
  /** Anonymous volumes go with their containers. */
  readonly volumes?: boolean | undefined;
  /** They go there. Absent: they are gone. */
  readonly trash?: TrashIntent | undefined;
}

export interface BuildIntent {
  /** Also the services whose images a Dockerfile names, whatever their profiles: nobody else builds them. */
  readonly withBases?: boolean | undefined;
  /** Over those of the files. `null`: declared, and left to the Dockerfile. */
  readonly args?: ReadonlyMap<string, string | null> | undefined;
  readonly noCache?: boolean | undefined;
  /** Look for newer base images. */
  readonly pull?: boolean | undefined;
  readonly push?: boolean | undefined;
  /** By id: the path of a key or socket, empty for the agent. */
  readonly ssh?: ReadonlyMap<string, string> | undefined;
  readonly builder?: string | undefined;
  readonly memoryBytes?: number | undefined;
  readonly provenance?: string | undefined;
  readonly sbom?: string | undefined;
}

export interface PullIntent {
  /** Overrides every `pull_policy`. */
  readonly policy?: 'missing' | 'always' | undefined;
  /** Leave out what can be built. */
  readonly ignoreBuildable?: boolean | undefined;
  readonly ignoreFailures?: boolean | undefined;
}

export interface PushIntent {
  readonly ignoreFailures?: boolean | undefined;
}
