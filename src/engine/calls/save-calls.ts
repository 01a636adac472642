import { imageId } from '../../model/ids.ts';
import type { Transport } from '../connection/transport.ts';
import type { Engine } from '../port/engine.ts';
import { archiveStream } from '../streams/archive-stream.ts';

/** The calls that make something to keep out of a container. */
export function saveCalls(transport: Transport): Pick<Engine, 'exportContainer' | 'commitContainer'> {
  return {
    async exportContainer(id, signal) {
      const request = {
        method: 'GET',
        path: `/containers/${id}/export`,
        ...(signal ? { signal } : {}),
      } as const;
      return archiveStream(await transport.stream(request), signal);
    },
    async commitContainer(id, { repository, tag, message, author, changes, pause }) {
      const { Id } = await transport.json<{ Id: string }>({
        method: 'POST',
        path: '/commit',
        query: { container: id, repo: repository, tag, comment: message, author, changes, pause },
      });
      return imageId(Id);
    },
  };
}
