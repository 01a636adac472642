import type { ArtifactLayer } from './artifact.ts';
import type { BackupOrder, DumpRestore, VolumeRestore } from './backup.ts';
import type { BuildSecret, BuildSpec } from './build-spec.ts';
import type { CommitRequest } from './commit-request.ts';
import type { ContainerRef, ContainerReference, HashedText } from './container-ref.ts';
import type {
  ContainerRequest,
  EndpointRequest,
  NetworkRequest,
  UpdateRequest,
  VolumeRequest,
} from './container-request.ts';
import type { ContainerId, ImageId, NetworkId, StepId } from './ids.ts';
import type { ImageRef, MountedImage } from './image-ref.ts';
import type { Datagrams, IngressSettings } from './ingress.ts';
import type { InjectedFile } from './injected-file.ts';
import type { JsonMap } from './json.ts';
import type { SwarmNode } from './observed-swarm.ts';
import type { OwnProxyKind } from './own-proxy.ts';
import type { DependencyCondition } from './service-spec.ts';
import type { FailureAction } from './service-update.ts';
import type { SwarmFileRequest, SwarmServiceRequest } from './swarm-request.ts';
import type { VolumeCopy } from './volume-copy.ts';

/** A condition on a service that others wait for. `up --wait` waits for `running_or_healthy`. */
export type WaitCondition = DependencyCondition | 'running_or_healthy';

/** One engine call, one wait or one program. Two calls are two operations with a dependency. */
export type Operation =
  | {
      readonly kind: 'pull-image';
      readonly image: string;
      readonly platform?: string;
      readonly services: readonly string[];
      /** A service that could build the image, for the hint when the pull fails. */
      readonly builtBy?: string;
      /** The ingresses of the services are made of it, not the services themselves. */
      readonly forIngress?: true;
    }
  | {
      readonly kind: 'build-image';
      readonly image: string;
      /** The build with flags and plan applied: `platforms` to build, images in place of `service:` contexts. */
      readonly build: BuildSpec;
      readonly service: string;
      readonly labels: Readonly<Record<string, string>>;
      readonly secrets: readonly BuildSecret[];
      /** A builder of docker buildx other than the engine. */
      readonly builder?: string;
      /** The memory limit of the build containers. Only the classic builder has one. */
      readonly memoryBytes?: number;
      /** The builder pushes the image itself, as it must for several platforms: the engine holds only one. */
      readonly pushes?: boolean;
    }
  | {
      readonly kind: 'push-image';
      readonly image: string;
      readonly services: readonly string[];
      /** What the engine does not have may have been pushed by somebody else. */
      readonly mayBeThere?: boolean;
    }
  | {
      /** Pushes an image under a tag that is made of its content, which no other image can have. */
      readonly kind: 'share-image';
      readonly image: string;
      readonly of: ImageRef;
      /** `registry/name`, without a tag. */
      readonly repository: string;
      readonly services: readonly string[];
    }
  | {
      /** Brings an image to nodes of a swarm, each of which then has it under a name of its content. */
      readonly kind: 'load-image';
      readonly image: string;
      readonly of: ImageRef;
      readonly nodes: readonly Pick<SwarmNode, 'id' | 'hostname' | 'address' | 'state'>[];
      readonly services: readonly string[];
    }
  | {
      /** Asks the registry what it has under the name now. */
      readonly kind: 'resolve-image';
      readonly image: string;
      readonly services: readonly string[];
    }
  | {
      readonly kind: 'publish-artifact';
      /** `registry/name:tag` */
      readonly reference: string;
      readonly layers: readonly ArtifactLayer[];
      /** By service: images that the artifact names by digest, as the registry has them at that time. */
      readonly pinned: ReadonlyMap<string, string>;
      /** Absent: 1.1, and 1.0 if the registry refuses that. */
      readonly ociVersion?: '1.0' | '1.1';
      /** The registry does not use TLS. */
      readonly insecure: boolean;
    }
  | {
      readonly kind: 'remove-image';
      /** A name, or the id of an image that has none. */
      readonly image: string;
      /** Only while the name is that of this image. Absent: whatever it is the name of. */
      readonly id?: ImageId;
      /** What goes with it, and no other image has. Absent: not known, or it is not the last name of the image. */
      readonly sizeBytes?: number;
    }
  /** Images of the project that lost their name to newer builds, and that no container uses. */
  | { readonly kind: 'prune-images'; readonly project: string }
  | {
      readonly kind: 'create-network';
      readonly key: string;
      readonly request: NetworkRequest;
      /** What was removed for it, and is put back when the engine refuses the new one. Absent: nothing. */
      readonly replaces?: readonly ReplacedNetwork[];
    }
  | {
      readonly kind: 'remove-network';
      readonly id: NetworkId;
      readonly name: string;
      /** Those taken off for it, who are put on again when it has to stay. Absent: nobody. */
      readonly members?: readonly NetworkMember[];
    }
  | { readonly kind: 'create-volume'; readonly key: string; readonly request: VolumeRequest }
  | ({ readonly kind: 'copy-volume'; readonly key: string } & VolumeCopy)
  | ({ readonly kind: 'write-backup' } & BackupOrder)
  | ({ readonly kind: 'restore-volume'; readonly key: string } & VolumeRestore)
  | ({ readonly kind: 'restore-dump'; readonly service: string } & DumpRestore)
  | {
      readonly kind: 'remove-volume';
      readonly name: string;
      /** Of its data. Absent: not known. */
      readonly sizeBytes?: number;
      /** It says something by its labels, and nobody writes into it. */
      readonly hasNoData?: true;
      /** The volume that says of it that it is half a copy, or in the trash; removed after it. */
      readonly marker?: string;
      /** The volume in the trash that has its content by then: nothing is lost. */
      readonly keptIn?: string;
    }
  | {
      /** Makes the empty volume that says of another one that it is in the trash. */
      readonly kind: 'trash-volume';
      readonly name: string;
      readonly marker: VolumeRequest;
      readonly keepSeconds: number;
      /** Of its data. Absent: not known. */
      readonly sizeBytes?: number;
    }
  | {
      /** Removes what says so: the volume is used again as it is. */
      readonly kind: 'untrash-volume';
      readonly name: string;
      readonly marker: string;
    }
  | {
      readonly kind: 'create-container';
      readonly service: string;
      readonly replica: number;
      /** The name at creation; a replacement has its temporary name, `<12 digits of the old id>_<name>`. */
      readonly name: string;
      /** Without the parts that only the run knows: the label with the image digest, and inherited volumes. */
      readonly request: ContainerRequest;
      readonly platform?: string;
      readonly image: ImageRef;
      /** The mounted images, for their label. */
      readonly mountedImages?: readonly MountedImage[];
      /** The parts of the request that refer to namespaces and volumes of other containers. */
      readonly references: readonly ContainerReference[];
      /** The input of the config hash. Absent: the request has the hash. */
      readonly hashed?: HashedText;
      /** Additional variables that other steps give. */
      readonly variables?: readonly VariablesSource[];
      /** The anonymous volumes of the replaced container, by their path in it. Absent: it inherits none. */
      readonly inherits?: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: 'put-files';
      readonly container: ContainerRef;
      readonly name: string;
      readonly files: readonly InjectedFile[];
    }
  | {
      readonly kind: 'start-container';
      readonly container: ContainerRef;
      readonly name: string;
      readonly service: string;
    }
  | {
      readonly kind: 'stop-container';
      readonly container: ContainerRef;
      readonly name: string;
      readonly service: string;
      /** Absent: as the container says (`StopTimeout`, 10 s by default). */
      readonly graceSeconds?: number;
      /** It is beside the one whose name it was to have. */
      readonly isLeftOver?: true;
    }
  | {
      readonly kind: 'kill-container';
      readonly container: ContainerId;
      readonly name: string;
      readonly signal: string;
    }
  | {
      /** Sends a signal to a container that keeps running, because a file of it changed. */
      readonly kind: 'signal-container';
      readonly container: ContainerId;
      readonly name: string;
      readonly signal: string;
    }
  | {
      readonly kind: 'exec-hook';
      readonly container: ContainerRef;
      readonly name: string;
      readonly service: string;
      readonly hook: 'post_start' | 'pre_stop';
      /** The index of the hook among those of its kind, from 0. */
      readonly index: number;
      readonly exec: HookExec;
      /** The hook is skipped when the container is not running. */
      readonly mayHaveEnded: boolean;
      /** Others serve in place of the container, which is new, and is removed if the hook fails. */
      readonly oldRuns?: true;
    }
  | {
      /** Runs a `pre_start` hook in a container of its own. */
      readonly kind: 'run-hook';
      readonly service: string;
      readonly name: string;
      readonly index: number;
      readonly request: ContainerRequest;
      readonly platform?: string;
      readonly references: readonly ContainerReference[];
      readonly files: readonly InjectedFile[];
    }
  | {
      readonly kind: 'run-provider';
      readonly service: string;
      readonly verb: 'up' | 'stop' | 'down';
      /** The name of the program, as in the file. */
      readonly type: string;
      readonly options: readonly (readonly [name: string, values: readonly string[]])[];
      readonly project: string;
      readonly environment: ReadonlyMap<string, string>;
    }
  | {
      /** Pulls a missing model, and configures it. */
      readonly kind: 'prepare-model';
      readonly key: string;
      readonly model: string;
      readonly contextSize?: number;
      readonly runtimeFlags: readonly string[];
      readonly services: readonly string[];
      readonly environment: ReadonlyMap<string, string>;
    }
  | { readonly kind: 'pause-container'; readonly container: ContainerId; readonly name: string }
  | { readonly kind: 'unpause-container'; readonly container: ContainerId; readonly name: string }
  | ({
      readonly kind: 'commit-container';
      readonly container: ContainerId;
      readonly name: string;
    } & CommitRequest)
  | {
      readonly kind: 'copy-in';
      readonly container: ContainerId;
      readonly name: string;
      /** Absolute path on this machine; `-`: the tar archive on standard input. */
      readonly from: string;
      readonly to: string;
      readonly followLink: boolean;
      /** Keeps the numeric owners of the files. */
      readonly keepOwner: boolean;
    }
  | {
      readonly kind: 'copy-out';
      readonly container: ContainerId;
      readonly name: string;
      readonly from: string;
      /** Absolute path on this machine. */
      readonly to: string;
      readonly followLink: boolean;
    }
  | {
      readonly kind: 'restart-container';
      readonly container: ContainerId;
      readonly name: string;
      readonly service: string;
      readonly graceSeconds?: number;
    }
  | {
      readonly kind: 'remove-container';
      readonly container: ContainerRef;
      readonly name: string;
      /** Its anonymous volumes are removed with it. */
      readonly withVolumes: boolean;
      /** The number of anonymous volumes. Absent: not known. */
      readonly anonymousVolumes?: number;
      /** It is beside the one whose name it was to have. */
      readonly isLeftOver?: true;
    }
  | {
      readonly kind: 'update-container';
      readonly container: ContainerId;
      readonly name: string;
      /** The container keeps running. */
      readonly update: UpdateRequest;
    }
  | {
      readonly kind: 'rename-container';
      readonly container: ContainerRef;
      readonly from: string;
      readonly name: string;
    }
  | {
      readonly kind: 'connect-network';
      readonly container: ContainerRef;
      readonly name: string;
      /** The network's name. */
      readonly network: string;
      readonly endpoint: EndpointRequest;
    }
  | {
      readonly kind: 'disconnect-network';
      readonly container: ContainerId;
      readonly name: string;
      readonly network: string;
      /** The step gives the settings that the container was on it with, to put it on again with. */
      readonly remembers?: boolean;
    }
  | {
      readonly kind: 'wait-for';
      /** The awaited service. */
      readonly service: string;
      readonly condition: WaitCondition;
      readonly containers: readonly { readonly ref: ContainerRef; readonly name: string }[];
      /** The service that waits; absent when the command itself does. */
      readonly waiter?: string;
      /** Absent: for ever. */
      readonly timeoutMs?: number;
      /** How long a container has to run without a restart, where no healthcheck tells. Absent: the default. */
      readonly settleMs?: number;
      /** Absent: the wait is no part of an update. */
      readonly update?: UpdateWait;
    }
  | {
      /** Tells an ingress which containers new connections go to, and no others. */
      readonly kind: 'route-ingress';
      readonly service: string;
      readonly ingress: ContainerRef;
      /** Of the ingress. */
      readonly name: string;
      /** Else it gets what it starts with. */
      readonly isRunning: boolean;
      readonly settings: IngressSettings;
      readonly containers: readonly RoutedContainer[];
    }
  | {
      /** Finds out whether an ingress can be made of an image, before anything is touched. */
      readonly kind: 'check-ingress';
      readonly service: string;
      /** Of the ingress. */
      readonly name: string;
      /** Of the container that looks into the image. */
      readonly request: ContainerRequest;
    }
  | {
      /** Waits until no connection to a container is open that its ingress sends nobody to any more. */
      readonly kind: 'drain-container';
      readonly service: string;
      readonly container: ContainerRef;
      readonly name: string;
      readonly ingress: NamedContainer;
      readonly timeoutMs: number;
      /** Absent: the ingress passes none on. */
      readonly datagrams?: Datagrams;
    }
  | {
      /** Finds out whether connections can be held, before anything is touched. */
      readonly kind: 'check-hold';
      readonly service: string;
      readonly helper: HoldHelper;
    }
  | {
      /** Lets new connections to published ports wait: these go over from one container to another. */
      readonly kind: 'hold-ports';
      readonly service: string;
      readonly helper: HoldHelper;
      readonly ports: readonly HeldPort[];
    }
  | {
      readonly kind: 'release-ports';
      readonly service: string;
      /** The step that holds them. */
      readonly hold: StepId;
      /** An ingress that has the ports now: they are released when it listens. */
      readonly ingress?: { readonly container: ContainerRef; readonly name: string };
      /** A container that has them now: they are released when it is healthy, or accepts connections on its own `ports`, or has failed. */
      readonly owner?: {
        readonly container: ContainerRef;
        readonly name: string;
        readonly ports: readonly number[];
      };
    }
  | {
      /** Between two batches of an update (`update_config.delay`). */
      readonly kind: 'pause-update';
      readonly service: string;
      readonly forMs: number;
      /** The proxy that gets this time to notice a container, before another one stops. */
      readonly proxy?: OwnProxyKind;
    }
  | {
      /** Fails when more containers of a service failed than its `update_config` puts up with. */
      readonly kind: 'judge-update';
      readonly service: string;
      /** Those of this batch and the ones before, with the steps that tell whether one failed. */
      readonly updated: readonly { readonly name: string; readonly steps: readonly StepId[] }[];
      /** The number of containers that the whole update replaces. */
      readonly total: number;
      readonly maxFailureRatio: number;
      readonly failureAction: FailureAction;
      /** The old ones of those that have failed have not stopped. */
      readonly startsFirst?: true;
    }
  | {
      readonly kind: 'create-swarm-file';
      readonly file: SwarmFileRequest;
    }
  | {
      readonly kind: 'remove-swarm-file';
      readonly what: SwarmFileRequest['kind'];
      readonly id: string;
      readonly name: string;
    }
  | {
      /** When the tasks on it have ended: a manager knows of no containers. */
      readonly kind: 'remove-swarm-network';
      readonly id: NetworkId;
      readonly name: string;
    }
  | {
      readonly kind: 'create-swarm-service';
      readonly service: string;
      readonly request: SwarmServiceRequest;
      /** Absent: that of the request. */
      readonly image?: ToldImage;
    }
  | {
      readonly kind: 'update-swarm-service';
      readonly service: string;
      readonly id: string;
      readonly name: string;
      /** All of it, with what does not change as the swarm has it. */
      readonly spec: JsonMap;
      /** As the swarm had it when the plan was made: somebody else may have changed it since. */
      readonly had: JsonMap;
      /** The swarm goes back to `spec`, which it has kept. */
      readonly goesBack?: true;
      readonly tasks: TaskEffect;
      /** Absent: that of `spec`. */
      readonly image?: ToldImage;
    }
  | {
      readonly kind: 'remove-swarm-service';
      readonly service: string;
      readonly id: string;
      readonly name: string;
    }
  | {
      readonly kind: 'update-swarm-node';
      readonly id: string;
      readonly name: string;
      readonly availability: 'active' | 'drain';
      /** Its availability when the plan was made. */
      readonly had: string;
    }
  | {
      /**
       * Waits until a service has no task on a node any more, and its tasks run elsewhere: the swarm moves them. With `return`, until those that
       * had no node without this one run.
       */
      readonly kind: 'move-tasks';
      /** As the swarm calls it: it is of any project. */
      readonly service: string;
      readonly id: string;
      readonly node: string;
      readonly nodeName: string;
      /** Empty: of a global service, which has no task elsewhere in place of this one. */
      readonly slots: readonly number[];
      /** `end`: as it should be; `outage`: no other one runs meanwhile; `stuck`: there is no node for some of them. */
      readonly effect: 'move' | 'end' | 'outage' | 'stuck' | 'return';
      readonly particulars: readonly string[];
      /** Absent: as long as the swarm goes on trying. */
      readonly timeoutMs?: number;
    }
  | {
      /** Waits until the tasks of a service are as they should be, or until it is certain that they will not be. */
      readonly kind: 'await-tasks';
      readonly service: string;
      readonly name: string;
      /**
       * `begun`: the tasks that an update had made before the swarm paused it run; `ended`: of a service that is to have no task; `gone`: the
       * containers of one that was removed have ended.
       */
      readonly until: 'running' | 'begun' | 'completed' | 'ended' | 'gone';
      /** Of these two. Absent: `gone` is of all that were removed. */
      readonly id?: string;
      /** Absent: as long as the swarm goes on trying. */
      readonly timeoutMs?: number;
      /** Nothing of the service changes: what has failed before, or how its last update ended, is no failure of this wait. */
      readonly isUnchanged?: true;
      readonly waiter?: string;
      /** The swarm was asked to go back. Absent: when it does, the change has failed. */
      readonly goesBack?: true;
      /** For how long they have to be so without a break. Absent: a moment is enough. */
      readonly steadyMs?: number;
      /** Ctrl-C does not end the wait: it is on the way back from it. */
      readonly despiteInterrupt?: true;
    };

interface NamedContainer {
  readonly ref: ContainerRef;
  readonly name: string;
}

/** A container behind an ingress. */
export interface RoutedContainer {
  readonly ref: ContainerRef;
  /** Until this step is done, `otherwise` gets the connections; absent: nobody in its place. */
  readonly onceDone?: StepId;
  /** When this step has failed, or was cancelled, `otherwise` gets them again; until it has ended, those that `ref` does not accept. */
  readonly unlessFailed?: StepId;
  /** `otherwise` gets connections that `ref` does not accept. */
  readonly hasSpare?: true;
  readonly otherwise?: ContainerId;
}

/** The container that holds connections, as long as it runs. */
interface HoldHelper {
  readonly name: string;
  readonly request: ContainerRequest;
}

/** A published TCP port. */
export interface HeldPort {
  readonly port: number;
  /** An address of the host. Absent: all of them. */
  readonly hostIp?: string;
}

/** Of these the engine notices nothing. */
export const isWait = ({ kind }: Operation): boolean =>
  kind === 'wait-for' ||
  kind === 'await-tasks' ||
  kind === 'pause-update' ||
  kind === 'judge-update' ||
  kind === 'drain-container';

/**
 * `old`: the container that it was to replace, as before. `old-again`: that one, although connections had gone over already. `others`: it
 * was added to them.
 */
export type Instead = 'old' | 'old-again' | 'others';

/** How an update waits for a new container. */
interface UpdateWait {
  /** How long a healthy container has to stay so; 0: it need not be watched. */
  readonly monitorMs: number;
  /** Who serves instead of the new one when it fails and is removed. Absent: it stays. */
  readonly instead?: Instead;
  /** How a container without a healthcheck is asked whether it accepts connections. Absent: it only has to run. */
  readonly connect?: ConnectThrough;
}

/** The ingress that asks, and the ports of the container. */
export interface ConnectThrough {
  readonly ingress: NamedContainer;
  readonly ports: readonly number[];
}

/** A step that gives variables, and their names in the container. Absent: the names of the step. */
export interface VariablesSource {
  readonly step: StepId;
  readonly names?: Readonly<Record<string, string>>;
}

/** A network that another one takes the place of. */
export interface ReplacedNetwork {
  /** With which it was there. */
  readonly request: NetworkRequest;
  readonly members: readonly NetworkMember[];
}

/** A container that was taken off a network. */
export interface NetworkMember {
  readonly container: ContainerId;
  readonly name: string;
  /** The step that took it off. */
  readonly left: StepId;
  /** It was stopped for that, and ran before. */
  readonly wasStopped: boolean;
}

export type HookName = 'pre_start' | 'post_start' | 'pre_stop';

/** A process in a container, in the words of the engine's API. */
interface HookExec {
  readonly Cmd: readonly string[];
  readonly Env?: readonly string[];
  readonly User?: string;
  readonly WorkingDir?: string;
  readonly Privileged?: boolean;
  readonly Tty?: boolean;
}

/** The image of a service that only an earlier step knows. */
export interface ToldImage {
  readonly by: StepId;
  /** The tasks go to the nodes that it is for. Absent: the files say to which. */
  readonly placesTasks?: true;
}

/** What becomes of the tasks of a service: others take their places (a job runs again), some end, or all stay. */
export type TaskEffect = 'replaced' | 'fewer' | 'kept';

export type OperationKind = Operation['kind'];

export type OperationOf<K extends OperationKind> = Extract<Operation, { kind: K }>;

/** One entry per kind, so a new kind does not compile until every table handles it. */
export type PerKind<Result, Context extends readonly unknown[] = []> = {
  readonly [K in OperationKind]: (operation: OperationOf<K>, ...context: Context) => Result;
};

/** Calls the entry of a table for an operation. The only cast: TypeScript cannot pair the two by itself. */
export function dispatch<Result, Context extends readonly unknown[]>(
  table: PerKind<Result, Context>,
  operation: Operation,
  ...context: Context
): Result {
  const entry = table[operation.kind] as (operation: Operation, ...context: Context) => Result;
  return entry(operation, ...context);
}
