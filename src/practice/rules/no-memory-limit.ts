import { atKey, type Rule } from '../subject/rule.ts';

/** One service that leaks memory takes all others with it. */
export const noMemoryLimit: Rule = {
  levels: { dev: 'off', prod: 'warning' },
  together: (names, count) => `${count} services may take all memory of the machine: ${names}`,
  *look({ services }) {
    for (const { spec } of services) {
      if (spec.memLimitBytes || spec.deploy?.limits?.memoryBytes || spec.provider !== undefined) continue;
      yield {
        at: atKey('services', spec.name),
        service: spec.name,
        message: `service "${spec.name}" may take all memory of the machine`,
        hint: 'write "mem_limit: 512m", or what it needs',
      };
    }
  },
};
