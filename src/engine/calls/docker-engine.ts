import type Docker from 'dockerode';
import { UserError } from '../../diagnostics/user-error.ts';
import { fullName } from '../../model/full-name.ts';
import { imageId } from '../../model/ids.ts';
import { SWARM_TASK } from '../../model/labels.ts';
import { defined } from '../../util/defined.ts';
import { readContainer, readState } from '../answers/read-container.ts';
import { readContainerDetails } from '../answers/read-container-details.ts';
import { readDiskUsage, type WireDiskUsage } from '../answers/read-disk-usage.ts';
import { familiarName, findImages, isImageId, readImageDetails } from '../answers/read-image.ts';
import { readInfo } from '../answers/read-info.ts';
import { readNetwork, readVolume } from '../answers/read-network.ts';
import type { Transport } from '../connection/transport.ts';
import type { Engine } from '../port/engine.ts';
import type { EngineVersion } from '../port/engine-answers.ts';
import type { Swarm } from '../port/swarm.ts';
import { buildFailed } from '../refusals/build-failure.ts';
import { EngineError, isStatus, unlessStatus } from '../refusals/engine-error.ts';
import { explainLogin } from '../registry/explain-login.ts';
import type { RegistryAuth } from '../registry/registry-auth.ts';
import { followBuild } from '../streams/build-stream.ts';
import { EVENT_NAMES, followEvents } from '../streams/event-stream.ts';
import { archiveCalls } from './archive-calls.ts';
import { type Builder, buildQuery } from './build-request.ts';
import { createCalls } from './create-calls.ts';
import { dockerClient, readable } from './docker-client.ts';
import { authFor, imageCalls } from './image-calls.ts';
import { processCalls } from './process-calls.ts';
import { queryCalls } from './query-calls.ts';
import { readLogs } from './read-logs.ts';
import { saveCalls } from './save-calls.ts';
import { containerHistory } from './update-history.ts';
import { volumeSizes } from './volume-sizes.ts';

/** An engine removes a container in moments; one that cannot keeps it. */
const REMOVED_WITHIN_MS = 30_000;

/** Error: UserError `in-use` when the engine does not get rid of it. */
async function awaitRemoval(container: Docker.Container): Promise<void> {
  const abortSignal = AbortSignal.timeout(REMOVED_WITHIN_MS);
  try {
    await container.wait({ condition: 'removed', abortSignal });
  } catch (error) {
    if (isStatus(error, 404)) return;
    if (!abortSignal.aborted) throw error;
    const seconds = REMOVED_WITHIN_MS / 1000;
    throw new UserError('engine-refused', `the engine has been removing it for more than ${seconds} s`, {
      hint: 'check the log of the engine',
      cause: error,
    });
  }
}

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
  const docker = dockerClient(transport);
  let swarm: Swarm | undefined;
  const inspectImage = async (reference: string) => {
    const image = await docker.image(reference);
    const inspection = await image.inspect().catch(unlessStatus(404));
    return inspection && readImageDetails(inspection);
  };

  return {
    endpoint,

    async version(): Promise<EngineVersion> {
      const answer = await (await docker.api()).version();
      // It tells of its newest, and may have been asked to speak an older one.
      const apiVersion = transport.apiVersion() ?? answer.ApiVersion;
      const { Version, Os, Arch, Components } = answer;
      return { version: Version, apiVersion, os: Os, arch: Arch, ...componentsOf(Components) };
    },

    info: async () => readInfo(await (await docker.api()).info()),
    diskUsage: async () =>
      readDiskUsage(await transport.json<WireDiskUsage>({ method: 'GET', path: '/system/df' })),

    async listContainers(labels) {
      const items = await (await docker.api()).listContainers({ all: true, ...filters({ label: labels }) });
      const containers = items.map(readContainer);
      return labels.length === 0
        ? containers
        : containers.filter((found) => !(SWARM_TASK.id in found.labels));
    },
    async listNetworks() {
      return (await (await docker.api()).listNetworks()).map(readNetwork);
    },
    async listVolumes() {
      const { Volumes } = await (await docker.api()).listVolumes();
      return (Volumes ?? []).map(readVolume);
    },
    async listImages(references) {
      const names = references.filter((reference) => !isImageId(reference));
      const ids = references.filter(isImageId);
      // Only the names asked for: engines take their time over a list of hundreds.
      const patterns = [...new Set(names.map(familiarName))];
      const [items, details] = await Promise.all([
        names.length === 0 ? [] : (await docker.api()).listImages(filters({ reference: patterns })),
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
      return readContainerDetails(await (await docker.container(id)).inspect());
    },
    inspectImage,

    async startContainer(id) {
      await (await docker.container(id)).start().catch(unlessStatus(304));
    },
    async stopContainer(id, graceSeconds) {
      await (await docker.container(id)).stop(defined({ t: graceSeconds })).catch(unlessStatus(304, 404));
    },
    async killContainer(id, signal) {
      const container = await docker.container(id);
      try {
        await container.kill({ signal });
      } catch (error) {
        unlessStatus(404, 409)(error);
        if (!isStatus(error, 409)) return;
        // Mostly it does not run, and may be gone by now; if it runs, something else was in the way.
        const found = await container.inspect().catch(unlessStatus(404));
        if (found && readState(found.State.Status) === 'running') throw error;
      }
    },
    async pauseContainer(id) {
      await (await docker.container(id)).pause();
    },
    async unpauseContainer(id) {
      await (await docker.container(id)).unpause();
    },
    async restartContainer(id, graceSeconds) {
      await (await docker.container(id)).restart({ t: graceSeconds });
    },
    async removeContainer(id, withVolumes) {
      const container = await docker.container(id);
      try {
        await container.remove({ force: true, v: withVolumes });
      } catch (error) {
        unlessStatus(404, 409)(error);
        // Somebody else removes it: until they have, its name and its networks are taken.
        if (isStatus(error, 409)) await awaitRemoval(container);
      }
    },
    async renameContainer(id, name) {
      await (await docker.container(id)).rename({ name }).catch(unless(/same name as its current name/i));
    },
    async putFiles(id, files) {
      const { packFiles } = await import('../streams/pack-files.ts');
      // Without `copyUIDGID`: with it the engine gives the files to the user of the container, whatever they say.
      const archive = await packFiles(files);
      await (await docker.container(id)).putArchive(archive, { path: '/' });
    },

    ...createCalls(docker, transport),
    ...archiveCalls(docker, transport),
    ...processCalls(docker),
    ...queryCalls(docker),
    ...saveCalls(docker, transport),

    async createNetwork(request) {
      // Engines before API 1.44 make two networks of one name unless they are asked to look.
      const _body = { ...request, CheckDuplicate: true };
      await (await docker.api())
        .createNetwork({ Name: request.Name, _query: {}, _body })
        .catch(unlessStatus(409));
    },
    async removeNetwork(id) {
      await (await docker.network(id)).remove().catch(unlessStatus(404));
    },
    async disconnectNetwork(network, container) {
      await (await docker.network(network))
        .disconnect({ Container: container, Force: true })
        .catch(unless(/is not connected to (?:the )?network/i));
    },
    async createVolume(request) {
      let labels: Readonly<Record<string, string>> = {};
      await (await docker.api()).createVolume({
        _query: {},
        _body: request,
        _answer: (answer) => {
          labels = labelsOf(answer);
        },
      });
      return labels;
    },
    volumeSizes: () => volumeSizes(transport),
    containerHistory: (enough) => containerHistory(transport, enough),
    async removeVolume(name) {
      await (await docker.volume(name)).remove().catch(unlessStatus(404));
    },

    async removeImage(reference, onlyIf) {
      if (onlyIf !== undefined && (await inspectImage(reference))?.id !== onlyIf) return;
      await (await docker.image(reference)).remove().catch(unlessStatus(404));
    },
    async pruneImages(labels) {
      await (await docker.api()).pruneImages({ filters: { dangling: ['true'], label: labels } });
    },

    async resolveDigest(reference) {
      const stored = await auth(reference);
      try {
        const image = (await docker.api()).getImage(fullName(reference));
        const { Descriptor } = await image.distribution({ authconfig: authFor(stored) });
        return Descriptor.digest;
      } catch (error) {
        throw explainLogin(error, stored, reference, 'pull');
      }
    },
    ...imageCalls(docker, auth, inspectImage),
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
      return followEvents(readable(await (await docker.api()).getEvents({ _query: query })), onEvent);
    },
    logs: (id, options, signal) => readLogs(transport, `/containers/${id}/logs`, options, signal),

    async swarm() {
      const { swarmCalls } = await import('./swarm-calls.ts');
      swarm ??= swarmCalls(transport, auth);
      return swarm;
    },

    close: () => transport.close(),
  };
}

const componentsOf = (parts?: readonly { readonly Name: string; readonly Version: string }[]) =>
  parts && { components: Object.fromEntries(parts.map(({ Name, Version }) => [Name, Version])) };

/** Filters are one parameter: JSON, in which all keys must match, and one of the values of each (all of the labels). */
function filters(by: Readonly<Record<string, readonly string[]>>): { readonly filters?: string } {
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

function labelsOf(answer: unknown): Readonly<Record<string, string>> {
  if (typeof answer !== 'object' || answer === null || !('Labels' in answer)) return {};
  return Object.fromEntries(
    Object.entries(answer.Labels ?? {}).map(([name, value]) => [name, String(value)]),
  );
}
