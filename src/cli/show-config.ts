import { writeFileSync } from 'node:fs';
import type { Json } from '../model/json.ts';
import type { Project } from '../model/project.ts';
import type { LoadedProject } from '../spec/load-project.ts';
import type { Cli } from './cli.ts';
import type { ConfigOptions } from './commands/config.ts';
import { loadRequest, loadWith, tellWarnings } from './load.ts';

export async function showConfig(
  cli: Cli,
  services: readonly string[],
  options: ConfigOptions,
): Promise<void> {
  const text = options.interpolate
    ? await projectText(cli, services, options)
    : await modelText(cli, options);
  if (options.quiet) return;
  if (options.output === undefined) cli.stdout.write(text);
  else writeFileSync(options.output, text);
}

async function projectText(cli: Cli, services: readonly string[], options: ConfigOptions): Promise<string> {
  const loaded = await loadWith(cli, {
    services,
    options: {
      normalize: options.normalize,
      resolvePaths: options.pathResolution,
      checkConsistency: options.consistency,
      resolveEnvironment: options.envResolution,
    },
  });
  await tellWarnings(cli, loaded.warnings);
  return configText(loaded, options);
}

/** With its variables as they are written a file is no project yet: `${PORT}` is not a number. */
async function modelText(cli: Cli, options: ConfigOptions): Promise<string> {
  const { loadModel } = await import('../spec/load-model.ts');
  const { nodeFiles } = await import('./node-files.ts');
  const request = loadRequest(cli, {
    services: [],
    options: { normalize: options.normalize, resolvePaths: options.pathResolution },
  });
  const { model, warnings } = await loadModel(request, nodeFiles);
  await tellWarnings(cli, warnings);
  return options.format === 'json' ? `${JSON.stringify(model, null, 2)}\n` : yamlText(model);
}

async function configText({ project, variables }: LoadedProject, options: ConfigOptions): Promise<string> {
  const names = listedNames(project, variables, options);
  if (names) return names.map((name) => `${name}\n`).join('');
  const { printProject } = await import('../spec/print-project.ts');
  return options.format === 'json'
    ? `${JSON.stringify(printProject(project, 'json'), null, 2)}\n`
    : yamlText(printProject(project, 'yaml'));
}

/** undefined: the whole project is asked for. The first flag wins, in docker compose's order. */
function listedNames(
  project: Project,
  variables: ReadonlyMap<string, string>,
  options: ConfigOptions,
): readonly string[] | undefined {
  if (options.services) return [...project.services.keys()];
  if (options.volumes) return [...project.volumes.keys()];
  if (options.networks) return [...project.networks.keys()];
  if (options.profiles) return profilesOf(project);
  if (options.images) return imagesOf(project);
  if (options.environment) return [...variables].map(([name, value]) => `${name}=${value}`);
  return undefined;
}

function profilesOf({ services, disabledServices }: Project): readonly string[] {
  const all = [...services.values(), ...disabledServices.values()].flatMap(({ profiles }) => profiles);
  return [...new Set(all)].sort();
}

function imagesOf({ name, services }: Project): readonly string[] {
  return [...services.values()].map((service) => service.image ?? `${name}-${service.name}`);
}

async function yamlText(printed: Json): Promise<string> {
  const { dump } = await import('js-yaml');
  return dump(printed, { lineWidth: -1, noRefs: true, quotingType: '"' });
}
