import { imageId } from '../../model/ids.ts';
import { STATS } from '../answers/answer-shapes.ts';
import { readStats, type WireStats } from '../answers/read-stats.ts';
import type { ImageListItem } from '../answers/wire.ts';
import type { Engine } from '../port/engine.ts';
import type { ImageSummary } from '../port/engine-answers.ts';
import { answerBroken } from '../refusals/engine-error.ts';
import { readHistory } from '../streams/event-history.ts';
import { eventsBroken } from '../streams/event-stream.ts';
import { logTime } from '../streams/log-time.ts';
import { readRecords } from '../streams/read-records.ts';
import { type DockerClient, readable } from './docker-client.ts';

type LookCalls = Pick<Engine, 'topContainer' | 'stats' | 'history' | 'listImageSummaries'>;

/** The calls that only commands which show something need. */
export function queryCalls(docker: DockerClient): LookCalls {
  return {
    async topContainer(id, columns) {
      const container = await docker.container(id);
      const { Titles, Processes }: WireProcesses = await container.top({ ps_args: columns });
      return { titles: Titles ?? [], processes: Processes ?? [] };
    },
    async *stats(id, { follow }, signal) {
      const container = await docker.container(id);
      if (!follow) {
        yield readStats(await container.stats({ stream: false }));
        return;
      }
      const options = { stream: true, abortSignal: signal } as const;
      const stream = readable(await container.stats(options));
      try {
        const lines = readRecords<WireStats>(stream, `GET /containers/${id.slice(0, 12)}/stats`, STATS);
        for await (const { message } of lines) yield readStats(message);
      } catch (error) {
        throw signal.aborted ? signal.reason : answerBroken(error);
      }
    },
    async *history({ labels, since, until }, signal) {
      const filters = JSON.stringify({ type: ['container'], label: labels });
      const query = { filters, since: since && logTime(since), until: until && logTime(until) };
      const stream = await (await docker.api()).getEvents({ _query: query, abortSignal: signal });
      try {
        yield* readHistory(readable(stream));
      } catch (error) {
        if (signal.aborted) return;
        throw eventsBroken(error);
      }
    },
    async listImageSummaries({ withShared = false } = {}) {
      const items = await (await docker.api()).listImages(withShared ? { 'shared-size': true } : {});
      return items.map(readSummary);
    },
  };
}

interface WireProcesses {
  readonly Titles: readonly string[] | null;
  readonly Processes: readonly (readonly string[])[] | null;
}

interface WireImage extends ImageListItem {
  readonly Size: number;
  readonly Created: number;
  /** -1: not looked for. */
  readonly SharedSize?: number;
  readonly Labels?: Readonly<Record<string, string>> | null;
}

/** Older engines list an image without a name as `<none>:<none>`. */
function readSummary(item: WireImage): ImageSummary {
  const { Id, RepoTags, RepoDigests, Size, Created, SharedSize = -1, Labels } = item;
  return {
    id: imageId(Id),
    tags: (RepoTags ?? []).filter((tag) => tag !== '<none>:<none>'),
    digests: (RepoDigests ?? []).filter((digest) => digest !== '<none>@<none>'),
    sizeBytes: Size,
    createdAt: Created,
    ...(SharedSize >= 0 && { sharedBytes: SharedSize }),
    ...(Labels && Object.keys(Labels).length > 0 && { labels: Labels }),
  };
}
