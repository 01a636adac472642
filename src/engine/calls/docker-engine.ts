import { imageId } from '../../model/ids.ts';
import { readContainer } from '../answers/read-container.ts';
import { readContainerDetails } from '../answers/read-container-details.ts';
import { readDiskUsage, type WireDiskUsage } from '../answers/read-disk-usage.ts';
import { familiarName, findImages, fullName, isImageId, readImageDetails } from '../answers/read-image.ts';
import { readInfo, type SystemInfo } from '../answers/read-info.ts';
import { readNetwork, readVolume } from '../answers/read-network.ts';
import type {
  ContainerInspection,
  ContainerListItem,
  ImageInspection,
  ImageListItem,
  NetworkListItem,
  VolumeListItem,
} from '../answers/wire.ts';
import type { Query, Transport } from '../connection/transport.ts';
import type { Engine } from '../port/engine.ts';
import type { EngineVersion } from '../port/engine-answers.ts';
import { buildFailed } from '../refusals/build-failure.ts';
import { EngineError } from '../refusals/engine-error.ts';
import { explainLogin } from '../registry/explain-login.ts';
import { authHeader, type RegistryAuth } from '../registry/registry-auth.ts';
import { followBuild } from '../streams/build-stream.ts';
import { EVENT_NAMES, followEvents } from '../streams/event-stream.ts';
import { readLog } from '../streams/log-stream.ts';
import { logTime } from '../streams/log-time.ts';
import { archiveCalls } from './archive-calls.ts';
import { type Builder, buildQuery } from './build-request.ts';
import { createCalls } from './create-calls.ts';
import { imageCalls } from './image-calls.ts';
import { processCalls } from './process-calls.ts';
import { lookCalls } from './query-calls.ts';
import { saveCalls } from './save-calls.ts';
import { updatedContainers } from './update-history.ts';
import { volumeSizes } from './volume-sizes.ts';

/**
 * The port over the HTTP API of Docker.
 *
 * Paths carry no version. A fixed one is refused by engines that are older (or, since their version 29, much newer),
 * and finding one that suits costs a round trip before the first call. Without one every engine speaks its newest,
 * and what we read has kept its shape, or is read in both shapes (wire.ts).
 */
export function dockerEngine(
  endpoint: string,
  transport: Transport,
  auth: RegistryAuth,
  builder: Builder,
): Engine {
  const get = <Body>(
    path: string,
    query?: Query,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Body> =>
    transport.json({ method: 'GET', path, ...(query ? { query } : {}), ...(headers ? { headers } : {}) });
  const post = async (path: string, query: Query, accept: readonly number[] = []): Promise<void> => {
    await transport.status({ method: 'POST', path, query, accept });
  };
  const send = async (path: string, body: unknown, accept: readonly number[] = []): Promise<void> => {
    await transport.status({ method: 'POST', path, body, accept });
  };
  const remove = async (path: string, query: Query, accept: readonly number[]): Promise<void> => {
    await transport.status({ method: 'DELETE', path, query, accept });
  };
  const inspectImage = async (reference: string) => {
    const inspection = await transport.find<ImageInspection>({
      method: 'GET',
      path: `/images/${encodeURIComponent(reference)}/json`,
    });
    return inspection && readImageDetails(inspection);
  };

  return {
    endpoint,

    async version(): Promise<EngineVersion> {
      const answer = await get<{ Version: string; ApiVersion: string; Os: string; Arch: string }>('/version');
      // It tells of its newest, and may have been asked to speak an older one.
      const apiVersion = transport.apiVersion() ?? answer.ApiVersion;
      return { version: answer.Version, apiVersion, os: answer.Os, arch: answer.Arch };
    },

    info: async () => readInfo(await get<SystemInfo>('/info')),
    diskUsage: async () => readDiskUsage(await get<WireDiskUsage>('/system/df')),

    async listContainers(labels) {
      const query = { all: true, ...filters({ label: labels }) };
      return (await get<ContainerListItem[]>('/containers/json', query)).map(readContainer);
    },
    async listNetworks() {
      return (await get<NetworkListItem[]>('/networks')).map(readNetwork);
    },
    async listVolumes() {
      const { Volumes } = await get<{ Volumes: VolumeListItem[] | null }>('/volumes');
      return (Volumes ?? []).map(readVolume);
    },
    async listImages(references) {
      const names = references.filter((reference) => !isImageId(reference));
      const ids = references.filter(isImageId);
      // Only the names asked for: engines take their time over a list of hundreds.
      const patterns = [...new Set(names.map(familiarName))];
      const [items, details] = await Promise.all([
        names.length === 0 ? [] : get<ImageListItem[]>('/images/json', filters({ reference: patterns })),
        Promise.all(ids.map(inspectImage)),
      ]);
      const found = findImages(items, names);
      for (const [index, id] of ids.entries()) {
        const image = details[index];
        if (image) found.set(id, { id: image.id });
      }
      return found;
    },

    async inspectContainer(id) {
      return readContainerDetails(await get<ContainerInspection>(`/containers/${id}/json`));
    },
    inspectImage,

    startContainer: (id) => post(`/containers/${id}/start`, {}, [304]),
    stopContainer: (id, graceSeconds) => post(`/containers/${id}/stop`, { t: graceSeconds }, [304, 404]),
    killContainer: (id, signal) => post(`/containers/${id}/kill`, { signal }, [404, 409]),
    pauseContainer: (id) => post(`/containers/${id}/pause`, {}),
    unpauseContainer: (id) => post(`/containers/${id}/unpause`, {}),
    restartContainer: (id, graceSeconds) => post(`/containers/${id}/restart`, { t: graceSeconds }),
    removeContainer: (id, withVolumes) =>
      remove(`/containers/${id}`, { force: true, v: withVolumes }, [404, 409]),
    renameContainer: (id, name) =>
      post(`/containers/${id}/rename`, { name }).catch(unless(/same name as its current name/i)),
    async putFiles(id, files) {
      const { packFiles } = await import('../streams/pack-files.ts');
      // Without `copyUIDGID`: with it the engine gives the files to the user of the container, whatever they say.
      const archive = await packFiles(files);
      await transport.status({
        method: 'PUT',
        path: `/containers/${id}/archive`,
        query: { path: '/' },
        archive,
      });
    },

    ...createCalls(transport),
    ...archiveCalls(transport),
    ...processCalls(transport),
    ...lookCalls(transport),
    ...saveCalls(transport),

    // Engines before API 1.44 make two networks of one name unless they are asked to look.
    createNetwork: (request) => send('/networks/create', { ...request, CheckDuplicate: true }, [409]),
    removeNetwork: (id) => remove(`/networks/${id}`, {}, [404]),
    disconnectNetwork: (network, container) =>
      send(`/networks/${encodeURIComponent(network)}/disconnect`, {
        Container: container,
        Force: true,
      }).catch(unless(/is not connected to (?:the )?network/i)),
    createVolume: (request) => send('/volumes/create', request),
    volumeSizes: () => volumeSizes(transport),
    updatedContainers: () => updatedContainers(transport),
    removeVolume: (name) => remove(`/volumes/${encodeURIComponent(name)}`, {}, [404]),

    removeImage: (reference) => remove(`/images/${encodeURIComponent(reference)}`, {}, [404]),
    pruneImages: async (labels) => {
      const filters = JSON.stringify({ dangling: ['true'], label: labels });
      await transport.status({ method: 'POST', path: '/images/prune', query: { filters } });
    },

    async resolveDigest(reference) {
      const stored = await auth(reference);
      const { login } = stored;
      try {
        const { Descriptor } = await get<{ Descriptor: { digest: string } }>(
          `/distribution/${fullName(reference)}/json`,
          undefined,
          login === undefined ? {} : { 'X-Registry-Auth': authHeader(login) },
        );
        return Descriptor.digest;
      } catch (error) {
        throw explainLogin(error, stored, reference, 'pull');
      }
    },
    ...imageCalls(transport, auth, inspectImage),
    async buildImage(context, options, onProgress, signal) {
      const build = async (by: Builder) => {
        const stream = await transport.stream({
          method: 'POST',
          path: '/build',
          query: buildQuery(options, by),
          ...(context ? { archive: context() } : {}),
          signal,
        });
        return imageId(await followBuild(stream, onProgress, signal));
      };
      try {
        return await build(builder);
      } catch (error) {
        if (builder === 'buildkit' && isWithoutBuildKit(error)) return build('classic');
        // The classic builder answers with an error when it has not come as far as the first step.
        if (error instanceof EngineError && error.code === 'engine-refused')
          throw buildFailed(causeOf(error), undefined);
        throw error;
      }
    },

    async subscribe(labels, onEvent) {
      const query = filters({ type: ['container'], event: EVENT_NAMES, label: labels });
      return followEvents(await transport.stream({ method: 'GET', path: '/events', query }), onEvent);
    },
    async *logs(id, { follow, tail, since, until, tty }, signal) {
      const query = {
        stdout: true,
        stderr: true,
        timestamps: true,
        follow,
        tail: tail ?? 'all',
        since: since && logTime(since),
        until: until && logTime(until),
      };
      const stream = await transport
        .stream({ method: 'GET', path: `/containers/${id}/logs`, query, signal })
        .catch((error: unknown) => {
          if (signal.aborted) return undefined;
          throw error;
        });
      if (stream) yield* readLog(stream, tty, signal);
    },

    close: () => transport.close(),
  };
}

/** Filters are one parameter: JSON, in which all keys must match, and one of the values of each (all of the labels). */
function filters(by: Readonly<Record<string, readonly string[]>>): Query {
  const used = Object.entries(by).filter(([, values]) => values.length > 0);
  return used.length === 0 ? {} : { filters: JSON.stringify(Object.fromEntries(used)) };
}

/** Engines on Windows, and those built without it. Podman builds with its own whatever it is asked for. */
const isWithoutBuildKit = (error: unknown): boolean =>
  error instanceof EngineError && /buildkit (?:is )?not (?:supported|enabled)/i.test(causeOf(error));

const causeOf = (error: EngineError): string =>
  error.cause instanceof Error ? error.cause.message : error.message;

/**
 * An engine goes on with what it was asked for by who has been interrupted since: what the next one asks for may have been
 * done meanwhile, and no status of its own says so.
 */
const unless =
  (isDone: RegExp) =>
  (error: unknown): void => {
    const words = error instanceof EngineError && error.cause instanceof Error ? error.cause.message : '';
    if (!isDone.test(words)) throw error;
  };
