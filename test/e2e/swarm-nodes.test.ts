import { expect, onTestFinished, test } from 'vitest';
import { told } from '../../scripts/setup/engine-api.ts';
import type { PrivateSwarm } from '../../scripts/setup/private-swarm.ts';
import { aWorkspace } from '../support/gantry.ts';
import { leftOnSwarm } from '../support/left-on-swarm.ts';
import { PATIENCE } from '../support/patience.ts';
import { describeOnThreeNodes } from '../support/three-nodes.ts';

/** All tasks at once, judged soon. */
const UPDATE = 'update_config: {parallelism: 0, monitor: 500ms}';

const web = ({ image }: PrivateSwarm, version: string, more = '') => `
services:
  web:
    image: ${image}
    init: true
    stop_grace_period: 0s
    command: sleep infinity
    environment: {VERSION: "${version}"}
    deploy: {replicas: 3, endpoint_mode: dnsrr, placement: {max_replicas_per_node: 2}, ${UPDATE}${more}}
`;

function aProjectOn(name: string, swarm: PrivateSwarm, compose: string) {
  const workspace = aWorkspace(`nodes-${name}`, { 'compose.yaml': compose });
  onTestFinished(() => workspace.remove());
  const at = (node: 0 | 1 | 2) => ({ DOCKER_HOST: swarm.nodes[node].host });
  return { workspace, project: workspace.project, at };
}

describeOnThreeNodes('a swarm of which a worker dies', { heartbeatMs: 1000 }, (swarm) => {
  test('up, ps and down count no task of a dead node as running, and leave nothing', async () => {
    const { nodes } = swarm();
    const { workspace, project, at } = aProjectOn('dead', swarm(), web(swarm(), '1'));
    const up = await workspace.gantry('--on swarm up', at(0));
    expect(up.code, up.stderr).toBe(0);

    nodes[2].kill();
    const stateOf = async (hostname: string): Promise<string> =>
      JSON.stringify(await told(nodes[0].host, 'GET', `/nodes/${hostname}`));
    await expect.poll(() => stateOf('node3'), PATIENCE).toContain('"State":"down"');
    workspace.write('compose.yaml', web(swarm(), '2'));
    const update = await workspace.gantry('--on swarm up', at(0));

    expect(update.code, update.stderr).toBe(0);
    const ps = await workspace.gantry('--on swarm ps --format json', at(0));
    const running = ps.stdout
      .trim()
      .split('\n')
      .map((line): { readonly Node: string; readonly State: string } => JSON.parse(line))
      .filter(({ State }) => State === 'running');
    expect(running, ps.stdout).toHaveLength(3);
    expect(new Set(running.map(({ Node }) => Node))).toEqual(new Set(['node1', 'node2']));

    await nodes[2].start();
    const down = await workspace.gantry('--on swarm down', at(0));
    expect(down.code, down.stderr).toBe(0);
    expect(await leftOnSwarm(nodes[0].host, project)).toEqual([]);
  });
});
