import { amount, maybe, misfitText, record, startOf, text as textShape } from '../answers/shape.ts';
import type { Transport } from '../connection/transport.ts';
import type { Engine } from '../port/engine.ts';
import { badAnswer, EngineError, unlessStatus } from '../refusals/engine-error.ts';
import { archiveStream } from '../streams/archive-stream.ts';
import { type DockerClient, readable } from './docker-client.ts';

type ArchiveCalls = Pick<Engine, 'containerChanges' | 'statPath' | 'getArchive' | 'putArchive'>;

/** The calls that read and write files in a container, running or not. */
export function archiveCalls(docker: DockerClient, transport: Transport): ArchiveCalls {
  return {
    async containerChanges(id) {
      const changes = await transport.json<readonly WireChange[] | null>({
        method: 'GET',
        path: `/containers/${id}/changes`,
      });
      return (changes ?? []).map(({ Path, Kind }) => ({ path: Path, kind: KINDS[Kind] ?? 'changed' }));
    },
    async statPath(id, path) {
      // dockerode gives the answer to a HEAD request as a stream, on a connection of its own.
      const header = await transport
        .header(
          { method: 'HEAD', path: `/containers/${id}/archive`, query: { path } },
          'x-docker-container-path-stat',
        )
        .catch(unlessStatus(404));
      if (header === undefined) return undefined;
      const stat = readStat(`HEAD /containers/${id.slice(0, 12)}/archive`, header);
      return {
        name: stat.name,
        sizeBytes: stat.size,
        mode: stat.mode,
        modifiedAt: stat.mtime,
        linkTarget: stat.linkTarget,
      };
    },
    async getArchive(id, path) {
      const container = await docker.container(id);
      return archiveStream(
        readable(await container.getArchive({ path })),
        `GET /containers/${id.slice(0, 12)}/archive`,
      );
    },
    async putArchive(id, path, archive, { copyUidGid, noOverwriteDirNonDir } = {}) {
      await (await docker.container(id)).putArchive(archive, {
        path,
        copyUIDGID: copyUidGid ? 1 : undefined,
        noOverwriteDirNonDir: noOverwriteDirNonDir ? 1 : undefined,
      });
    },
  };
}

interface WireChange {
  readonly Path: string;
  readonly Kind: number;
}

/** By the number that stands for each. Source: Docker Engine API v1.45. */
const KINDS = ['changed', 'created', 'removed'] as const;

/** Error: EngineError, as somebody in between may change headers. */
function readStat(call: string, header: string): WireStat {
  const text = Buffer.from(header, 'base64').toString('utf8');
  try {
    const stat: WireStat = JSON.parse(text);
    const misfit = STAT(stat);
    if (!misfit) return stat;
    throw badAnswer(call, misfitText(misfit));
  } catch (cause) {
    throw cause instanceof EngineError ? cause : badAnswer(call, startOf(text), cause);
  }
}

const STAT = record({
  name: textShape,
  size: amount,
  mode: amount,
  mtime: textShape,
  linkTarget: maybe(textShape),
});

interface WireStat {
  readonly name: string;
  readonly size: number;
  readonly mode: number;
  readonly mtime: string;
  readonly linkTarget: string;
}
