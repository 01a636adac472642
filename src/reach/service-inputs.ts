import { isAbsolute, resolve } from 'node:path';
import { UserError } from '../diagnostics/user-error.ts';
import type { Effect } from '../model/affected.ts';
import type { FileReference } from '../model/file-reference.ts';
import { inputsOf } from '../model/inputs.ts';
import type { Project } from '../model/project.ts';
import type { ServiceSpec } from '../model/service-spec.ts';
import { prepareMatcher } from '../watch/rules/match-rule.ts';
import { type WatchRule, watchRulesOf } from '../watch/rules/watch-rule.ts';
import type { Input } from './match-input.ts';

/** An input, and what a change of it makes necessary. */
export interface ServiceInput extends Input {
  readonly effect: Effect;
}

/** The files of a service beside those of its build. */
export function serviceInputs(project: Project, service: ServiceSpec): readonly ServiceInput[] {
  const { build } = service;
  return [
    ...service.volumes.flatMap(({ type, source }): readonly ServiceInput[] =>
      type === 'bind' && source !== undefined && isAbsolute(source)
        ? [{ role: 'mounted', effect: 'restart', path: source }]
        : [],
    ),
    // Those that have been read are in its environment.
    ...[...service.envFiles.map(({ path }) => path), ...service.labelFiles].map(
      (path): ServiceInput => ({
        role: 'env-file',
        effect: 'restart',
        path: resolve(project.workingDir, path),
      }),
    ),
    ...filesOf(project.secrets, service.secrets, { role: 'secret', effect: 'restart' }),
    ...filesOf(project.configs, service.configs, { role: 'config', effect: 'restart' }),
    ...filesOf(project.secrets, build?.secrets ?? [], { role: 'build-secret', effect: 'build' }),
    ...profilesOf(project, service),
    ...watchRulesOf(service).map(watchInput),
    ...inputsOf(service.extensions.get('x-gantry')).map(
      (path): ServiceInput => ({
        role: 'declared',
        effect: build ? 'build' : 'restart',
        path: resolve(project.workingDir, path),
      }),
    ),
  ];
}

function filesOf(
  specs: Project['secrets'],
  references: readonly FileReference[],
  as: Pick<ServiceInput, 'role' | 'effect'>,
): readonly ServiceInput[] {
  return references.flatMap(({ source }) => {
    const from = specs.get(source)?.from;
    return from?.kind === 'file' ? [{ ...as, path: from.path }] : [];
  });
}

/** `seccomp:./profile.json` */
function profilesOf({ workingDir }: Project, { securityOpt }: ServiceSpec): readonly ServiceInput[] {
  return securityOpt.flatMap((option): readonly ServiceInput[] => {
    const [, path = ''] = /^seccomp[:=](.*)$/.exec(option) ?? [];
    return path === '' || path === 'unconfined' || path.startsWith('{')
      ? []
      : [{ role: 'profile', effect: 'restart', path: resolve(workingDir, path) }];
  });
}

function watchInput(rule: WatchRule): ServiceInput {
  return {
    role: 'watched',
    effect: rule.action === 'rebuild' ? 'build' : 'restart',
    path: rule.path,
    counts: countsFor(rule),
  };
}

/** A pattern that is none is told of by `watch`. */
function countsFor(rule: WatchRule): (below: string) => boolean {
  try {
    const matcher = prepareMatcher(rule, undefined);
    return (below) => matcher.ignoreReason(below) === undefined;
  } catch (error) {
    if (error instanceof UserError) return () => true;
    throw error;
  }
}
