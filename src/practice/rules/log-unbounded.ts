import { atKey, changeOf, type Remedy, type Rule } from '../subject/rule.ts';

/** The engine keeps all that a container writes, until the disk is full. */
export const logUnbounded: Rule = {
  levels: { dev: 'off', prod: 'warning' },
  together: (names, count) =>
    `the logs of ${count} services grow without end, unless the engine limits them: ${names}`,
  *look({ services }) {
    for (const { spec } of services) {
      const { driver = 'json-file', options } = spec.logging ?? { options: new Map() };
      if (driver !== 'json-file' || options.has('max-size') || spec.provider !== undefined) continue;
      yield {
        at: atKey('services', spec.name),
        service: spec.name,
        // The settings of the engine are not known here.
        ...(spec.logging?.driver === undefined && { level: 'info' as const }),
        message: `the log of service "${spec.name}" grows without end, unless the engine limits it`,
        hint: 'write "logging: {driver: local}", or "logging: {options: {max-size: 10m, max-file: \'3\'}}"',
        // Options of this driver say nothing to another one that the engine may have.
        ...(spec.logging?.driver === 'json-file' && { remedy: withSize(spec.name, options.size > 0) }),
      };
    }
  },
};

function withSize(service: string, hasOptions: boolean): Remedy {
  const logging = ['services', service, 'logging'];
  return hasOptions
    ? changeOf([...logging, 'options'], { kind: 'add', key: 'max-size', value: '10m' })
    : changeOf(logging, { kind: 'add', key: 'options', value: '{max-size: 10m, max-file: "3"}' });
}
