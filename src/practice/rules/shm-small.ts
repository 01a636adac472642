import { parseReference } from '../dockerfile/image-reference.ts';
import { withoutEndSlash } from '../subject/end-slash.ts';
import { atKey, type Rule } from '../subject/rule.ts';

/** A browser shares its pages between its processes in `/dev/shm`, and dies where that is full. */
export const shmSmall: Rule = {
  levels: { dev: 'info', prod: 'warning' },
  *look({ services }) {
    for (const { spec } of services) {
      const { repository } = parseReference(spec.image ?? '');
      if (
        !/(?:^|\/)(?:selenium|seleniarm)\/(?:standalone|node)-(?:all-browsers|chrome|chromium|edge|firefox)$/.test(
          repository,
        )
      )
        continue;
      const hasOther =
        spec.shmSizeBytes !== undefined ||
        spec.ipc !== undefined ||
        spec.volumes.some(({ target }) => withoutEndSlash(target) === '/dev/shm') ||
        spec.tmpfs.some((entry) => /^\/dev\/shm(?:\/?:|\/?$)/.test(entry));
      if (hasOther) continue;
      yield {
        at: atKey('services', spec.name),
        service: spec.name,
        message: `the browser of service "${spec.name}" has 64 MB of shared memory, and crashes with large pages`,
        hint: 'write "shm_size: 2g", as its makers say',
      };
    }
  },
};
