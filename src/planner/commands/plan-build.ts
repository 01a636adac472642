import type { StepId } from '../../model/ids.ts';
import type { OperationOf } from '../../model/operation.ts';
import type { Plan } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { stableJson } from '../../util/stable-json.ts';
import { PlanBuilder } from '../graph/plan-builder.ts';
import { allPlatforms, buildOperation } from '../images/build-operation.ts';
import { servicesBefore, servicesInOrder, withNeeded } from '../images/build-order.ts';
import type { BuildIntent } from '../snapshot/intent.ts';

/**
 * Builds what the project has to build: what a build is made from before it, everything else at once.
 *
 * Pushes what has a name of its own, when that is asked for; an image of several platforms goes to the registry with
 * its build, as the engine cannot hold it.
 *
 * Error: SpecError `dependency-cycle`.
 */
export function planBuild(project: Project, intent: BuildIntent): Plan {
  const plan = new PlanBuilder('build', project.name);
  const builds = new Map<string, StepId>();
  const same = new Map<string, StepId>();
  for (const service of servicesToBuild(project, intent)) {
    const operation = withFlags(buildOperation(project, service, allPlatforms(project, service)), intent);
    const several = operation.build.platforms.length > 1;
    const pushes = intent.push === true && service.image !== undefined;
    const key = buildKey(operation);
    const made = same.get(key);
    if (made !== undefined) {
      builds.set(service.name, made);
      continue;
    }
    const step = plan.add({
      operation: several && pushes ? { ...operation, pushes } : operation,
      cause: { kind: 'requested', by: 'build' },
      after: servicesBefore(project, service).flatMap(({ name }) => builds.get(name) ?? []),
    });
    builds.set(service.name, step);
    same.set(key, step);
    if (intent.push && service.image === undefined) plan.warn(notPushed(service.name));
    if (several || !pushes) continue;
    for (const image of new Set([operation.image, ...operation.build.tags]))
      plan.add({
        operation: { kind: 'push-image', image, services: [service.name] },
        cause: { kind: 'requested', by: '--push' },
        after: [step],
      });
  }
  return plan.build();
}

/** Services that build one image in one way: it is built once, for the first of them. */
const buildKey = ({ image, build, secrets }: OperationOf<'build-image'>): string =>
  stableJson({ image, build, secrets });

export const notPushed = (service: string): string =>
  `service "${service}" is not pushed: it has no \`image\` that says where to`;

function servicesToBuild(project: Project, { withBases }: BuildIntent): readonly ServiceSpec[] {
  const asked = [...project.services.values()].filter(
    ({ build, provider }) => build !== undefined && provider === undefined,
  );
  return servicesInOrder(project, withNeeded(project, asked, withBases));
}

/** The flags win over the file. */
function withFlags(operation: OperationOf<'build-image'>, intent: BuildIntent): OperationOf<'build-image'> {
  const { build } = operation;
  const { noCache, pull, provenance, sbom, builder, memoryBytes } = intent;
  return {
    ...operation,
    build: {
      ...build,
      args: new Map([...build.args, ...(intent.args ?? [])]),
      ssh: new Map([...build.ssh, ...(intent.ssh ?? [])]),
      ...(noCache ? { noCache } : {}),
      ...(pull ? { pull } : {}),
      ...(provenance === undefined ? {} : { provenance }),
      ...(sbom === undefined ? {} : { sbom }),
    },
    ...(builder === undefined ? {} : { builder }),
    ...(memoryBytes === undefined ? {} : { memoryBytes }),
  };
}
