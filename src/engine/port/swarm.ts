import type { JsonMap } from '../../model/json.ts';
import type {
  ObservedSwarm,
  ObservedSwarmService,
  SwarmNode,
  SwarmSurvey,
  SwarmTask,
} from '../../model/observed-swarm.ts';
import type { ResolvedImage } from '../../model/swarm-image.ts';
import type { SwarmFileRequest, SwarmServiceRequest } from '../../model/swarm-request.ts';
import type { LogRecord } from './engine-answers.ts';
import type { HistoryQuery, LogOptions } from './engine-requests.ts';

/** A port that all nodes publish for a service. */
export interface IngressPort {
  /** The name of the service. */
  readonly service: string;
  readonly port: number;
  readonly protocol: string;
}

/** A change of an object of the swarm: there are none of tasks. */
export interface SwarmEvent {
  /** `service`, `node`, `secret`, `config`, `network` */
  readonly kind: string;
  readonly id: string;
  readonly name: string;
  /** `create`, `update`, `remove` */
  readonly action: string;
  /** What an update has changed, such as `updatestate.new`; without the name. */
  readonly attributes: Readonly<Record<string, string>>;
  /** RFC 3339, with nanoseconds. */
  readonly time: string;
}

/**
 * The port to a manager of a swarm. Every method is one call unless its comment says otherwise.
 *
 * Errors: EngineError, as of `Engine`; `not-a-manager` where the engine is no manager of a swarm.
 */
export interface Swarm {
  /** All of a project, and the nodes: six list calls at once, however many services there are. */
  observe(project: string): Promise<ObservedSwarm>;
  /** Of a project: also those of services that were removed, as long as their containers have not ended. */
  tasksOf(project: string): Promise<readonly SwarmTask[]>;
  /** Of these, those that are made as their service is now, former ones included that have ended since. */
  currentTasks(project: string): Promise<readonly SwarmTask[]>;
  servicesOf(project: string): Promise<readonly ObservedSwarmService[]>;
  /**
   * The lines of a task, until its log ends or `signal` is aborted; `until` has no effect. Its node has to be there. Error: EngineError
   * when the node cannot read it.
   */
  logs(task: string, options: LogOptions, signal: AbortSignal): AsyncIterable<LogRecord>;
  /** What a task wrote last. Its node has to be there. */
  lastLines(task: string, lines: number): Promise<readonly string[]>;
  /** The events of all projects since a time; without `until` also future ones. */
  history(query: Omit<HistoryQuery, 'labels'>, signal: AbortSignal): AsyncIterable<SwarmEvent>;
  /** Of all projects: three list calls at once. */
  survey(): Promise<SwarmSurvey>;
  nodes(): Promise<readonly SwarmNode[]>;
  /**
   * What the registry of an image has under its name now, as the engine finds it. Error: EngineError, also when the registry lets the
   * engine wait for more than some seconds.
   */
  resolveImage(reference: string): Promise<ResolvedImage>;
  /** What all services of the swarm publish on all nodes, whosever they are. */
  ingressPorts(): Promise<readonly IngressPort[]>;
  /** undefined: there is none. */
  service(name: string): Promise<ObservedSwarmService | undefined>;
  /** Secrets and configs are named; their ids are listed where `observe` and `createFile` have not told them. @returns the engine's warnings */
  createService(request: SwarmServiceRequest): Promise<readonly string[]>;
  /** As `createService`. A version that is not its newest is refused. */
  updateService(id: string, version: number, spec: JsonMap): Promise<readonly string[]>;
  /** Back to what it was before its last change. @param spec as it is now @returns the engine's warnings */
  rollBackService(id: string, version: number, spec: JsonMap): Promise<readonly string[]>;
  /** One that is removed already is no error. Its containers end afterwards. */
  removeService(id: string): Promise<void>;
  /** One of the same name that somebody else made meanwhile counts as done. */
  createFile(file: SwarmFileRequest): Promise<void>;
  /** A version that is not its newest is refused. */
  updateNode(id: string, version: number, spec: JsonMap): Promise<void>;
  /** One that is removed already is no error. */
  removeFile(kind: SwarmFileRequest['kind'], id: string): Promise<void>;
}
