import { suggest } from '../../util/suggest.ts';
import { atValue, type Rule } from '../subject/rule.ts';

/** The build fails. */
export const targetMissing: Rule = {
  levels: { dev: 'error', prod: 'error' },
  *look({ images }) {
    for (const { stages, dockerfile, build, users, file } of images) {
      if (stages.final || build.target === undefined || dockerfile.stages.length === 0) continue;
      const names = dockerfile.stages.flatMap(({ name }) => name ?? []);
      const hint = suggest(build.target, names);
      for (const service of users)
        yield {
          at: atValue('services', service, 'build', 'target'),
          service,
          message: `${file.source.name} has no stage "${build.target}", which service "${service}" builds`,
          ...(hint !== undefined && { hint }),
        };
    }
  },
};
