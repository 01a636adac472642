import { describe, expect, test } from 'vitest';
import type { ProjectGraph } from '../../src/model/project-graph.ts';
import { graphSvg } from '../../src/ui/graph/graph-svg.ts';
import { graphDot, graphMermaid } from '../../src/ui/graph/graph-text.ts';
import { graphTree } from '../../src/ui/graph/graph-tree.ts';
import { palette } from '../../src/ui/text/colours.ts';
import { lines } from '../support/lines.ts';

const GRAPH: ProjectGraph = {
  project: 'shop',
  nodes: [
    { id: 'service web', kind: 'service', name: 'web', details: ['nginx', '8080 → 80'], change: 'replace' },
    { id: 'service db', kind: 'service', name: 'db', details: ['postgres "17"'] },
    { id: 'network front', kind: 'network', name: 'front', details: [] },
    { id: 'volume data', kind: 'volume', name: 'data', details: ['external'] },
  ],
  edges: [
    { from: 'service web', to: 'service db', kind: 'depends-on', label: 'healthy' },
    { from: 'service web', to: 'network front', kind: 'joins', label: '' },
    { from: 'service db', to: 'volume data', kind: 'mounts', label: '/data <rw>' },
  ],
};

describe('graphDot()', () => {
  test('quotes names and keeps line breaks for Graphviz', () => {
    expect(graphDot(GRAPH)).toBe(
      lines(
        'digraph "shop" {',
        '  rankdir=LR;',
        '  node [fontname="sans-serif", fontsize=11];',
        '  edge [fontname="sans-serif", fontsize=9];',
        '  "service web" [shape=box, label="web\\nnginx\\n8080 → 80\\nto replace", color="#c2410c", penwidth=2];',
        '  "service db" [shape=box, label="db\\npostgres \\"17\\""];',
        '  "network front" [shape=ellipse, label="network front"];',
        '  "volume data" [shape=cylinder, label="volume data\\nexternal"];',
        '  "service web" -> "service db" [label="healthy", style=solid];',
        '  "service web" -> "network front" [label="", style=dashed];',
        '  "service db" -> "volume data" [label="/data <rw>", style=dashed];',
        '}',
        '',
      ),
    );
  });
});

describe('graphMermaid()', () => {
  test('writes characters that mean something to Mermaid as entities', () => {
    const text = graphMermaid(GRAPH);

    expect(text).toContain('n1["db<br/>postgres #34;17#34;"]');
    expect(text).toContain('n1 -.->|/data #60;rw#62;| n3');
    expect(text).toContain('class n0 changes');
  });
});

describe('graphSvg()', () => {
  const svg = graphSvg(GRAPH);

  test('shows every node and every label as text, escaped', () => {
    for (const text of ['web', 'nginx', '8080 → 80', 'to replace', 'network front', 'healthy'])
      expect(svg).toContain(`>${text}</text>`);
    expect(svg).toContain('>postgres &#34;17&#34;</text>');
    expect(svg).toContain('>/data &#60;rw&#62;</text>');
  });

  test('is in colours, light ones first, for programs that know neither variables nor dark pages', () => {
    expect(svg).not.toMatch(/var\(|--\w+:/);
    expect(svg.indexOf('.page { fill: #ffffff; }')).toBeGreaterThan(0);
    expect(svg.indexOf('.page { fill: #ffffff; }')).toBeLessThan(svg.indexOf('@media'));
  });

  test('draws inside its own picture: no node begins left of or above it, nor ends behind it', () => {
    const [, width = 0, height = 0] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg)?.map(Number) ?? [];
    const boxes = [
      ...svg.matchAll(/class="box" x="([\d.-]+)" y="([\d.-]+)" width="([\d.]+)" height="([\d.]+)"/g),
    ];

    expect(boxes).toHaveLength(4);
    for (const box of boxes) {
      const [, x = 0, y = 0, wide = 0, high = 0] = box.map(Number);
      expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
      expect(x + wide).toBeLessThanOrEqual(width);
      expect(y + high).toBeLessThanOrEqual(height);
    }
  });
});

test('graphSvg() is XML, whatever is in a name', () => {
  const svg = graphSvg({
    ...GRAPH,
    project: 'a\u0000b\u001b[31mc\ud800\uffff',
    nodes: [{ id: 'service x', kind: 'service', name: 'x', details: ['bell \u0007'] }],
    edges: [],
  });

  // biome-ignore lint/suspicious/noControlCharactersInRegex: XML forbids them
  expect(svg).not.toMatch(/[\x00-\x08\x0b-\x1f\ufffe\uffff]|[\ud800-\udfff]/u);
  expect(svg).toContain('bell \\x07');
});

test('graphSvg() leads no edge through a box, however many layers it passes', () => {
  const svg = graphSvg(layered(6, 4));
  const boxes = [
    ...svg.matchAll(/class="box" x="([\d.-]+)" y="([\d.-]+)" width="([\d.]+)" height="([\d.]+)"/g),
  ].map((box) => box.slice(1).map(Number));
  const paths = [...svg.matchAll(/class="edge[^"]*" d="([^"]+)"/g)].map(([, path = '']) =>
    path.split(' L').map((point) => point.replace('M', '').split(' ').map(Number)),
  );

  expect(paths.length).toBeGreaterThan(30);
  const crossed = paths.flatMap((points) =>
    points
      .slice(1)
      .flatMap((point, index) => boxes.filter((box) => crosses(points[index] ?? [], point, box))),
  );
  expect(crossed).toEqual([]);
});

test('graphTree() lists below each service what it needs and uses', () => {
  expect(graphTree(GRAPH, palette(false))).toBe(
    lines(
      'shop',
      '├─ web  nginx, 8080 → 80  to replace',
      '│  ├─ needs db: healthy',
      '│  └─ network front',
      '└─ db  postgres "17"',
      '   └─ volume data (external): /data <rw>',
      '',
    ),
  );
});

/** Services in layers, wide and narrow ones; each needs one of every later layer. */
function layered(layers: number, each: number): ProjectGraph {
  const name = (layer: number, index: number): string =>
    `l${layer}n${index}${'-wide'.repeat((layer * 7 + index * 5) % 9)}`;
  const all = Array.from({ length: layers * each }, (_, at) => ({
    layer: Math.floor(at / each),
    index: at % each,
  }));
  return {
    project: 'layers',
    nodes: all.map(({ layer, index }) => ({
      id: name(layer, index),
      kind: 'service',
      name: name(layer, index),
      details: [],
    })),
    edges: all.flatMap(({ layer, index }) =>
      Array.from({ length: layers - layer - 1 }, (_, more) => ({
        from: name(layer, index),
        to: name(layer + more + 1, (index * 3 + more) % each),
        kind: 'depends-on' as const,
        label: more % 2 === 0 ? 'healthy' : '',
      })),
    ),
  };
}

/** Whether a line goes through the inside of a box: it is tried at many points. */
function crosses(from: readonly number[], to: readonly number[], box: readonly number[]): boolean {
  const [left = 0, top = 0, width = 0, height = 0] = box;
  return Array.from({ length: 200 }, (_, part) => part / 199).some((part) => {
    const [x = 0, y = 0] = [0, 1].map(
      (axis) => (from[axis] ?? 0) + part * ((to[axis] ?? 0) - (from[axis] ?? 0)),
    );
    return x > left + 1 && x < left + width - 1 && y > top + 1 && y < top + height - 1;
  });
}

test('graphSvg() draws a chain of thousands', () => {
  const ids = Array.from({ length: 3000 }, (_, index) => `service s${index}`);
  const svg = graphSvg({
    project: 'long',
    nodes: ids.map((id) => ({ id, kind: 'service', name: id, details: ['x'] })),
    edges: ids.slice(1).map((to, index) => ({ from: ids[index] ?? '', to, kind: 'depends-on', label: '' })),
  });
  const boxes = [...svg.matchAll(/<rect class="box" x="([\d.]+)" y="([\d.]+)"/g)];

  expect(boxes).toHaveLength(3000);
  expect(new Set(boxes.map(([, x]) => x)).size).toBe(3000);
  expect(svg.match(/class="edge/g)).toHaveLength(2999);
});
