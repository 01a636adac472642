import { ignoredRulesOf } from '../model/check-settings.ts';
import type { Project } from '../model/project.ts';
import type { PracticeFinding } from './subject/rule.ts';

/** Whether `x-gantry: {check: {ignore: …}}` switches the rule off: of the project, or of all services that it is about. */
export function ignoredBySettings({ rule, service, at }: PracticeFinding, project: Project): boolean {
  if (ignoredRulesOf(project.extensions.get('x-gantry')).has(rule)) return true;
  const services = service !== undefined ? [service] : at.kind === 'dockerfile' ? at.image.users : [];
  return (
    services.length > 0 &&
    services.every((name) => ignoredRulesOf(project.services.get(name)?.extensions.get('x-gantry')).has(rule))
  );
}
