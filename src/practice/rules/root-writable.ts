import { atKey, type Rule } from '../subject/rule.ts';

/** Who breaks in can change the programs, and what is written there is lost with the container. */
export const rootWritable: Rule = {
  levels: { dev: 'off', prod: 'info' },
  together: (names, count) => `${count} services can change the files of their images: ${names}`,
  *look({ services }) {
    for (const { spec } of services) {
      if (spec.readOnly || spec.provider !== undefined) continue;
      yield {
        at: atKey('services', spec.name),
        service: spec.name,
        message: `service "${spec.name}" can change the files of its image`,
        hint: 'write "read_only: true", with "tmpfs:" or volumes for what it has to write',
      };
    }
  },
};
