import { type Checked, type Rule, reportAt } from './rule.ts';
import { type ServiceReference, serviceReferences } from './service-references.ts';

interface Step {
  readonly name: string;
  readonly references: Iterator<ServiceReference>;
}

/** A longer cycle is shortened to its first and last members. */
const MOST_NAMES = 20;

/** No service depends on itself, directly or through others. Each cycle is reported once, from its first service in order. */
export const noCycle: Rule = (checked) => {
  const { services } = checked;
  const done = new Set<string>();
  // Iterative, because a chain may be longer than the program's stack.
  const trail: Step[] = [];
  const depths = new Map<string, number>();

  const enter = (name: string): void => {
    const service = services.get(name);
    if (!service || done.has(name)) return;
    depths.set(name, trail.length);
    trail.push({ name, references: serviceReferences(service).values() });
  };

  for (const first of [...services.keys()].sort()) {
    enter(first);
    for (let step = trail.at(-1); step; step = trail.at(-1)) {
      const { done: isLast, value: edge } = step.references.next();
      if (isLast) {
        trail.pop();
        depths.delete(step.name);
        done.add(step.name);
        continue;
      }
      const start = depths.get(edge.service);
      if (start === undefined) enter(edge.service);
      else
        report(
          checked,
          trail.slice(start).map(({ name }) => name),
          edge,
        );
    }
  }
};

function report(checked: Checked, names: readonly string[], { service, path, part }: ServiceReference): void {
  const itself = names.length === 1;
  reportAt(checked, path, {
    code: 'dependency-cycle',
    part,
    message: itself
      ? `service "${service}" needs itself`
      : `these services need one another: ${[...shortened(names), service].join(' → ')}`,
    hint: itself ? 'remove it' : 'remove one of these dependencies',
  });
}

function shortened(names: readonly string[]): readonly string[] {
  if (names.length <= MOST_NAMES) return names;
  const half = MOST_NAMES / 2;
  return [...names.slice(0, half), `(${names.length - MOST_NAMES} more)`, ...names.slice(-half)];
}
