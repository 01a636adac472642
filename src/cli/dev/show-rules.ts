import { relative } from 'node:path';
import type { Project } from '../../model/project.ts';
import { visible } from '../../util/disarm.ts';
import { watchRulesOf } from '../../watch/rules/watch-rule.ts';

/** What would be watched, one line for each rule. Ends with a line end. */
export function showRules(project: Project, services: readonly string[]): string {
  const rules = [...project.services.values()]
    .filter(({ name }) => services.length === 0 || services.includes(name))
    .flatMap(watchRulesOf);
  const lines = rules.map(({ service, action, path, target, include, ignore }) =>
    [
      `  ${service}: ${action} ${relative(project.workingDir, path) || '.'}`,
      target === undefined ? '' : ` to ${target}`,
      include.length === 0 ? '' : `, only ${include.join(', ')}`,
      ignore.length === 0 ? '' : `, without ${ignore.join(', ')}`,
    ].join(''),
  );
  return ['then it would watch:', ...lines.map(visible), ''].join('\n');
}
