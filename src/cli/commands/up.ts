import { setTimeout } from 'node:timers/promises';
import { Command } from 'commander';
import type { UpIntent } from '../../planner/intent.ts';
import { apply } from '../apply.ts';
import type { Cli } from '../cli.ts';
import type { Planned } from '../planned.ts';
import { defineUp, mutedOperations, type UpOptions } from '../up-options.ts';

export function upCommand(cli: Cli): Command {
  return defineUp(new Command('up')).action(async (services: string[], options: UpOptions) => {
    const planned = await planForUp(cli, services, options);
    const returns = options.detach || options.wait || !options.start || cli.globals.dryRun;
    if (returns) {
      cli.exitWith(await apply(cli, planned, { mutes: mutedOperations(options) }));
      return;
    }
    const { runAttached } = await import('../attached-up.ts');
    cli.exitWith(await runAttached(cli, planned, services, options));
  });
}

/** A connection to a socket is made, and written to, within two turns of the event loop. */
const QUESTIONS_SENT_MS = 1;

/** The plan for `up`: load, look, and look closer at what seems to differ. */
export async function planForUp(cli: Cli, services: readonly string[], options: UpOptions): Promise<Planned> {
  const { loadProjectFor } = await import('../load.ts');
  const { inspectAll, observe } = await import('../../engine/observe.ts');
  const { anticipateRequests } = await import('../../planner/anticipate.ts');
  const { imageReferences } = await import('../../planner/image-references.ts');
  const { inspectionsNeeded, planUp } = await import('../../planner/plan-up.ts');

  const project = await loadProjectFor(cli, { services, withDependencies: options.deps });
  const engine = await cli.engine();
  const observing = observe(engine, project.name, imageReferences(project));
  // Once the questions are on their way there is time to work on what does not depend on the answers.
  await Promise.race([observing, setTimeout(QUESTIONS_SENT_MS)]);
  anticipateRequests(project);
  const observed = await observing;
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
    ignoreOrphans: isSet(cli.environment.get('COMPOSE_IGNORE_ORPHANS')),
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
