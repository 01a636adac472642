import { UserError } from '../../diagnostics/user-error.ts';
import type { Project } from '../../model/project.ts';
import { watchRulesOf } from '../../watch/rules/watch-rule.ts';

/**
 * Errors: UserError `bad-usage` when none of the services has anything to watch, or a rule can never do what it says.
 */
export function checkWatched(project: Project, services: readonly string[]): void {
  const named = services.length > 0 ? services : [...project.services.keys()];
  const rules = named.flatMap((name) => {
    const service = project.services.get(name);
    return service ? watchRulesOf(service) : [];
  });
  if (rules.length === 0)
    throw new UserError('bad-usage', `nothing to watch: ${noRules(services)} \`develop.watch\``, {
      hint: 'say what to do with which files, for example `develop: {watch: [{path: ./src, action: sync, target: /app/src}]}`',
    });
  const unbuildable = rules.find(
    ({ action, service }) => action === 'rebuild' && project.services.get(service)?.build === undefined,
  );
  if (unbuildable)
    throw new UserError(
      'bad-usage',
      `service "${unbuildable.service}" is to be rebuilt when ${unbuildable.path} changes, but it has no \`build\``,
      { hint: 'use `restart` or `sync+restart`, which need no image of your own, or add `build`' },
    );
}

const noRules = (services: readonly string[]): string =>
  services.length === 0
    ? 'no service has'
    : services.length === 1
      ? `service "${services[0]}" has no`
      : `none of ${services.join(', ')} has`;
