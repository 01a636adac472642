import { imageId } from '../../model/ids.ts';
import type { Transport } from '../connection/transport.ts';
import type { Engine } from '../port/engine.ts';
import { engineRefused } from '../refusals/engine-error.ts';
import { archiveStream } from '../streams/archive-stream.ts';
import { failureOf, readProgress } from '../streams/progress-stream.ts';
import { type DockerClient, readable } from './docker-client.ts';
import { splitReference } from './pull.ts';

type SaveCalls = Pick<
  Engine,
  'exportContainer' | 'commitContainer' | 'saveImages' | 'loadImages' | 'tagImage'
>;

/** The calls that make something to keep out of containers and images, and take it in again. */
export function saveCalls(docker: DockerClient, transport: Transport): SaveCalls {
  return {
    async exportContainer(id, signal) {
      const container = await docker.container(id);
      const answer = readable(await container.export({ abortSignal: signal }));
      return archiveStream(answer, `GET /containers/${id.slice(0, 12)}/export`, signal);
    },
    async commitContainer(id, { repository, tag, message, author, changes, pause }) {
      const container = await docker.container(id);
      const parameters = { repo: repository, tag, comment: message, author, changes, pause };
      const { Id }: { Id: string } = await container.commit(parameters);
      return imageId(Id);
    },
    async saveImages(ids, signal) {
      const query = { names: ids };
      const request = { method: 'GET', path: '/images/get', query, ...(signal && { signal }) } as const;
      return archiveStream(await transport.stream(request), 'GET /images/get', signal);
    },
    async loadImages(archive, signal) {
      const query = { quiet: true };
      const stream = await transport.stream({ method: 'POST', path: '/images/load', query, archive, signal });
      for await (const message of readProgress(stream, 'POST /images/load', signal)) {
        const failure = failureOf(message);
        if (failure !== undefined) throw engineRefused(undefined, failure);
      }
    },
    async tagImage(id, name) {
      const { name: repo, tag } = splitReference(name);
      await transport.answer({ method: 'POST', path: `/images/${id}/tag`, query: { repo, tag } });
    },
  };
}
