import { atKey, changeOf, type Rule } from '../subject/rule.ts';

/** After a crash, or when the machine starts again, nobody starts it. */
export const noRestart: Rule = {
  levels: { dev: 'off', prod: 'warning' },
  together: (names, count) => `${count} services stay down after a crash or a reboot: ${names}`,
  *look({ services, project }) {
    const all = [...project.services.values(), ...project.disabledServices.values()];
    const ending = new Set(
      all.flatMap(({ dependsOn }) =>
        [...dependsOn].flatMap(([name, { condition }]) =>
          condition === 'service_completed_successfully' ? [name] : [],
        ),
      ),
    );
    for (const { spec } of services) {
      const isRestarted = (spec.restart ?? 'no') !== 'no' || spec.deploy?.restartPolicy !== undefined;
      // What others wait to end, and what somebody has to ask for, runs once.
      if (isRestarted || ending.has(spec.name) || spec.profiles.length > 0 || spec.provider !== undefined)
        continue;
      yield {
        at: atKey('services', spec.name),
        service: spec.name,
        message: `service "${spec.name}" stays down after a crash or a reboot`,
        hint: 'write "restart: unless-stopped"',
        ...(spec.restart === undefined && {
          remedy: changeOf(['services', spec.name], { kind: 'add', key: 'restart', value: 'unless-stopped' }),
        }),
      };
    }
  },
};
