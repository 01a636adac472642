import { expect, test } from 'vitest';
import type { ObservedSwarm, SwarmTask } from '../../../src/model/observed-swarm.ts';
import { projectGraph } from '../../../src/planner/graph/project-graph.ts';
import { graphWithNodes } from '../../../src/planner/swarm/graph-with-nodes.ts';
import { graphDot, graphMermaid } from '../../../src/ui/graph/graph-text.ts';
import { graphTree } from '../../../src/ui/graph/graph-tree.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';
import { aNode, EMPTY_SWARM } from '../../support/a-swarm.ts';
import { lines } from '../../support/lines.ts';

const aTask = (serviceId: string, node: string): SwarmTask => ({
  id: `${serviceId}-${node}`,
  serviceId,
  nodeId: `id-of-${node}`,
  state: 'running',
  desiredState: 'running',
  since: 0,
  image: 'x',
});

const SWARM: ObservedSwarm = {
  ...EMPTY_SWARM,
  nodes: [aNode('two', { availability: 'drain' }), aNode('one', { isLeader: true }), aNode('three')],
  services: ['web', 'db', 'gone'].map((key) => ({
    id: key,
    name: `app_${key}`,
    version: 1,
    labels: {},
    spec: {},
    files: [],
    previousFiles: [],
  })),
  tasks: [
    aTask('web', 'one'),
    aTask('web', 'one'),
    aTask('web', 'two'),
    aTask('db', 'two'),
    aTask('gone', 'three'),
  ],
};

const GRAPH = graphWithNodes(projectGraph(aProject({ services: [aService('web'), aService('db')] })), SWARM);

const plain = (text: string): string => text;

test('graphWithNodes() draws which node runs what, in every form', () => {
  expect(graphTree(GRAPH, { bold: plain, dim: plain, yellow: plain })).toBe(
    `${lines(
      'app',
      '├─ db  busybox',
      '│  └─ runs on two',
      '└─ web  busybox',
      '   ├─ runs on one: 2 tasks',
      '   └─ runs on two',
    )}\n`,
  );
  expect(graphDot(GRAPH)).toContain('"node id-of-two" [shape=box3d, label="node two\\nworker\\ndrain"]');
  expect(graphMermaid(GRAPH)).toContain('[["node one<br/>leader"]]');
});

test('graphWithNodes() leaves out nodes that run nothing of what is drawn', () => {
  expect(GRAPH.nodes.filter(({ kind }) => kind === 'node').map(({ name }) => name)).toEqual(['one', 'two']);
});
