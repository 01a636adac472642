import { imageId } from '../../model/ids.ts';
import { readStats, type WireStats } from '../answers/read-stats.ts';
import type { Transport } from '../connection/transport.ts';
import type { Engine } from '../port/engine.ts';
import type { ImageSummary } from '../port/engine-answers.ts';
import { answerBroken } from '../refusals/engine-error.ts';
import { readHistory } from '../streams/event-history.ts';
import { eventsBroken } from '../streams/event-stream.ts';
import { logTime } from '../streams/log-time.ts';
import { readLines } from '../streams/read-lines.ts';

type LookCalls = Pick<Engine, 'topContainer' | 'stats' | 'history' | 'listImageSummaries'>;

/** The calls that only commands which show something need. */
export function lookCalls(transport: Transport): LookCalls {
  return {
    async topContainer(id, columns) {
      const { Titles, Processes } = await transport.json<{
        Titles: readonly string[] | null;
        Processes: readonly (readonly string[])[] | null;
      }>({ method: 'GET', path: `/containers/${id}/top`, query: { ps_args: columns } });
      return { titles: Titles ?? [], processes: Processes ?? [] };
    },
    async *stats(id, { follow }, signal) {
      const request = { method: 'GET', path: `/containers/${id}/stats`, query: { stream: follow } } as const;
      if (!follow) {
        yield readStats(await transport.json<WireStats>(request));
        return;
      }
      const stream = await transport.stream({ ...request, signal });
      try {
        for await (const line of readLines(stream)) {
          const sample: WireStats = JSON.parse(line);
          yield readStats(sample);
        }
      } catch (error) {
        throw signal.aborted ? signal.reason : answerBroken(error);
      }
    },
    async *history({ labels, since, until }, signal) {
      const filters = JSON.stringify({ type: ['container'], label: labels });
      const query = { filters, since: since && logTime(since), until: until && logTime(until) };
      const stream = await transport.stream({ method: 'GET', path: '/events', query, signal });
      try {
        yield* readHistory(stream);
      } catch (error) {
        if (signal.aborted) return;
        throw eventsBroken(error);
      }
    },
    async listImageSummaries() {
      const items = await transport.json<readonly WireImage[]>({ method: 'GET', path: '/images/json' });
      return items.map(readSummary);
    },
  };
}

interface WireImage {
  readonly Id: string;
  readonly RepoTags: readonly string[] | null;
  readonly RepoDigests: readonly string[] | null;
  readonly Size: number;
  readonly Created: number;
}

/** An image without a name is listed as `<none>:<none>` by older engines. */
function readSummary({ Id, RepoTags, RepoDigests, Size, Created }: WireImage): ImageSummary {
  return {
    id: imageId(Id),
    tags: (RepoTags ?? []).filter((tag) => tag !== '<none>:<none>'),
    digests: (RepoDigests ?? []).filter((digest) => digest !== '<none>@<none>'),
    sizeBytes: Size,
    createdAt: Created,
  };
}
