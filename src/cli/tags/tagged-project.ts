import { hintText } from '../../diagnostics/hint.ts';
import type { Problem } from '../../diagnostics/problem.ts';
import { SpecError } from '../../diagnostics/spec-error.ts';
import type { Project } from '../../model/project.ts';
import type { Cli } from '../context/cli.ts';
import { completeHint } from '../context/complete-hint.ts';
import { loadRequest } from '../files/load.ts';
import { nodeFiles } from '../files/node-files.ts';
import { asksForTags } from './asked-tags.ts';
import { type TagProblem, tagBuilds } from './tag-builds.ts';

interface Typed {
  readonly tagWith?: readonly string[] | undefined;
  readonly ociLabels?: boolean | undefined;
}

/**
 * The project with the further tags and labels of what it builds. Where nobody asks for any, nothing is looked at.
 *
 * Error: UserError for what was typed; SpecError with all that cannot be of what the files ask for.
 */
export async function taggedProject(
  cli: Cli,
  project: Project,
  { tagWith: templates = [], ociLabels: labels = false }: Typed = {},
): Promise<Project> {
  if (templates.length === 0 && !labels && !asksForTags(project)) return project;
  // `.env` counts, as everywhere in the files.
  const environment = new Map([...(project.variables ?? []), ...cli.environment]);
  const tagged = await tagBuilds(project, { templates, labels, environment, now: new Date() });
  if (tagged.problems.length > 0) throw new SpecError(await located(cli, tagged.problems));
  for (const note of tagged.notes) cli.stderr.write(`note: ${note}\n`);
  return tagged.project;
}

async function located(cli: Cli, problems: readonly TagProblem[]): Promise<readonly Problem[]> {
  const { locateSettings } = await import('../../spec/explain/locate-settings.ts');
  const concerns = problems.map(({ about }) => about);
  const places = await locateSettings(concerns, loadRequest(cli, { services: [] }), nodeFiles).catch(
    () => [],
  );
  return problems.map(({ error: { code, message, hint } }, index): Problem => {
    const at = places[index];
    return {
      code,
      severity: 'error',
      message,
      ...(hint !== undefined && { hint: hintText(completeHint(hint, cli.globals)) }),
      ...(at && { at }),
    };
  });
}
