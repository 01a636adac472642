import { InvalidArgumentError, Option } from 'commander';
import type { Operation, OperationOf } from '../../model/operation.ts';
import type { BuildIntent } from '../../planner/snapshot/intent.ts';
import { apply } from '../apply/apply.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import { collect, sizeBytes } from '../context/globals.ts';
import type { Planned } from '../context/planned.ts';
import { withRenderer } from '../context/with-renderer.ts';
import { retired } from '../flags/retired-flags.ts';
import { plannedCommand } from './planned-command.ts';

interface BuildOptions {
  readonly buildArg?: readonly string[];
  readonly builder?: string;
  /** False: `--no-cache`. */
  readonly cache: boolean;
  readonly pull?: boolean;
  readonly push?: boolean;
  readonly quiet?: boolean;
  readonly ssh?: ReadonlyMap<string, string>;
  readonly memory?: number;
  readonly withDependencies?: boolean;
  readonly provenance?: string;
  readonly sbom?: string;
  readonly print?: boolean;
  readonly check?: boolean;
  readonly progress?: keyof typeof PROGRESS;
  readonly since?: string;
  readonly tagWith?: readonly string[];
  readonly ociLabels?: boolean;
}

/** The ways of docker's builder, in our words; absent: as without the flag. */
const PROGRESS = {
  auto: undefined,
  tty: 'tty',
  plain: 'plain',
  json: 'json',
  rawjson: 'json',
  quiet: 'quiet',
  none: 'quiet',
} as const;

/** Flags of older versions that do nothing. */
const RETIRED = ['--parallel', '--compress', '--force-rm', '--no-rm'];

export const build = plannedCommand({
  name: 'build',
  define(command) {
    command
      .description('Build or rebuild the images that the files say how to build')
      .argument('[services...]', 'only these, and what their builds take files from')
      .option(
        '--build-arg <name[=value]>',
        'set a build argument, or pass on a variable; repeatable',
        collect,
      )
      .option('--builder <name>', 'a builder of docker buildx instead of the engine')
      .option('--no-cache', 'do not use the cache')
      .option('--pull', 'look for newer base images')
      .option('--push', 'push the built images that have an `image` in the files')
      .option('-q, --quiet', 'no progress')
      .option('--ssh <id[=path]>', 'give the build an SSH agent (`default`) or a key; repeatable', sshOf)
      .option('-m, --memory <size>', 'memory for the classic builder', sizeBytes)
      .option('--with-dependencies', 'build what the services depend on too')
      .option(
        '--since <revision>',
        'only what has changed since a revision of git, or since what the `pipeline` compares with, and what is made from that',
      )
      .option('--provenance <attestation>', 'attest how it was built')
      .option('--sbom <attestation>', 'attest what is in it')
      .option(
        '--tag-with <template>',
        'one more name for each image, e.g. {git-describe} or localhost:5000/{service}:{env:CI_BUILD}; repeatable',
        collect,
      )
      .option('--oci-labels', 'label the images with the commit that they are built from');
    for (const flag of RETIRED) command.addOption(retired(flag));
    return command.addOption(
      new Option('--progress <mode>', 'the same as before the command')
        .choices(Object.keys(PROGRESS))
        .hideHelp(),
    );
  },
  defineMore: (command) =>
    command
      .option('--print', 'print the builds as a bake file and build nothing')
      .option('--check', 'look for mistakes in the Dockerfiles and build nothing'),
  async plan(cli: Cli, services: readonly string[], options: BuildOptions) {
    const { loadChanged } = await import('../affected/load-changed.ts');
    const { plannedBuild } = await import('../find/planned-build.ts');
    warnOfIdleFlags(cli, options);
    const { project } = await loadChanged(cli, {
      since: options.since,
      services,
      withDependencies: options.withDependencies ?? false,
      needs: 'images',
      keepsBuilds: true,
    });
    const { taggedProject } = await import('../tags/tagged-project.ts');
    const tagged = await taggedProject(cli, project, options);
    return plannedBuild(cli, tagged, readIntent(cli, options));
  },
  async run(cli, planned, _services, options) {
    const builds = planned.plan.steps.map(({ operation }) => operation).filter(isBuild);
    if (options.check && !options.print) return checkAll(cli, planned, builds);
    if (!options.print) return apply(withProgress(cli, options), planned);
    const { bakeFile } = await import('../../build/bake-file.ts');
    const { hiderFor } = await import('../find/hide-secrets.ts');
    cli.stdout.write(`${JSON.stringify(bakeFile(builds, hiderFor(cli, planned.project)), null, 2)}\n`);
    return EXIT.ok;
  },
});

function readIntent({ environment }: Cli, options: BuildOptions): BuildIntent {
  const args = (options.buildArg ?? []).map((text): [string, string | null] => {
    const equals = text.indexOf('=');
    if (equals < 0) return [text, environment.get(text) ?? null];
    return [text.slice(0, equals), text.slice(equals + 1)];
  });
  return {
    args: new Map(args),
    noCache: !options.cache,
    pull: options.pull,
    push: options.push,
    ssh: options.ssh,
    builder: options.builder,
    memoryBytes: options.memory,
    provenance: options.provenance,
    sbom: options.sbom,
  };
}

function sshOf(text: string, previous: ReadonlyMap<string, string> = new Map()): ReadonlyMap<string, string> {
  const [, id = '', path = ''] = /^([^=]*)=?(.*)$/s.exec(text) ?? [];
  if (id !== '' && id !== 'default' && path === '')
    throw new InvalidArgumentError('It takes `default`, or ID=PATH of a key or of the socket of an agent.');
  return new Map([...previous, [id === '' ? 'default' : id, path]]);
}

const isBuild = (operation: Operation): operation is OperationOf<'build-image'> =>
  operation.kind === 'build-image';

async function checkAll(
  cli: Cli,
  { engine }: Planned,
  builds: readonly OperationOf<'build-image'>[],
): Promise<number> {
  const { checkDockerfile } = await import('../../build/check-dockerfile.ts');
  let worst = 0;
  for (const build of builds) {
    const { code, findings, errors } = await checkDockerfile(engine.endpoint, build);
    cli.stdout.write(findings);
    if (code !== 0) cli.stderr.write(errors);
    worst = Math.max(worst, code);
  }
  return worst;
}

function withProgress(cli: Cli, { quiet, progress = 'auto' }: BuildOptions): Cli {
  const mode = quiet ? 'quiet' : PROGRESS[progress];
  return mode === undefined ? cli : withRenderer(cli, mode);
}

function warnOfIdleFlags({ environment, stderr }: Cli, { memory }: BuildOptions): void {
  if (memory !== undefined && environment.get('DOCKER_BUILDKIT') !== '0')
    stderr.write('warning: --memory has no effect with BuildKit, only with DOCKER_BUILDKIT=0\n');
}
