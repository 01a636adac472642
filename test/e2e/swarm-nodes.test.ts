import { expect, onTestFinished, test } from 'vitest';
import { told } from '../../scripts/setup/engine-api.ts';
import { listAt, textAt } from '../../scripts/setup/json.ts';
import type { PrivateSwarm } from '../../scripts/setup/private-swarm.ts';
import { aWorkspace } from '../support/gantry.ts';
import { leftOnSwarm } from '../support/left-on-swarm.ts';
import { PATIENCE } from '../support/patience.ts';
import { describeOnThreeNodes } from '../support/three-nodes.ts';

/** One task after the other, so that an update is under way for some seconds. */
const app = ({ image }: PrivateSwarm, version: number, where = '') => `
services:
  web:
    image: ${image}
    init: true
    stop_grace_period: 0s
    command: sleep infinity
    environment: {VERSION: "${version}"}
    secrets: [password]
    configs: [page]
    deploy: {replicas: 3, ${where} endpoint_mode: dnsrr, update_config: {parallelism: 1, delay: 1s, monitor: 500ms}}
secrets: {password: {environment: PASSWORD}}
configs: {page: {content: "version ${version}"}}
`;

type Place = 0 | 1 | 2;

function aProjectOn(name: string, swarm: PrivateSwarm, where = '') {
  const workspace = aWorkspace(`nodes-${name}`, { 'compose.yaml': app(swarm, 1, where) });
  onTestFinished(() => workspace.remove());
  const start = (words: string, node: Place) =>
    workspace.start(`--on swarm ${words}`, {
      DOCKER_HOST: swarm.nodes[node].host,
      PASSWORD: 'not so secret',
    });
  return {
    project: workspace.project,
    start,
    run: (words: string, node: Place = 0) => start(words, node).ended,
    /** Runs `up` of another version, and lets something happen while the swarm makes its tasks. */
    async update(version: number, node: Place, meanwhile: () => void) {
      workspace.write('compose.yaml', app(swarm, version, where));
      const up = start('up', node);
      await up.until('of 3 running');
      meanwhile();
      const ended = await up.ended;
      // A swarm may wait without end for what it had just given to the lost node: then it has to be asked again.
      return ended.stderr.includes('until it is asked again') ? start('up', node).ended : ended;
    },
    write: (version: number) => workspace.write('compose.yaml', app(swarm, version, where)),
  };
}

type ProjectOn = ReturnType<typeof aProjectOn>;

/** Where its tasks run, as `ps` tells. */
async function nodesOf({ run }: ProjectOn, node: Place): Promise<readonly string[]> {
  const { stdout } = await run('ps --format json', node);
  return stdout
    .trim()
    .split('\n')
    .map((line): { readonly Node: string; readonly State: string } => JSON.parse(line))
    .filter(({ State }) => State === 'running')
    .map(({ Node }) => Node);
}

/** Of all versions, on the engine of one node. */
async function containersOn(
  { host }: PrivateSwarm['nodes'][number],
  project: string,
): Promise<readonly string[]> {
  const filters = encodeURIComponent(JSON.stringify({ label: [`com.docker.stack.namespace=${project}`] }));
  const found = listAt(await told(host, 'GET', `/containers/json?filters=${filters}`));
  return found.map((container) => textAt(container, 'Id') ?? '');
}

describeOnThreeNodes('a swarm of which a worker fails', { heartbeatMs: 1000 }, (swarm) => {
  test('up goes on when a worker is cut off or dies, down does not wait for it, and nothing is left when it is back', async () => {
    const { nodes } = swarm();
    const shop = aProjectOn('workers', swarm());
    expect(await shop.run('up')).toMatchObject({ code: 0 });

    const cut = await shop.update(2, 0, () => nodes[2].cut());
    expect(cut.code, cut.stderr).toBe(0);
    expect(await nodesOf(shop, 0)).not.toContain('node3');
    nodes[2].heal();
    await expect.poll(() => containersOn(nodes[2], shop.project), PATIENCE).toEqual([]);

    const killed = await shop.update(3, 0, () => nodes[1].kill());
    expect(killed.code, killed.stderr).toBe(0);
    const running = await nodesOf(shop, 0);
    expect(running).toHaveLength(3);
    expect(running).not.toContain('node2');

    const down = await shop.run('down');
    expect(down.code, down.stderr).toBe(0);
    await nodes[1].start();
    await expect.poll(() => containersOn(nodes[1], shop.project), PATIENCE).toEqual([]);
    await expect.poll(() => leftOnSwarm(nodes[0].host, shop.project), PATIENCE).toEqual([]);
  });
});

describeOnThreeNodes('a swarm that loses managers', { managers: 3, heartbeatMs: 1000 }, (swarm) => {
  test('up goes on under the next leader, says when there is none, and brings all in order afterwards', async () => {
    const { nodes } = swarm();
    // The next leader gives a node that is away 40 s before it moves its tasks.
    const shop = aProjectOn('managers', swarm(), 'placement: {constraints: ["node.hostname != node1"]},');
    const first = await shop.run('up', 1);
    expect(first.code, first.stderr).toBe(0);

    const update = await shop.update(2, 1, () => nodes[0].kill());
    expect(update.code, update.stderr).toBe(0);

    nodes[2].kill();
    shop.write(3);
    const alone = await shop.run('up', 1);
    expect(alone.code, alone.stdout).toBe(1);
    expect(alone.stderr).toContain('more than half of its managers have to be there (swarm-without-leader)');

    await Promise.all([nodes[0].start(), nodes[2].start()]);
    await expect.poll(async () => (await shop.run('ps', 1)).code, PATIENCE).toBe(0);
    const last = await shop.run('up', 1);
    expect(last.code, last.stderr).toBe(0);
    const down = await shop.run('down', 1);
    expect(down.code, down.stderr).toBe(0);
    await expect.poll(() => leftOnSwarm(nodes[1].host, shop.project), PATIENCE).toEqual([]);
  });
});
