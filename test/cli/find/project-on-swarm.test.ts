import { expect, test } from 'vitest';
import { findContainers } from '../../../src/cli/find/find-containers.ts';
import { findTarget } from '../../../src/cli/find/target.ts';
import { networkId } from '../../../src/model/ids.ts';
import { aCli } from '../../support/a-cli.ts';
import { EMPTY_SWARM } from '../../support/a-swarm.ts';
import { aManagerOf, aSwarmService } from '../../support/swarm-objects.ts';

/** An engine without containers, whose swarm has the project. */
function aManager() {
  const swarm = { ...EMPTY_SWARM, services: [aSwarmService('web')] };
  const overlay = { id: networkId('n'), name: 'shop_default', driver: 'overlay', labels: {} };
  const engine = Object.assign(aManagerOf(swarm), { listNetworks: async () => [overlay] });
  return aCli('/', { engine, globals: { projectName: 'shop' } });
}

test('commands that are about containers say where a project is that has none here', async () => {
  await expect(findContainers(aManager(), [])).rejects.toMatchObject({ code: 'runs-elsewhere' });
  await expect(findTarget(aManager(), [], { ofContainers: true })).rejects.toMatchObject({
    code: 'runs-elsewhere',
    hint: expect.arrayContaining(['look at it there: ']),
  });
});

test('what is about its volumes and networks goes on', async () => {
  await expect(findTarget(aManager(), [])).resolves.toMatchObject({ project: { name: 'shop' } });
});
