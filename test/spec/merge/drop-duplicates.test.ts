import { describe, expect, test } from 'vitest';
import { dropDuplicates } from '../../../src/spec/merge/drop-duplicates.ts';
import type { Finding } from '../../../src/spec/tree/finding.ts';
import { Origins } from '../../../src/spec/tree/origins.ts';
import type { Tree, TreeMap } from '../../../src/spec/tree/tree.ts';
import { loadWeb, problemsOf } from '../../support/load-files.ts';

function drop(tree: TreeMap): { readonly made: TreeMap; readonly found: readonly Finding[] } {
  const found: Finding[] = [];
  return { made: dropDuplicates(tree, new Origins(), (finding) => found.push(finding)), found };
}

const inService = (web: Tree): TreeMap => ({ services: { web } });
const droppedFrom = (web: Tree): Tree => drop(inService(web)).made;

describe('dropDuplicates()', () => {
  test('keeps the first of several where their order means something', () => {
    expect(droppedFrom({ cap_add: ['A', 'B', 'A', 'C', 'B'] })).toEqual(
      inService({ cap_add: ['A', 'B', 'C'] }),
    );
  });

  test('keeps the last where a later one replaces an earlier one', () => {
    expect(droppedFrom({ environment: ['A=1', 'B=1', 'A=1'] })).toEqual(
      inService({ environment: ['B=1', 'A=1'] }),
    );
    expect(droppedFrom({ environment: ['A=1', 'A=2'] })).toEqual(inService({ environment: ['A=1', 'A=2'] }));
  });

  test('takes maps with the same members for the same, in whichever order', () => {
    const ports = [
      { target: 80, published: '8080' },
      { published: '8080', target: 80 },
      { target: 80, published: '8081' },
    ];

    expect(droppedFrom({ ports })).toEqual(inService({ ports: [ports[0] ?? null, ports[2] ?? null] }));
  });

  test('looks into builds, deployments, networks of a service and networks of the project', () => {
    const twice = ['a', 'b', 'a'];

    expect(
      drop({
        services: {
          web: {
            build: { tags: twice, labels: twice },
            deploy: { labels: twice },
            networks: { front: { aliases: twice } },
          },
        },
        networks: { front: { labels: twice } },
      }).made,
    ).toEqual({
      services: {
        web: {
          build: { tags: ['a', 'b'], labels: ['b', 'a'] },
          deploy: { labels: ['b', 'a'] },
          networks: { front: { aliases: ['a', 'b'] } },
        },
      },
      networks: { front: { labels: ['b', 'a'] } },
    });
  });

  test('leaves all else as it is, and the tree itself where nothing is twice', () => {
    const twice = ['a', 'a'];
    const trees: readonly TreeMap[] = [
      inService({ command: twice, 'x-list': twice, build: { platforms: twice } }),
      inService({ cap_add: ['A', 'B'], environment: ['A=1'], dns: 'a', ports: [] }),
      inService({ cap_add: null, build: 'a', toString: twice }),
      inService(null),
      { services: ['a', 'a'], volumes: { data: { labels: twice } } },
      {},
    ];
    for (const tree of trees) {
      expect(drop(tree).made).toBe(tree);
      expect(drop(tree).found).toEqual([]);
    }
  });

  test('changes nothing of the tree that it was given', () => {
    const tree = inService({ image: 'x', cap_add: ['A', 'A'] });

    expect(drop(tree).made).toEqual(inService({ image: 'x', cap_add: ['A'] }));
    expect(tree).toEqual(inService({ image: 'x', cap_add: ['A', 'A'] }));
  });

  test('warns of each item that is there again, wherever it came from', () => {
    const warning = {
      code: 'duplicate-item',
      severity: 'warning',
      message: 'this is in the list already',
      hint: 'remove it',
    };

    expect(drop(inService({ cap_add: ['A', 'A', 'B', 'A'] })).found).toStrictEqual([warning, warning]);
  });

  test('points at the item that is there again', async () => {
    expect(
      await problemsOf('services:\n  web:\n    image: x\n    cap_add:\n      - A\n      - B\n      - A\n'),
    ).toEqual(['compose.yaml:7:9 duplicate-item warning «A» this is in the list already (remove it)']);
    expect(
      await problemsOf(
        'services:\n  web:\n    image: x\n    environment:\n      - A=1\n      - B=1\n      - A=1\n',
      ),
    ).toEqual(['compose.yaml:7:9 duplicate-item warning «A=1» this is in the list already (remove it)']);
  });

  test('lets later findings point at the items that stay', async () => {
    const problems = await problemsOf(
      'services:\n  web:\n    image: x\n    ports:\n      - "80"\n      - "80"\n      - "99999"\n',
    );

    expect(problems.filter((line) => !line.includes('duplicate-item'))).toEqual([
      expect.stringContaining('compose.yaml:7:10 '),
    ]);
    const after = await problemsOf(
      'services:\n  web:\n    image: x\n    mem_limit: 1q\n    cap_add: [A, A]\n',
    );
    expect(after).toContainEqual(expect.stringContaining('compose.yaml:4:16 '));
  });

  test('drops only what stays the same after variables have been filled in', async () => {
    const web = await loadWeb('services: {web: {image: x, cap_add: ["$A", "$B", C]}}', {
      environment: { A: 'C', B: 'D' },
    });

    expect(web.capAdd).toEqual(['C', 'D']);
  });
});
