import { Command, Option } from 'commander';
import type { UpIntent } from '../../planner/intent.ts';
import type { Cli } from '../cli.ts';
import { scaleOf, seconds } from '../option-values.ts';
import type { Planned } from '../planned.ts';

export interface UpOptions {
  readonly detach?: boolean;
  /** `--build` and `--no-build`; absent: as the files say. */
  readonly build?: boolean;
  readonly pull?: string;
  readonly quietPull?: boolean;
  readonly removeOrphans?: boolean;
  readonly scale?: ReadonlyMap<string, number>;
  readonly forceRecreate?: boolean;
  /** False: `--no-recreate`. */
  readonly recreate: boolean;
  readonly alwaysRecreateDeps?: boolean;
  readonly renewAnonVolumes?: boolean;
  readonly start: boolean;
  readonly deps: boolean;
  readonly timeout?: number;
  readonly wait?: boolean;
  readonly waitTimeout?: number;
  readonly color: boolean;
  readonly logPrefix: boolean;
  readonly timestamps?: boolean;
  readonly yes?: boolean;
}

export function upCommand(cli: Cli): Command {
  return defineUp(new Command('up')).action(async (services: string[], options: UpOptions) => {
    const { runUp } = await import('../run-up.ts');
    cli.exitWith(await runUp(cli, await planForUp(cli, services, options), services, options));
  });
}

export function defineUp(command: Command): Command {
  return command
    .description('Create and start containers; without -d, show what they write until they end')
    .argument('[services...]', 'only these and what they depend on')
    .option('-d, --detach', 'return when everything is started')
    .option('--build', 'build images before starting')
    .option('--no-build', 'never build an image')
    .addOption(new Option('--pull <policy>', 'pull policy for every service').choices(PULL_POLICIES))
    .option('--quiet-pull', 'pull without showing layers')
    .option('--remove-orphans', 'remove containers of services that the files no longer have')
    .option('--scale <service=n>', 'number of replicas; repeatable', scaleOf)
    .addOption(
      new Option('--force-recreate', 'replace containers even if nothing changed').conflicts('noRecreate'),
    )
    .option('--no-recreate', 'leave existing containers alone even if they changed')
    .option('--always-recreate-deps', 'with --force-recreate: dependencies too')
    .option('-V, --renew-anon-volumes', 'start with new anonymous volumes')
    .option('--no-start', 'create, but do not start')
    .option('--no-deps', 'leave dependencies out')
    .option('-t, --timeout <seconds>', 'how long a container may take to stop', seconds)
    .option('--wait', 'return when everything is running or healthy')
    .option('--wait-timeout <seconds>', 'give up waiting after this long', seconds)
    .option('--no-color', 'logs without colours')
    .option('--no-log-prefix', 'logs without the name of the container')
    .option('--timestamps', 'logs with the time of each line')
    .option('-y, --yes', 'answer every question with yes');
}

const PULL_POLICIES = ['always', 'missing', 'if_not_present', 'never', 'build'];

/** The plan for `up`: load, look, and look closer at what seems to differ. */
export async function planForUp(cli: Cli, services: readonly string[], options: UpOptions): Promise<Planned> {
  const { loadProjectFor } = await import('../load.ts');
  const { inspectAll, observe } = await import('../../engine/observe.ts');
  const { imageReferences } = await import('../../planner/image-references.ts');
  const { inspectionsNeeded, planUp } = await import('../../planner/plan-up.ts');

  const project = await loadProjectFor(cli, { services, withDependencies: options.deps });
  const engine = await cli.engine();
  const observed = await observe(engine, project.name, imageReferences(project));
  const intent = readIntent(cli, services, options);
  const details = await inspectAll(engine, inspectionsNeeded(project, observed, intent));
  return { engine, project, observed, plan: planUp(project, observed, intent, details) };
}

function readIntent(cli: Cli, services: readonly string[], options: UpOptions): UpIntent {
  return {
    services,
    forceRecreate: options.forceRecreate,
    noRecreate: !options.recreate,
    alwaysRecreateDeps: options.alwaysRecreateDeps,
    renewAnonVolumes: options.renewAnonVolumes,
    removeOrphans: options.removeOrphans ?? isSet(cli.environment.get('COMPOSE_REMOVE_ORPHANS')),
    noDeps: !options.deps,
    noStart: !options.start,
    build: options.build === false ? 'never' : options.build,
    pull: options.pull,
    scale: options.scale,
    timeoutSeconds: options.timeout,
    wait: options.wait,
    waitTimeoutMs: options.waitTimeout === undefined ? undefined : options.waitTimeout * 1000,
  };
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && ['1', 't', 'true'].includes(value.toLowerCase());
}
