import { UserError } from '../../diagnostics/user-error.ts';
import type { FileReference } from '../../model/file-reference.ts';
import type { Plan } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import type { ContentSource } from '../../model/secret-spec.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import type { Machine } from './machine.ts';
import { restartedServices, startedServices } from './started-services.ts';

/** What services need of this machine and its environment, and that is not there. */
export function checkFilesOf(
  services: readonly ServiceSpec[],
  project: Project,
  machine: Machine,
): ReadonlyMap<string, UserError> {
  // A secret of three services is one problem, not three.
  const problems = new Map<string, UserError>();
  const report: Report = (about, problem) => {
    if (problem && !problems.has(about)) problems.set(about, problem);
  };
  for (const service of services) checkService(service, project, machine, report);
  return problems;
}

/** What the services that the plan starts need of this machine and its environment, and that is not there. */
export function checkFiles(plan: Plan, project: Project, machine: Machine): readonly UserError[] {
  const problems = new Map(checkFilesOf(startedServices(plan, project), project, machine));
  const report: Report = (about, problem) => {
    if (problem && !problems.has(about)) problems.set(about, problem);
  };
  for (const [about, problem] of checkFilesOf(restartedServices(plan, project), project, machine))
    if (problem.code === 'missing-file') report(about, problem);
  for (const { operation } of plan.steps) {
    if (operation.kind !== 'build-image') continue;
    for (const { id, from } of operation.secrets) {
      const key = [...project.secrets].find(([, declared]) => declared.from === from)?.[0] ?? id;
      const what = `build secret "${id}"`;
      report(what, checkSource(what, operation.service, from, machine, ['secrets', key]));
    }
  }
  return [...problems.values()];
}

type Report = (about: string, problem: UserError | undefined) => void;

function checkService(service: ServiceSpec, project: Project, machine: Machine, report: Report): void {
  const check = (kind: 'secret' | 'config', references: readonly FileReference[]): void => {
    const declared = kind === 'secret' ? project.secrets : project.configs;
    for (const { source } of references) {
      const what = `${kind} "${source}"`;
      const of = [`${kind}s`, source];
      report(what, checkSource(what, service.name, declared.get(source)?.from, machine, of));
    }
  };
  check('secret', service.secrets);
  check('config', service.configs);
}

function checkSource(
  what: string,
  service: string,
  from: ContentSource | undefined,
  machine: Machine,
  of?: readonly string[],
): UserError | undefined {
  if (from?.kind === 'file' && !machine.fileExists(from.path))
    return new UserError('missing-file', `the file of ${what} does not exist: ${from.path}`, {
      hint: `create it, or correct its path; service "${service}" needs it`,
      ...(of && { about: { of, settings: ['file'] } }),
    });
  if (from?.kind === 'environment' && from.value === undefined)
    return new UserError(
      'unset-secret',
      `${what} comes from the variable ${from.variable}, which is not set`,
      {
        hint: `set ${from.variable} in the environment or in an env file; service "${service}" needs it`,
        ...(of && { about: { of, settings: ['environment'] } }),
      },
    );
  return undefined;
}
