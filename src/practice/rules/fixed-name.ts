import { atValue, type Rule } from '../subject/rule.ts';

/** Of a name there is one on an engine: no second copy of the project, and no second replica. */
export const fixedName: Rule = {
  levels: { dev: 'info', prod: 'info' },
  *look({ services }) {
    for (const { spec } of services)
      if (spec.containerName !== undefined)
        yield {
          at: atValue('services', spec.name, 'container_name'),
          service: spec.name,
          message: `the fixed name of service "${spec.name}" allows one container on the whole engine`,
          hint: 'leave it out: other services reach it by the name of the service',
        };
  },
};
