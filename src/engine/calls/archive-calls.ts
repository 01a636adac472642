import type { Transport } from '../connection/transport.ts';
import type { Engine } from '../port/engine.ts';
import { archiveStream } from '../streams/archive-stream.ts';

type ArchiveCalls = Pick<Engine, 'statPath' | 'getArchive' | 'putArchive'>;

/** The calls that read and write files in a container, running or not. */
export function archiveCalls(transport: Transport): ArchiveCalls {
  return {
    async statPath(id, path) {
      const header = await transport.header(
        { method: 'HEAD', path: `/containers/${id}/archive`, query: { path } },
        'x-docker-container-path-stat',
      );
      if (header === undefined) return undefined;
      const stat: WireStat = JSON.parse(Buffer.from(header, 'base64').toString('utf8'));
      return {
        name: stat.name,
        sizeBytes: stat.size,
        mode: stat.mode,
        modifiedAt: stat.mtime,
        linkTarget: stat.linkTarget,
      };
    },
    async getArchive(id, path) {
      return archiveStream(
        await transport.stream({ method: 'GET', path: `/containers/${id}/archive`, query: { path } }),
      );
    },
    async putArchive(id, path, archive, { copyUidGid, noOverwriteDirNonDir } = {}) {
      await transport.status({
        method: 'PUT',
        path: `/containers/${id}/archive`,
        query: {
          path,
          copyUIDGID: copyUidGid ? 1 : undefined,
          noOverwriteDirNonDir: noOverwriteDirNonDir ? 1 : undefined,
        },
        archive,
      });
    },
  };
}

interface WireStat {
  readonly name: string;
  readonly size: number;
  readonly mode: number;
  readonly mtime: string;
  readonly linkTarget: string;
}
