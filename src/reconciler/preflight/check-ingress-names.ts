import { UserError } from '../../diagnostics/user-error.ts';
import type { Plan } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { ingressName } from '../../planner/ingress/ingress-request.ts';
import { wantsIngress } from '../../planner/ingress/wants-ingress.ts';

interface Clash {
  readonly name: string;
  /** The file gives its container the name. */
  readonly named: ServiceSpec;
  /** Its ingress has the name. */
  readonly behind: ServiceSpec;
}

/** A service whose `container_name` is the name of an ingress of the same project: only one of the two can be made. */
export const checkIngressNames = (plan: Plan, project: Project): readonly UserError[] =>
  ingressNameClashes(plan, project).map(
    ({ name, named, behind }) =>
      new UserError(
        'name-taken',
        `the services "${named.name}" and "${behind.name}" cannot both be made: ${name} is the container_name of "${named.name}", and the name of the ingress of "${behind.name}" (order: start-first)`,
        {
          hint: 'choose another `container_name`, or leave it out',
          about: { of: ['services', named.name], settings: ['container_name'] },
        },
      ),
  );

/** Those that the plan would make a container of. */
export function ingressNameClashes({ steps }: Plan, project: Project): readonly Clash[] {
  const services = [...project.services.values()];
  const byName = new Map(services.map((service) => [ingressName(project, service), service]));
  const made = new Set(
    steps.flatMap(({ operation }) => (operation.kind === 'create-container' ? [operation.service] : [])),
  );
  return services.flatMap((named): readonly Clash[] => {
    const name = named.containerName;
    const behind = name === undefined ? undefined : byName.get(name);
    if (name === undefined || behind === undefined || !wantsIngress(project, behind)) return [];
    return made.has(named.name) || made.has(behind.name) ? [{ name, named, behind }] : [];
  });
}
