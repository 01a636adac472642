import { rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { planDown } from '../../src/planner/commands/plan-down.ts';
import { type ByHand, byHand, commandOf, meant, someHand } from '../support/engine-model/by-hand.ts';
import { Comparison } from '../support/engine-model/comparison.ts';
import { named } from '../support/engine-model/engine-calls.ts';
import type { World } from '../support/engine-model/objects.ts';
import { observe } from '../support/engine-model/observe.ts';
import { endsByItself } from '../support/engine-model/operate.ts';
import { type ProjectChoices, someChange } from '../support/engine-model/random-project.ts';
import { runPlan } from '../support/engine-model/run-plan.ts';
import { anEngine, loadText, up } from '../support/engine-model/stage.ts';
import { writeProject } from '../support/engine-model/write-project.ts';
import { freePort, freeSubnet } from '../support/free-addresses.ts';
import { aWorkspace, docker, removeFromEngine, type Workspace } from '../support/gantry.ts';

const SUBNET = await freeSubnet();
/** One for each service that there may be. */
const PORT = await freePort(10);

let workspace: Workspace;
afterEach(async () => {
  const { project } = workspace;
  await workspace.remove();
  await removeFromEngine(`/networks/${project}-outside`, `/volumes/${project}-kept`);
});

/** As written, with names and addresses of its own for what all projects of an engine share, and with the one image that there is. */
const textOf = (choices: ProjectChoices, project: string): string =>
  JSON.stringify(writeProject({ ...choices, services: choices.services.map(withTheImage) }))
    .replace('"outside":{"external":true', `"outside":{"external":true,"name":"${project}-outside"`)
    .replace('"kept":{"external":true', `"kept":{"external":true,"name":"${project}-kept"`)
    .replaceAll('"storefront"', `"${project}-storefront"`)
    .replaceAll('"warehouse"', `"${project}-warehouse"`)
    .replaceAll('"archive"', `"${project}-archive"`)
    .replaceAll('"fixed-', `"${project}-fixed-`)
    .replaceAll('10.214.7.', `${SUBNET}.`)
    .replace(/"2345(\d):80"/g, (_, place) => `"${PORT + Number(place)}:80"`);

const withTheImage = (service: ProjectChoices['services'][number]) => ({
  ...service,
  image: 'busybox:latest' as const,
  scale: Math.min(service.scale, 2),
});

const isDone = (hand: ByHand): boolean => {
  try {
    docker(...commandOf(hand));
    return true;
  } catch {
    return false;
  }
};

/** Projects with renamed networks, hooks, one-shots, shared namespaces and addresses between them. */
const SEEDS = [4, 7, 9];

test.each(SEEDS)(
  'an engine has what the model of it says, after all that happens to project %i',
  async (seed) => {
    workspace = aWorkspace(`model-${seed}`, {});
    const { project, folder } = workspace;
    docker('network', 'create', `${project}-outside`);
    docker('volume', 'create', `${project}-kept`);
    const [change] = fc.sample(someChange(), { seed, numRuns: 1 });
    const hands = fc.sample(someHand, { seed, numRuns: 4 });
    if (!change) throw new Error('no change was made up');
    let world = anEngine(`${project}-outside`, `${project}-kept`);
    const comparison = new Comparison(project);

    const upTo = async (choices: ProjectChoices, isNewFile: boolean): Promise<void> => {
      if (isNewFile) rmSync(join(folder, 'file.conf'), { force: true });
      if (isNewFile) workspace.write('file.conf', `version ${choices.fileVersion}`);
      const text = textOf(choices, project);
      workspace.write('compose.yaml', text);
      const wanted = await loadText(text, choices.fileVersion, {
        projectName: project,
        ...(isNewFile ? { madeAt: world.clock } : {}),
      });
      world.clock += 1;
      world = up(world, wanted, { verify: true, removeOrphans: true });
      const ran = await workspace.gantry('up -d --verify --remove-orphans');
      expect(ran.code, ran.stderr).toBe(0);
      comparison.expectEqual(world);
    };

    await upTo(change.before, true);
    for (const numbers of hands) {
      const hand = meant(world, project, numbers);
      // When what ends by itself has ended is up to the engine.
      if (!hand || ('container' in hand && endsByItself(named(world, hand.container)))) continue;
      const after: World = byHand(world, hand);
      expect([hand, isDone(hand)]).toEqual([hand, after !== world]);
      world = after;
      comparison.expectEqual(world);
    }
    await upTo(change.after, change.before.fileVersion !== change.after.fileVersion);

    const wanted = await loadText(textOf(change.after, project), change.after.fileVersion, {
      projectName: project,
    });
    const intent = { volumes: true, removeOrphans: true };
    world = runPlan(world, planDown(wanted, observe(world, project), intent));
    expect((await workspace.gantry('down -v --remove-orphans')).code).toBe(0);
    comparison.expectEqual(world);
  },
);
