import type { Transport } from '../connection/transport.ts';
import type { Engine } from '../port/engine.ts';
import { EngineError, unlessStatus } from '../refusals/engine-error.ts';
import { archiveStream } from '../streams/archive-stream.ts';
import { type DockerClient, readable } from './docker-client.ts';

type ArchiveCalls = Pick<Engine, 'statPath' | 'getArchive' | 'putArchive'>;

/** The calls that read and write files in a container, running or not. */
export function archiveCalls(docker: DockerClient, transport: Transport): ArchiveCalls {
  return {
    async statPath(id, path) {
      // dockerode gives the answer to a HEAD request as a stream, on a connection of its own.
      const header = await transport
        .header(
          { method: 'HEAD', path: `/containers/${id}/archive`, query: { path } },
          'x-docker-container-path-stat',
        )
        .catch(unlessStatus(404));
      if (header === undefined) return undefined;
      const stat = readStat(header);
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
      return archiveStream(readable(await container.getArchive({ path })));
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

/** Error: EngineError, as somebody in between may change headers. */
function readStat(header: string): WireStat {
  try {
    const stat: WireStat = JSON.parse(Buffer.from(header, 'base64').toString('utf8'));
    return stat;
  } catch (cause) {
    throw new EngineError('engine-refused', 'what the engine says of a file cannot be read', { cause });
  }
}

interface WireStat {
  readonly name: string;
  readonly size: number;
  readonly mode: number;
  readonly mtime: string;
  readonly linkTarget: string;
}
