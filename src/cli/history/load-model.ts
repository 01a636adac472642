import { join } from 'node:path';
import { gantry } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import { isJsonMap, type Json, type JsonMap } from '../../model/json.ts';
import type { Project } from '../../model/project.ts';
import type { RecordedModel } from '../../model/release.ts';
import type { Sensitive } from '../../util/sensitive.ts';
import type { Cli } from '../context/cli.ts';
import { withoutWarnings } from '../context/without-warnings.ts';
import { contentHashes } from './content-hashes.ts';

interface LoadedModel {
  readonly project: Project;
  /** Secrets and configs with another content now than then: `secrets.token`. */
  readonly changedContents: readonly string[];
}

/**
 * The project of a release. It goes through the same phases as files do; only what is in secrets and configs is as it is now.
 *
 * @param services only these; empty: all
 * @param kept contents that somebody has kept, by `configs.site`: they win over what there is now
 * Error: SpecError where this gantry does not take the file any more; UserError `no-release`.
 */
export async function loadModel(
  cli: Cli,
  { number, model }: { readonly number: number; readonly model: RecordedModel },
  services: readonly string[],
  kept: ReadonlyMap<string, Sensitive> = new Map(),
): Promise<LoadedModel> {
  const { loadWithDetailsOf, completeProject } = await import('../files/load.ts');
  // Nobody has written it: the name is for what is said of it.
  const path = join(model.workingDir, `release-${number}.json`);
  const quiet = withoutWarnings(cli);
  const then: Cli = {
    ...quiet,
    globals: {
      ...quiet.globals,
      file: [path],
      profile: ['*'],
      projectName: String(model.file.name),
      projectDirectory: model.workingDir,
    },
  };
  const { file, lost } = await withContents(cli, model, kept);
  const texts = new Map([[path, JSON.stringify(file)]]);
  const loaded = await loadWithDetailsOf(then, { services, withDependencies: false }, undefined, texts);
  refuseLost(number, loaded.project, lost);
  const complete = await completeProject(then, loaded);
  const project: Project = {
    ...complete,
    release: number,
    secrets: withKept('secrets', complete.secrets, kept),
    configs: withKept('configs', complete.configs, kept),
    configFiles: model.configFiles,
    envFiles: model.envFiles,
    ...(model.nameSeparator && { nameSeparator: model.nameSeparator }),
    ...(complete.secrecy && {
      secrecy: {
        ...complete.secrecy,
        fromEnvFiles: new Map(
          Object.entries(model.secretVariables).map(([service, names]) => [service, new Set(names)]),
        ),
      },
    }),
  };
  const hashes = contentHashes(project);
  const used = new Set([
    ...[...project.secrets.keys()].map((key) => `secrets.${key}`),
    ...[...project.configs.keys()].map((key) => `configs.${key}`),
  ]);
  const changedContents = Object.entries(model.contents).flatMap(([place, hash]) =>
    used.has(place) && hashes[place] !== hash ? [place] : [],
  );
  return { project, changedContents };
}

function withKept(
  section: string,
  specs: Project['configs'],
  kept: ReadonlyMap<string, Sensitive>,
): Project['configs'] {
  return new Map(
    [...specs].map(([key, spec]) => {
      const content = kept.get(`${section}.${key}`);
      return [
        key,
        content ? { ...spec, from: { kind: 'content', content }, namedSource: spec.from } : spec,
      ] as const;
    }),
  );
}

function refuseLost(number: number, project: Project, lost: readonly string[]): void {
  const missing = lost.filter((key) => project.configs.has(key));
  if (missing.length === 0) return;
  const able = [...project.services.values()]
    .filter((service) => !service.configs.some(({ source }) => missing.includes(source)))
    .map(({ name }) => name);
  const inFile = 'write it into the Compose file again';
  throw new UserError(
    'no-release',
    `nobody has the content of config ${missing.join(', ')} any more: a release keeps only its hash, and no container has it`,
    {
      hint:
        able.length === 0
          ? inFile
          : [
              `${inFile}, or go back without the services that use it: `,
              gantry('rollback', '--to', String(number), ...able),
            ],
    },
  );
}

/** Contents that stand in the files themselves are in no release: the present files have them, or nobody. */
async function withContents(
  cli: Cli,
  model: RecordedModel,
  kept: ReadonlyMap<string, Sensitive>,
): Promise<{ readonly file: JsonMap; readonly lost: readonly string[] }> {
  const { file } = model;
  const missing = emptied(file.configs).filter((key) => !kept.has(`configs.${key}`));
  if (missing.length === 0) return { file, lost: [] };
  const present = await presentContents(cli);
  const configs = Object.fromEntries(
    Object.entries(Object(file.configs)).map(([key, spec]) => [
      key,
      missing.includes(key)
        ? { ...Object(spec), content: (present.get(key) ?? '').replaceAll('$', '$$$$') }
        : spec,
    ]),
  );
  return {
    file: { ...file, configs: Object(configs) },
    lost: missing.filter((key) => !present.has(key)),
  };
}

function emptied(configs: Json | undefined): readonly string[] {
  if (!isJsonMap(configs ?? null)) return [];
  return Object.entries(Object(configs)).flatMap(([key, spec]) => (Object(spec).content === '' ? [key] : []));
}

/** Of configs, as the files have them now. Nobody has them where the files cannot be read. */
async function presentContents(cli: Cli): Promise<ReadonlyMap<string, string>> {
  const { loadWith } = await import('../files/load.ts');
  try {
    const options = { pruneResources: false };
    const { project } = await loadWith(withoutWarnings(cli), { services: [], options });
    return new Map(
      [...project.configs].flatMap(([key, { from }]) =>
        from.kind === 'content' ? [[key, from.content.reveal()] as const] : [],
      ),
    );
  } catch {
    return new Map();
  }
}
