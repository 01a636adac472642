import { relative } from 'node:path';
import { mountSpot } from '../subject/mount-spot.ts';
import type { Rule } from '../subject/rule.ts';

/** On another machine there is no such folder; the engine makes an empty one. */
export const bindOutsideProject: Rule = {
  levels: { dev: 'info', prod: 'warning' },
  *look(subject) {
    const { services, project } = subject;
    for (const { spec } of services)
      for (const mount of spec.volumes) {
        if (mount.type !== 'bind' || mount.source === undefined) continue;
        if (!relative(project.workingDir, mount.source).startsWith('..')) continue;
        const at = mountSpot(subject, spec.name, mount);
        const written = (at.kind === 'compose' && subject.written(at.path)) || '';
        // A path of the system is the same on all machines.
        if (!/^(?:\.\.|~|\/home\/|\/Users\/)/.test(written || mount.source)) continue;
        yield {
          at,
          service: spec.name,
          message: `service "${spec.name}" mounts a folder outside of the project: ${mount.source}`,
          hint: 'keep it in the project, or use a volume',
        };
      }
  },
};
