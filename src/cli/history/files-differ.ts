import type { JsonMap } from '../../model/json.ts';
import type { Project } from '../../model/project.ts';
import { stableJson } from '../../util/stable-json.ts';
import type { Cli } from '../context/cli.ts';
import type { AppliedUp } from '../context/planned.ts';
import { withoutWarnings } from '../context/without-warnings.ts';
import { contentHashes } from './content-hashes.ts';
import { writtenFile } from './recorded-model.ts';
import { scalesOf } from './scales.ts';

/**
 * Whether the files, as they are now, say something else than what a way back has made of the services that it was about.
 *
 * @returns undefined: they cannot be read
 */
export async function filesDiffer(
  cli: Cli,
  goal: Project,
  { scale = new Map(), keepsOthers = false }: AppliedUp,
): Promise<boolean | undefined> {
  const files = await readFiles(cli);
  if (!files) return undefined;
  const all = { ...files, services: new Map([...files.disabledServices, ...files.services]) };
  const [made, said] = [writtenFile(goal), writtenFile(all)];
  const services = [...goal.services.keys(), ...(keepsOthers ? [] : files.services.keys())];
  const counts = scalesOf({ file: made, scale: Object.fromEntries(scale) });
  return (
    differIn(made.services, said.services, services) ||
    differIn(counts, scalesOf({ file: said, scale: {} }), services) ||
    // Of these the files may have more: services use them that it was not about.
    SECTIONS.some((section) => differIn(made[section], said[section])) ||
    differIn(contentHashes(goal), contentHashes(files))
  );
}

const SECTIONS = ['networks', 'volumes', 'secrets', 'configs'] as const;

function differIn(
  made: unknown,
  said: unknown,
  names: readonly string[] = Object.keys(Object(made)),
): boolean {
  const [a, b]: readonly JsonMap[] = [Object(made), Object(said)];
  return names.some((name) => stableJson(a?.[name] ?? null) !== stableJson(b?.[name] ?? null));
}

async function readFiles(cli: Cli): Promise<Project | undefined> {
  const { completeProject, loadWith } = await import('../files/load.ts');
  try {
    const quiet = withoutWarnings(cli);
    const loaded = await loadWith(quiet, { services: [], options: { pruneResources: false } });
    return await completeProject(quiet, loaded);
  } catch {
    return undefined;
  }
}
