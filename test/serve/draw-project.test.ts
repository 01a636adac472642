import { describe, expect, test } from 'vitest';
import { drawGroups } from '../../src/serve/view/draw-groups.ts';
import { drawProject } from '../../src/serve/view/draw-project.ts';
import { type GroupedService, groupServices } from '../../src/serve/view/group-services.ts';

describe('groupServices()', () => {
  test('groups by profile where these tell services apart', () => {
    const groups = groupServices(
      [
        aService('a', ['jobs'], ['front']),
        aService('b', ['jobs'], ['back']),
        aService('c', ['web'], ['back']),
      ],
      [],
    );

    expect(groups).toEqual([
      { name: 'jobs', services: ['a', 'b'] },
      { name: 'web', services: ['c'] },
    ]);
  });

  test('groups by network where nearly all have the same profile', () => {
    const services = ['a', 'b', 'c', 'd'].map((name) => aService(name, ['all'], [name < 'c' ? 'x' : 'y']));

    expect(groupServices(services, []).map(({ name }) => name)).toEqual(['x', 'y']);
  });

  test('groups by what hangs together where there is neither, under the name of what most wait for', () => {
    const services = ['a', 'b', 'c', 'd', 'e'].map((name) => aService(name));
    const edges = [
      { from: 'a', to: 'b' },
      { from: 'c', to: 'b' },
      { from: 'd', to: 'e' },
    ];

    expect(groupServices(services, edges)).toEqual([
      { name: 'b', services: ['a', 'b', 'c'] },
      { name: 'e', services: ['d', 'e'] },
    ]);
  });

  test('makes one group where nothing tells services apart', () => {
    expect(groupServices([aService('b'), aService('a')], [])).toEqual([
      { name: 'all services', services: ['a', 'b'] },
    ]);
  });
});

describe('drawGroups()', () => {
  test('has every service inside the frame of its group, and nothing over anything else', () => {
    const sizes = [130, 40, 7, 1];
    const groups = sizes.map((size, at) => ({
      name: `group ${at}`,
      services: Array.from({ length: size }, (_, index) => `service-${at}-${index}`),
    }));
    const { boxes, groups: frames = [], width, height } = drawGroups(groups);

    for (const [at, group] of groups.entries())
      for (const name of group.services)
        expect(isInside(edgesOfBox(boxes[name]), edgesOfFrame(frames[at]))).toBe(true);
    const all = Object.values(boxes).map(edgesOfBox);
    expect(all.flatMap((one, at) => all.slice(at + 1).filter((other) => overlap(one, other)))).toEqual([]);
    const outer = frames.map(edgesOfFrame);
    expect(outer.flatMap((one, at) => outer.slice(at + 1).filter((other) => overlap(one, other)))).toEqual(
      [],
    );
    expect(outer.every((frame) => isInside(frame, [0, 0, width, height]))).toBe(true);
  });
});

test('drawProject() draws lines for as many services as one can follow, and groups for more', () => {
  const drawn = (total: number) => {
    const names = Array.from({ length: total }, (_, index) => `s${index}`);
    return drawProject({ names, edges: [{ from: 's0', to: 's1', label: '' }], profiles: {}, networks: {} });
  };

  expect(drawn(60).groups).toBeUndefined();
  expect(drawn(60).lines).toHaveLength(1);
  expect(drawn(61).groups).toHaveLength(1);
  expect(drawn(61).lines).toEqual([]);
});

const aService = (
  name: string,
  profiles: readonly string[] = [],
  networks: readonly string[] = [],
): GroupedService => ({ name, profiles, networks });

type Edges = readonly [left: number, top: number, right: number, bottom: number];

function edgesOfBox(box = { x: 0, y: 0, width: 0, height: 0 }): Edges {
  const { x, y, width, height } = box;
  return [x - width / 2, y - height / 2, x + width / 2, y + height / 2];
}

function edgesOfFrame(frame = { left: 0, top: 0, width: 0, height: 0 }): Edges {
  const { left, top, width, height } = frame;
  return [left, top, left + width, top + height];
}

const isInside = (a: Edges, b: Edges): boolean =>
  a[0] >= b[0] && a[1] >= b[1] && a[2] <= b[2] && a[3] <= b[3];

const overlap = (a: Edges, b: Edges): boolean => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
