import type { Readable } from 'node:stream';
import type { Engine } from '../../src/engine/port/engine.ts';
import type {
  ContainerEvent,
  EngineEvent,
  EngineInfo,
  ImageSummary,
  LogRecord,
  ProcessTable,
} from '../../src/engine/port/engine-answers.ts';
import type { LogOptions } from '../../src/engine/port/engine-requests.ts';
import { EngineError } from '../../src/engine/refusals/engine-error.ts';
import type { EndpointRequest } from '../../src/model/container-request.ts';
import { type ContainerId, containerId, imageId } from '../../src/model/ids.ts';
import type {
  ContainerDetails,
  ImageDetails,
  ObservedContainer,
  ObservedVolume,
} from '../../src/model/observed.ts';
import { RUNNING } from './an-inspection.ts';
import { EMPTY_IMAGE } from './empty-image.ts';

interface Answers {
  /** What an inspection says at the time it is asked. Default: running, without a healthcheck. */
  readonly inspect?: (id: ContainerId) => Partial<ContainerDetails> | undefined;
  readonly images?: Readonly<Record<string, Partial<ImageDetails>>>;
  readonly containers?: readonly ObservedContainer[];
  readonly logs?: readonly string[];
  /** Instead of `logs`: the stream of one container, for as long as the test keeps it open. */
  readonly follow?: (
    id: ContainerId,
    since: string | undefined,
    signal: AbortSignal | undefined,
    tail: number | undefined,
  ) => AsyncIterable<LogRecord>;
  /** Called with every call that changes something, as `calls` shows it; may fail it, or hold it up. */
  readonly onCall?: (call: string) => Promise<void> | void;
  /** What the engine remembers. Default: nothing. */
  readonly events?: readonly ContainerEvent[];
  /** Of every container. Default: nothing is known of them. */
  readonly processes?: ProcessTable;
  /** The id that a pull or build gives. */
  readonly newImage?: string;
}

/** An engine that writes down what it is asked, in words, and does nothing. */
export class RecordingEngine implements Engine {
  readonly endpoint = 'unix:///run/test.sock';
  readonly calls: string[] = [];
  /** The requests of created containers, by name. */
  readonly created = new Map<string, unknown>();
  /** The settings with which containers were put on a network, by container. */
  readonly joined = new Map<string, EndpointRequest>();
  readonly #answers: Answers;
  #onEvent: ((event: EngineEvent) => void) | undefined;
  #breakStream: ((error: Error) => void) | undefined;

  constructor(answers: Answers = {}) {
    this.#answers = answers;
  }

  /** Something happens to a container. */
  tell(
    container: string,
    action: EngineEvent['action'],
    timeMs = Date.parse('2026-01-01T00:01:00Z'),
    exitCode?: number,
  ): void {
    const event = { container: containerId(container), labels: {}, name: container, action, timeMs };
    this.#onEvent?.({ ...event, ...(exitCode !== undefined && { exitCode }) });
  }

  breakStream(): void {
    this.#breakStream?.(new Error('the connection was lost'));
  }

  async #change(call: string): Promise<void> {
    this.calls.push(call);
    await this.#answers.onCall?.(call);
  }

  info = (): Promise<EngineInfo> => Promise.reject(new Error('nobody should ask for the whole of it'));
  diskUsage = () => Promise.reject(new Error('nobody should add up sizes'));
  version = () => Promise.reject(new Error('nobody should ask for the version'));
  listContainers = async (labels: readonly string[]) => {
    this.calls.push(`list containers ${labels.join(' ')}`.trim());
    return this.#answers.containers ?? [];
  };
  listNetworks = async () => [];
  listVolumes = async (): Promise<readonly ObservedVolume[]> => [];
  listImages = async () => new Map();

  inspectContainer = async (id: ContainerId): Promise<ContainerDetails> => {
    this.calls.push(`inspect ${id}`);
    const answer = this.#answers.inspect ? this.#answers.inspect(id) : {};
    if (!answer) throw new EngineError('no-container', `no container ${id}`, { status: 404 });
    return { ...RUNNING, id, name: id, ...answer };
  };
  inspectImage = async (reference: string): Promise<ImageDetails | undefined> => {
    const image = this.#answers.images?.[reference];
    return image && { ...EMPTY_IMAGE, id: imageId(reference), ...image };
  };

  createContainer = async (name: string, request: unknown) => {
    this.created.set(name, request);
    await this.#change(`create ${name}`);
    return { id: containerId(`id-${name}`), warnings: [] };
  };
  startContainer = (id: ContainerId) => this.#change(`start ${id}`);
  stopContainer = (id: ContainerId, grace: number | undefined) =>
    this.#change(`stop ${id}${grace === undefined ? '' : ` within ${grace} s`}`);
  killContainer = (id: ContainerId, signal: string) => this.#change(`kill ${id} ${signal}`);
  pauseContainer = (id: ContainerId) => this.#change(`pause ${id}`);
  updateContainer = async (id: ContainerId, update: object) => {
    await this.#change(`update ${id} ${JSON.stringify(update)}`);
    return [];
  };
  waitContainer = async () => 0;
  containerChanges: Engine['containerChanges'] = async () => [];
  statPath: Engine['statPath'] = async () => undefined;
  getArchive = () => Promise.reject(new Error('nobody should read files'));
  putArchive = (id: ContainerId, path: string) => this.#change(`put an archive into ${id} at ${path}`);
  attachContainer = () => Promise.reject(new Error('nobody should attach'));
  resizeContainer = async () => {};
  createExec = async (id: ContainerId, { Cmd }: { readonly Cmd: readonly string[] }) => {
    await this.#change(`exec in ${id}: ${Cmd.join(' ')}`);
    return `exec-${id}`;
  };
  startExec = () => Promise.reject(new Error('nobody should start an exec'));
  startDetachedExec = async () => {};
  resizeExec = async () => {};
  inspectExec = async () => ({ running: false, started: true, exitCode: 0 });
  unpauseContainer = (id: ContainerId) => this.#change(`unpause ${id}`);
  restartContainer = (id: ContainerId) => this.#change(`restart ${id}`);
  removeContainer = (id: ContainerId, withVolumes: boolean) =>
    this.#change(`remove ${id}${withVolumes ? ' with volumes' : ''}`);
  renameContainer = (id: ContainerId, name: string) => this.#change(`rename ${id} to ${name}`);
  putFiles = (id: ContainerId) => this.#change(`put files into ${id}`);
  createNetwork = ({ Name }: { Name: string }) => this.#change(`create network ${Name}`);
  removeNetwork = (id: string) => this.#change(`remove network ${id}`);
  connectNetwork = (network: string, id: ContainerId, endpoint: EndpointRequest) => {
    this.joined.set(id, endpoint);
    return this.#change(`connect ${id} to ${network}`);
  };
  disconnectNetwork = (network: string, id: ContainerId) => this.#change(`disconnect ${id} from ${network}`);
  createVolume = async ({ Name, Labels }: { Name: string; Labels: Readonly<Record<string, string>> }) => {
    await this.#change(`create volume ${Name}`);
    return Labels;
  };
  volumeSizes = async () => new Map<string, number>();
  containerHistory = async () => ({
    updated: new Set<ContainerId>(),
    stopping: new Map<ContainerId, number>(),
  });
  removeVolume = (name: string) => this.#change(`remove volume ${name}`);
  removeImage = (reference: string, onlyIf?: string) =>
    this.#change(`remove image ${reference}${onlyIf === undefined ? '' : ` if it is ${onlyIf}`}`);
  pruneImages = (labels: readonly string[]) => this.#change(`prune images ${labels.join(' ')}`);
  resolveDigest = async (reference: string) => {
    this.calls.push(`resolve ${reference}`);
    return `sha256:of-${reference}`;
  };
  pullImage = async (reference: string) => {
    await this.#change(`pull ${reference}`);
    return imageId(this.#answers.newImage ?? 'sha256:new');
  };
  pushImage = async (reference: string): Promise<string | undefined> => {
    await this.#change(`push ${reference}`);
    return undefined;
  };
  buildImage = async () => {
    await this.#change('build');
    return imageId(this.#answers.newImage ?? 'sha256:new');
  };

  subscribe = async (labels: readonly string[], onEvent: (event: EngineEvent) => void) => {
    this.calls.push(`subscribe ${labels.join(' ')}`);
    this.#onEvent = onEvent;
    let close = (): void => {};
    const ended = new Promise<void>((resolve, reject) => {
      close = resolve;
      this.#breakStream = reject;
    });
    return { ended, close };
  };

  async *logs(id: ContainerId, { since, tail }: LogOptions, signal?: AbortSignal): AsyncIterable<LogRecord> {
    if (this.#answers.follow) {
      yield* this.#answers.follow(id, since, signal, tail);
      return;
    }
    for (const text of this.#answers.logs ?? [])
      yield { stream: 'stdout', time: '2026-01-01T00:00:00Z', text };
  }

  async *history(): AsyncIterable<ContainerEvent> {
    yield* this.#answers.events ?? [];
  }
  topContainer = async () => this.#answers.processes ?? { titles: [], processes: [] };
  async *stats(): AsyncIterable<never> {}
  listImageSummaries = async (): Promise<readonly ImageSummary[]> => [];
  exportContainer = () => Promise.reject(new Error('nobody should export'));
  saveImages = (): Promise<Readable> => Promise.reject(new Error('nobody should save images'));
  loadImages = (_archive: Readable): Promise<void> => this.#change('load images');
  tagImage = (id: string, name: string) => this.#change(`tag ${id} ${name}`);
  commitContainer = async (id: ContainerId) => {
    await this.#change(`commit ${id}`);
    return imageId(this.#answers.newImage ?? 'sha256:new');
  };

  swarm = () => Promise.reject(new Error('nobody should ask for a swarm'));

  close(): void {}
}
