import { LABEL } from '../../model/labels.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { Project } from '../../model/project.ts';
import type { Planned } from '../context/planned.ts';
import { checkServices } from '../find/target.ts';
import { labelOf } from '../logs/log-follower.ts';
import type { UpOptions } from './up-options.ts';

/**
 * The services whose output attached `up` shows: those of `--attach`, else those named (with their dependencies if
 * `--attach-dependencies`), else all but those that say `attach: false`; never those of `--no-attach`.
 *
 * Error: UserError `no-such-service`.
 */
export function attachedServices(
  project: Project,
  named: readonly string[],
  { attach, noAttach = [], attachDependencies }: UpOptions,
): ReadonlySet<string> {
  checkServices(project, [...(attach ?? []), ...noAttach]);
  const wanted = attach ?? (attachDependencies || named.length === 0 ? silentExcluded(project) : named);
  return new Set(wanted.filter((name) => !noAttach.includes(name)));
}

function silentExcluded({ services }: Project): readonly string[] {
  return [...services.values()].filter(({ attach }) => attach !== false).map(({ name }) => name);
}

/** One-off containers belong to another command, and the output of hooks is shown by the steps that run them. */
export function isAttached(labels: ObservedContainer['labels'], services: ReadonlySet<string>): boolean {
  return (
    labels[LABEL.oneOff] !== 'True' && !(LABEL.hook in labels) && services.has(labels[LABEL.service] ?? '')
  );
}

/** Of everything that will be followed, so that all lines are equally far in from the first on. */
export function attachedLabels(
  { plan, observed, project }: Planned,
  attached: ReadonlySet<string>,
): readonly string[] {
  const starting = plan.steps.flatMap(({ operation }) =>
    operation.kind === 'start-container' && attached.has(operation.service) ? [operation.name] : [],
  );
  const running = observed.containers.filter(
    ({ state, labels }) => state === 'running' && isAttached(labels, attached),
  );
  const names = new Set([...starting, ...running.map(({ name }) => name)]);
  return [...names].sort().map((name) => labelOf(name, project.name));
}
