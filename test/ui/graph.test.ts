import { describe, expect, test } from 'vitest';
import type { ProjectGraph } from '../../src/model/project-graph.ts';
import { graphSvg } from '../../src/ui/graph/graph-svg.ts';
import { graphDot, graphMermaid } from '../../src/ui/graph/graph-text.ts';
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
