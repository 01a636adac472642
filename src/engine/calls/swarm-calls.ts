import { isJsonMap, type Json, type JsonMap } from '../../model/json.ts';
import type { ObservedSwarmNetwork, ObservedSwarmService, SwarmObject } from '../../model/observed-swarm.ts';
import type { SwarmFileRequest } from '../../model/swarm-request.ts';
import { managersOf, type SystemInfo } from '../answers/read-info.ts';
import {
  readIngressPorts,
  readNode,
  readObject,
  readService,
  readSwarmNetwork,
  readTask,
} from '../answers/read-swarm.ts';
import type { NetworkListItem } from '../answers/wire.ts';
import type { EngineRequest, Query } from '../connection/engine-request.ts';
import type { Transport } from '../connection/transport.ts';
import type { LogRecord } from '../port/engine-answers.ts';
import type { Swarm } from '../port/swarm.ts';
import { EngineError, unlessStatus } from '../refusals/engine-error.ts';
import type { RegistryAuth } from '../registry/registry-auth.ts';
import { readSwarmHistory } from '../streams/event-history.ts';
import { eventsBroken } from '../streams/event-stream.ts';
import { logTime } from '../streams/log-time.ts';
import { authFor } from './image-calls.ts';
import { readLogs } from './read-logs.ts';
import { resolveImage } from './resolve-image.ts';

/** They help to understand a failure, which is told without them otherwise. */
const LAST_LINES_MS = 5000;
const NAMESPACE = 'com.docker.stack.namespace';

/** The port over the HTTP API of a manager. */
export function swarmCalls(transport: Transport, auth: RegistryAuth): Swarm {
  const list = async (path: string, query: Query = {}): Promise<readonly JsonMap[]> =>
    // An engine answers with nothing where there is nothing.
    (await transport.json<readonly JsonMap[] | null>({ method: 'GET', path, query })) ?? [];
  const ofProject = (project: string): Query => filters({ label: [`${NAMESPACE}=${project}`] });
  const tasksOf: Swarm['tasksOf'] = async (project) =>
    (await list('/tasks', ofProject(project))).map(readTask);
  const servicesOf: Swarm['servicesOf'] = async (project) =>
    (await list('/services', ofProject(project))).map(readService);
  const nodes: Swarm['nodes'] = async () => (await list('/nodes')).map(readNode);
  const change = async (request: EngineRequest, image: Json | undefined): Promise<readonly string[]> => {
    const stored = typeof image === 'string' ? await auth(image) : undefined;
    const key = stored && authFor(stored)?.key;
    const answer = await transport.answer({
      ...request,
      ...(key ? { headers: { 'X-Registry-Auth': key } } : {}),
    });
    return warningsOf(answer);
  };
  const logs: Swarm['logs'] = (task, options, signal) =>
    readLogs(transport, `/tasks/${task}/logs`, options, signal);
  const files = new FileIds(list);

  return {
    async observe(project) {
      const [services, tasks, allNodes, secrets, configs, networks] = await Promise.all([
        servicesOf(project),
        tasksOf(project),
        nodes(),
        list('/secrets'),
        list('/configs'),
        transport.json<readonly NetworkListItem[] | null>({ method: 'GET', path: '/networks' }),
      ]).catch((error) => nameManagers(transport, error));
      const objects = { secrets: secrets.map(readObject), configs: configs.map(readObject) };
      files.know('secret', objects.secrets);
      files.know('config', objects.configs);
      const known = (networks ?? []).map(readSwarmNetwork);
      return {
        services,
        tasks,
        nodes: allNodes,
        ...objects,
        networks: [...known, ...(await unlisted(transport, services, known))],
        apiVersion: transport.apiVersion(),
      };
    },
    tasksOf,
    logs,
    async currentTasks(project) {
      const query = filters({ label: [`${NAMESPACE}=${project}`], '_up-to-date': ['true'] });
      return (await list('/tasks', query)).map(readTask);
    },
    servicesOf,
    async lastLines(task, lines) {
      const written: LogRecord[] = [];
      const end = AbortSignal.timeout(LAST_LINES_MS);
      for await (const line of logs(task, { follow: false, tty: false, tail: lines }, end))
        written.push(line);
      // A manager sends what it gets of standard error as a whole, before or after the rest.
      return written.sort((a, b) => (a.time < b.time ? -1 : 1)).map(({ text }) => text);
    },
    nodes,
    resolveImage: (reference) => resolveImage(transport, auth, reference),
    async *history({ since, until }, signal) {
      const types = ['service', 'node', 'secret', 'config', 'network'];
      const query = {
        ...filters({ type: types, scope: ['swarm'] }),
        since: since && logTime(since),
        until: until && logTime(until),
      };
      try {
        yield* readSwarmHistory(await transport.stream({ method: 'GET', path: '/events', query, signal }));
      } catch (error) {
        if (signal.aborted) return;
        throw eventsBroken(error);
      }
    },
    async survey() {
      const [services, tasks, allNodes] = await Promise.all([
        list('/services'),
        list('/tasks'),
        nodes(),
      ]).catch((error) => nameManagers(transport, error));
      return { services: services.map(readService), tasks: tasks.map(readTask), nodes: allNodes };
    },
    async updateNode(id, version, spec) {
      await transport.answer({ method: 'POST', path: `/nodes/${id}/update`, query: { version }, body: spec });
    },
    async ingressPorts() {
      return (await list('/services')).flatMap(readIngressPorts);
    },
    async service(name) {
      const path = `/services/${encodeURIComponent(name)}`;
      try {
        return readService(await transport.json<JsonMap>({ method: 'GET', path }));
      } catch (error) {
        unlessStatus(404)(error);
        return undefined;
      }
    },
    async createService(request) {
      const body = await files.number(JSON.parse(JSON.stringify(request)) as JsonMap);
      return change(
        { method: 'POST', path: '/services/create', body },
        request.TaskTemplate.ContainerSpec.Image,
      );
    },
    async updateService(id, version, spec) {
      const body = await files.number(spec);
      return change(
        { method: 'POST', path: `/services/${id}/update`, query: { version }, body },
        imageOf(spec),
      );
    },
    async rollBackService(id, version, spec) {
      const query = { version, rollback: 'previous', registryAuthFrom: 'previous-spec' };
      const path = `/services/${id}/update`;
      return warningsOf(await transport.answer({ method: 'POST', path, query, body: spec }));
    },
    async removeService(id) {
      await transport.answer({ method: 'DELETE', path: `/services/${id}` }).catch(unlessStatus(404));
    },
    async createFile({ kind, name, labels, data, driver, templating }) {
      const body = {
        Name: name,
        Labels: labels,
        ...(data === undefined ? {} : { Data: data.reveal() }),
        ...(driver === undefined ? {} : { Driver: driver }),
        ...(templating === undefined ? {} : { Templating: { Name: templating } }),
      };
      const made = await transport
        .answer({ method: 'POST', path: `/${kind}s/create`, body })
        .catch(unlessStatus(409));
      const id = typeof made === 'object' && made !== null && 'ID' in made ? made.ID : undefined;
      if (typeof id === 'string') await files.made(kind, name, id);
    },
    async removeFile(kind, id) {
      await transport.answer({ method: 'DELETE', path: `/${kind}s/${id}` }).catch(unlessStatus(404));
    },
  };
}

/** The networks of the nodes (`host`, `bridge`) have ids of their own in a swarm, which no list has. */
async function unlisted(
  transport: Transport,
  services: readonly ObservedSwarmService[],
  known: readonly ObservedSwarmNetwork[],
): Promise<readonly ObservedSwarmNetwork[]> {
  const listed = new Set(known.map(({ id }) => String(id)));
  const targets = services.flatMap(({ spec }) => targetsOf(spec)).filter((id) => !listed.has(id));
  const answers = [...new Set(targets)].map((id) =>
    transport
      .json<NetworkListItem>({ method: 'GET', path: `/networks/${id}` })
      .then((item) => [readSwarmNetwork(item)])
      .catch((error) => {
        unlessStatus(404)(error);
        return [];
      }),
  );
  return (await Promise.all(answers)).flat();
}

function targetsOf({ TaskTemplate }: JsonMap): readonly string[] {
  const networks = isJsonMap(TaskTemplate) ? TaskTemplate.Networks : undefined;
  return (Array.isArray(networks) ? networks : []).flatMap((network: Json) =>
    isJsonMap(network) && typeof network.Target === 'string' ? [network.Target] : [],
  );
}

/** Error: `error`; where the engine is a worker, with the addresses of its managers. */
async function nameManagers(transport: Transport, error: unknown): Promise<never> {
  if (!(error instanceof EngineError) || error.code !== 'not-a-manager') throw error;
  const info = await transport.json<SystemInfo>({ method: 'GET', path: '/info' });
  const managers = managersOf(info);
  if (managers.length === 0) throw error;
  const where =
    managers.length === 1 ? `its manager is ${managers[0]}` : `its managers are ${managers.join(', ')}`;
  throw new EngineError(error.code, error.message, {
    hint: `${where}: name one with DOCKER_HOST, --host (ssh://${managers[0]}) or --context`,
    cause: error,
    status: error.status,
  });
}

const filters = (by: Readonly<Record<string, readonly string[]>>): Query => ({ filters: JSON.stringify(by) });

const containerOf = (spec: JsonMap): JsonMap => {
  const task = isJsonMap(spec.TaskTemplate) ? spec.TaskTemplate : {};
  return isJsonMap(task.ContainerSpec) ? task.ContainerSpec : {};
};

const imageOf = (spec: JsonMap): Json | undefined => containerOf(spec).Image;

type List = (path: string) => Promise<readonly JsonMap[]>;
type FileKind = SwarmFileRequest['kind'];

/** The ids of secrets and configs, by their names: they are listed once, and again when a name is not among them. */
class FileIds {
  readonly #list: List;
  readonly #ids: Record<FileKind, Promise<Map<string, string>> | undefined> = {
    secret: undefined,
    config: undefined,
  };

  constructor(list: List) {
    this.#list = list;
  }

  know(kind: FileKind, objects: readonly SwarmObject[]): void {
    this.#ids[kind] = Promise.resolve(idsByName(objects));
  }

  async made(kind: FileKind, name: string, id: string): Promise<void> {
    (await this.#ids[kind])?.set(name, id);
  }

  /** A swarm wants the id and the name of each. Error: EngineError `engine-refused` for one that it does not have. */
  async number(spec: JsonMap): Promise<JsonMap> {
    const container = containerOf(spec);
    const [Secrets, Configs] = await Promise.all([
      this.#numbered('secret', container.Secrets),
      this.#numbered('config', container.Configs),
    ]);
    const ContainerSpec = {
      ...container,
      ...(Secrets === undefined ? {} : { Secrets }),
      ...(Configs === undefined ? {} : { Configs }),
    };
    const task = isJsonMap(spec.TaskTemplate) ? spec.TaskTemplate : {};
    return { ...spec, TaskTemplate: { ...task, ContainerSpec } };
  }

  async #numbered(kind: FileKind, uses: Json | undefined): Promise<readonly Json[] | undefined> {
    if (!Array.isArray(uses) || uses.length === 0) return undefined;
    const [idName, nameName] = kind === 'secret' ? ['SecretID', 'SecretName'] : ['ConfigID', 'ConfigName'];
    if (uses.every((use: Json) => isJsonMap(use) && use[idName])) return uses;
    const names = uses.map((use: Json) => (isJsonMap(use) ? String(use[nameName]) : ''));
    const ids = await this.#idsOf(kind, names);
    return uses.map((use: Json) => {
      const name = isJsonMap(use) ? String(use[nameName]) : '';
      const id = ids.get(name);
      if (id === undefined || !isJsonMap(use))
        throw new EngineError('engine-refused', `the swarm has no ${kind} ${name}`, {
          hint: 'run the command again: somebody has removed it meanwhile',
        });
      return { ...use, [idName]: id };
    });
  }

  async #idsOf(kind: FileKind, names: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const known = await this.#ids[kind];
    if (known && names.every((name) => known.has(name))) return known;
    this.#ids[kind] = this.#list(`/${kind}s`).then((items) => idsByName(items.map(readObject)));
    return (await this.#ids[kind]) ?? new Map();
  }
}

const idsByName = (objects: readonly SwarmObject[]): Map<string, string> =>
  new Map(objects.map(({ id, name }) => [name, id]));

function warningsOf(answer: unknown): readonly string[] {
  if (typeof answer !== 'object' || answer === null || !('Warnings' in answer)) return [];
  return Array.isArray(answer.Warnings) ? answer.Warnings.map(String) : [];
}
