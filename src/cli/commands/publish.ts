import { Option } from 'commander';
import { showPlace } from '../../diagnostics/source.ts';
import { readText } from '../../util/read-text.ts';
import { apply } from '../apply/apply.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import { observeImages } from '../find/observe-images.ts';
import type { Publication } from '../publish/publication.ts';
import { plannedCommand } from './planned-command.ts';

interface PublishOptions {
  readonly resolveImageDigests?: boolean;
  readonly ociVersion?: '1.0' | '1.1';
  readonly withEnv?: boolean;
  readonly yes?: boolean;
  readonly insecureRegistry?: boolean;
}

export const publish = plannedCommand({
  name: 'publish',
  define: (command) =>
    command
      .description('Put the files of the project into a registry, from where others can run it')
      .argument('<repository[:tag]>')
      .option('--resolve-image-digests', 'name every image by its content, as the registry has it')
      .addOption(new Option('--oci-version <version>', 'version of the OCI format').choices(['1.0', '1.1']))
      .option('--with-env', 'publish variables and env files without asking')
      .option('-y, --yes', 'answer every question with yes')
      .addOption(new Option('--insecure-registry', 'speak to the registry without TLS').hideHelp()),
  async plan(cli: Cli, reference: string, options: PublishOptions) {
    const { loadProjectFor } = await import('../files/load.ts');
    const { leftOut, planPublish } = await import('../../planner/commands/plan-publish.ts');
    const project = await loadProjectFor(cli, { services: [] });
    const publication = await publicationOf(cli, project.workingDir, leftOut(project));
    const plan = planPublish(project, {
      // As `-f` has it.
      reference: reference.replace(/^oci:\/\//, ''),
      layers: publication.layers,
      pinImages: options.resolveImageDigests,
      ociVersion: options.ociVersion,
      insecure: options.insecureRegistry,
    });
    const engine = await cli.engine();
    return { engine, project, observed: await observeImages(engine, []), plan, publication };
  },
  run: async (cli, planned, _reference, options) =>
    (await mayPublish(cli, planned.publication, options)) ? apply(cli, planned) : EXIT.failed,
});

async function publicationOf(cli: Cli, workingDir: string, left: ReadonlySet<string>): Promise<Publication> {
  const { loadModel } = await import('../../spec/load/load-model.ts');
  const { nodeFiles } = await import('../files/node-files.ts');
  const { loadRequest } = await import('../files/load.ts');
  const { makePublication } = await import('../publish/publication.ts');
  const { locateSettings } = await import('../../spec/explain/locate-settings.ts');
  // Whoever runs it has profiles of their own.
  const everything: Cli = { ...cli, globals: { ...cli.globals, profile: ['*'] } };
  const request = loadRequest(everything, { services: [], options: { normalize: false } });
  const { model } = await loadModel(request, nodeFiles);
  const { layers, concerns } = makePublication(model, workingDir, readText, left);
  if (concerns.length === 0) return { layers, concerns };
  const places = await locateSettings(
    concerns.map(({ about }) => about),
    request,
    nodeFiles,
  );
  return {
    layers,
    concerns: concerns.map((concern, index) => {
      const at = places[index];
      return at ? { ...concern, text: `${concern.text} (${showPlace(at)})` } : concern;
    }),
  };
}

async function mayPublish(cli: Cli, { concerns }: Publication, options: PublishOptions): Promise<boolean> {
  const open = concerns.filter(({ kind }) => !(options.withEnv && kind === 'environment'));
  if (open.length === 0) return true;
  for (const { text } of open) cli.stderr.write(`warning: ${text}\n`);
  if (options.yes || cli.globals.dryRun) return true;
  const { askYesNo } = await import('../terminal/ask.ts');
  return askYesNo(cli, 'Everybody with read access to the repository can read this. Publish it?');
}
