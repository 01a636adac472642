import { imageId } from '../../model/ids.ts';
import type { Engine } from '../port/engine.ts';
import { archiveStream } from '../streams/archive-stream.ts';
import { type DockerClient, readable } from './docker-client.ts';

/** The calls that make something to keep out of a container. */
export function saveCalls(docker: DockerClient): Pick<Engine, 'exportContainer' | 'commitContainer'> {
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
  };
}
