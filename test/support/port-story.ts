import type { Observed, ObservedContainer } from '../../src/model/observed.ts';
import type { Plan } from '../../src/model/plan.ts';
import { applyPlan, inspectionsOf } from './apply-plan.ts';

/** What becomes of a published port while a plan is carried out, step by step: it is served, held, or refuses connections. */
export type PortState = 'served' | 'held' | 'refused';

/** The same, as the engine shows it: who runs and publishes something has its ports. Error: two have one port. */
export function withPorts(observed: Observed): Observed {
  const inspections = inspectionsOf(observed);
  const taken = new Map<string, string>();
  const withOwn = (container: ObservedContainer): ObservedContainer => {
    if (container.state !== 'running') return { ...container, ports: [] };
    const bindings = inspections.get(container.id)?.container.settings.HostConfig.PortBindings ?? {};
    const ports = Object.entries(bindings).flatMap(([key, hosts]) => {
      const [target = '', protocol = ''] = key.split('/');
      return hosts.map(({ HostPort = '' }) => ({
        published: Number(HostPort),
        target: Number(target),
        protocol,
      }));
    });
    for (const { published, protocol } of ports) {
      const other = taken.get(`${published}/${protocol}`);
      if (other !== undefined) throw new Error(`${other} and ${container.name} both publish ${published}`);
      taken.set(`${published}/${protocol}`, container.name);
    }
    return { ...container, ports };
  };
  return { ...observed, containers: observed.containers.map(withOwn) };
}

/** Killed after so many steps. */
export const killedAfter = (steps: number, observed: Observed, plan: Plan): Observed =>
  withPorts(applyPlan(observed, plan, { steps }));

/** Before the first step, and after each. */
export function portStory(observed: Observed, plan: Plan, port: number): readonly PortState[] {
  return Array.from({ length: plan.steps.length + 1 }, (_, steps): PortState => {
    const { containers } = killedAfter(steps, observed, plan);
    const done = plan.steps.slice(0, steps).map(({ operation }) => operation);
    const held = done.filter(({ kind }) => kind === 'hold-ports').length;
    const released = done.filter(({ kind }) => kind === 'release-ports').length;
    if (held > released) return 'held';
    return containers.some(({ ports }) => ports.some(({ published }) => published === port))
      ? 'served'
      : 'refused';
  });
}

/** Each state once as long as it lasts. */
export const inShort = (story: readonly PortState[]): string =>
  story.filter((state, index) => state !== story[index - 1]).join(', ');
