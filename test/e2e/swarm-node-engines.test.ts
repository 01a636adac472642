import { expect, onTestFinished, test } from 'vitest';
import type { PrivateSwarm } from '../../scripts/setup/private-swarm.ts';
import { aWorkspace } from '../support/gantry.ts';
import { leftOnSwarm } from '../support/left-on-swarm.ts';
import { describeOnThreeNodes } from '../support/three-nodes.ts';

/** One task on each node, and one that has nowhere else to go than the third. */
const shop = ({ image }: PrivateSwarm) => `
services:
  web:
    image: ${image}
    init: true
    stop_grace_period: 0s
    command: sleep infinity
    environment: {NODE: "{{.Node.Hostname}}"}
    deploy: {mode: global, endpoint_mode: dnsrr, update_config: {monitor: 500ms}}
  api:
    image: ${image}
    init: true
    stop_grace_period: 0s
    command: sleep infinity
    deploy:
      endpoint_mode: dnsrr
      placement: {constraints: ["node.hostname!=node1"], max_replicas_per_node: 1}
  pinned:
    image: ${image}
    init: true
    stop_grace_period: 0s
    command: sleep infinity
    deploy: {endpoint_mode: dnsrr, placement: {constraints: ["node.hostname==node3"]}}
`;

/** A database with data of one machine, and a one-shot that may fail. */
const moving = ({ image }: PrivateSwarm) => `
x-gantry: {settle: 0}
services:
  web:
    image: ${image}
    init: true
    stop_grace_period: 0s
    command: sleep infinity
    depends_on: {migrate: {condition: service_completed_successfully}}
    configs: [page]
    deploy: {endpoint_mode: dnsrr}
  migrate:
    image: ${image}
    command: sh -c "exit $\${CODE}"
    environment: {CODE: "\${CODE:-0}"}
    depends_on: [db]
    deploy: {endpoint_mode: dnsrr}
  db:
    image: ${image}
    init: true
    stop_grace_period: 0s
    command: sh -c "echo started >>/data/log && exec sleep infinity"
    volumes: [data:/data]
    deploy: {endpoint_mode: dnsrr}
configs: {page: {content: hello}}
volumes: {data: {}}
`;

async function aShop(name: string, swarm: PrivateSwarm) {
  const workspace = aWorkspace(`node-engines-${name}`, { 'compose.yaml': shop(swarm) });
  const [one, two, three] = swarm.nodes;
  const manager = { DOCKER_HOST: one.host };
  const named = { ...manager, GANTRY_NODES: `node2=${two.host},node3=${three.host}` };
  onTestFinished(async () => {
    await workspace.gantry('--on swarm down', manager);
    await workspace.remove();
  });
  const up = await workspace.gantry('--on swarm up', manager);
  expect(up.code, up.stderr).toBe(0);
  return { workspace, manager, named };
}

describeOnThreeNodes('a swarm whose nodes have engines of their own', { heartbeatMs: 1000 }, (swarm) => {
  test('exec, cp, top and run reach the containers of all nodes, or say how to name a node', async () => {
    const { workspace, manager, named } = await aShop('reach', swarm());
    const on = (words: string) => workspace.gantry(`--on swarm ${words}`, named);

    for (const number of [1, 2, 3]) {
      const { stdout, stderr } = await on(`exec --index ${number} web sh -c echo\t$NODE`);
      expect(stdout, stderr).toBe(`node${number}\n`);
    }
    expect((await on('exec --index 3 web sh -c exit\t7')).code).toBe(7);

    workspace.write('note', 'to all\n');
    expect((await on('cp note web:/note')).code).toBe(0);
    for (const number of [1, 2, 3])
      expect((await on(`exec --index ${number} web cat /note`)).stdout).toBe('to all\n');

    const top = await on('top web');
    expect(top.stdout.match(/_web\./g), top.stderr).toHaveLength(3);

    const run = await on('run --rm web sh -c nslookup\tapi&&exit\t9');
    expect(run.code, run.stderr).toBe(9);

    const far = await workspace.gantry('--on swarm exec --index 3 web true', manager);
    expect(far.code).toBe(1);
    expect(far.stderr).toContain('the engine of node node3');
    expect(far.stderr).toContain('GANTRY_NODES=node3=');
    const near = await workspace.gantry('--on swarm exec web sh -c echo\t$NODE', manager);
    expect(near.stdout, near.stderr).toBe('node1\n');
    const wrong = await workspace.gantry('--on swarm exec --index 3 web true', {
      ...manager,
      GANTRY_NODES: `node3=${swarm().nodes[1].host}`,
    });
    expect(wrong.stderr).toContain('this is the engine of another node (node2)');
  });

  test('move takes a project to the swarm and back with its data, and puts it back as it was when a step fails', async () => {
    const { host } = swarm().nodes[0];
    const workspace = aWorkspace('node-engines-move', { 'compose.yaml': moving(swarm()) });
    onTestFinished(async () => {
      await workspace.gantry('--on swarm down', { DOCKER_HOST: host });
      await workspace.gantry('--on engine down -v', { DOCKER_HOST: host });
      await workspace.remove();
    });
    const gantry = (words: string, code = '0') => workspace.gantry(words, { DOCKER_HOST: host, CODE: code });
    const containers = async () => (await gantry('--on engine ps -q')).stdout.split('\n').toSorted();
    expect(await gantry('up -d')).toMatchObject({ code: 0 });
    const before = await containers();

    const failed = await gantry('move --to swarm', '3');
    expect(failed.code, failed.stderr).toBe(1);
    expect(failed.stderr).toContain('non-zero exit (3)');
    expect(await containers()).toEqual(before);
    expect(await leftOnSwarm(host, workspace.project)).toEqual([]);
    const reached = await gantry('exec web nslookup db');
    expect(reached.code, reached.stdout).toBe(0);

    const moved = await gantry('move --to swarm');
    expect(moved.code, moved.stderr).toBe(0);
    expect((await gantry('--on swarm exec db cat /data/log')).stdout).toBe('started\n'.repeat(4));
    const again = await gantry('up -d');
    expect(again.stderr).toContain('(runs-elsewhere)');
    expect((await gantry('--on swarm up')).stderr).toContain('nothing changed');

    const back = await gantry('move --to engine');
    expect(back.code, back.stderr).toBe(0);
    expect(await leftOnSwarm(host, workspace.project)).toEqual([]);
    expect((await gantry('exec db cat /data/log')).stdout).toBe('started\n'.repeat(5));
  });

  test('drain moves what can move, says what cannot, and ends with a true exit code', async () => {
    const { workspace, named } = await aShop('drain', swarm());
    const on = (words: string) => workspace.gantry(`--on swarm ${words}`, named);
    const places = async (): Promise<Readonly<Record<string, string>>> => {
      const { stdout } = await on('nodes --no-clocks --format json');
      const rows = stdout
        .trim()
        .split('\n')
        .map((line): { Name: string; Services: Record<string, number> } => JSON.parse(line));
      return Object.fromEntries(rows.map(({ Name, Services }) => [Name, Object.keys(Services).join(' ')]));
    };

    const dry = await on('drain node3 --dry-run');
    expect(dry.stdout).toContain('node1: it does not meet node.hostname==node3');
    expect(await places()).toMatchObject({ node3: expect.stringContaining('pinned') });

    const stuck = await on('drain -y node3');
    expect(stuck.code, stuck.stderr).toBe(1);
    expect(stuck.stderr).toContain('_pinned: no node can run it');
    expect(await places()).toEqual({ node1: 'web', node2: 'api web', node3: '' });

    const undone = await on('drain --undo node3');
    expect(undone.code, undone.stderr).toBe(0);
    const moved = await on('drain -y node2');
    expect(moved.code, moved.stderr).toBe(0);
    expect(await places()).toMatchObject({ node2: '', node3: expect.stringContaining('api') });
    expect((await on('drain --undo node2')).code).toBe(0);
  });
});
