import { describe, expect, test } from 'vitest';
import { formatPlan } from '../../../src/model/format-plan.ts';
import { type ImageId, imageId } from '../../../src/model/ids.ts';
import { LABEL } from '../../../src/model/labels.ts';
import { type PrunableImage, type PruneFacts, planPrune } from '../../../src/planner/commands/plan-prune.ts';
import { lines } from '../../support/lines.ts';

const OF_WEB = { [LABEL.project]: 'shop', [LABEL.service]: 'web' };

const full = (shown: string): string => (shown.includes('/') ? shown : `docker.io/library/${shown}`);
const named = (shown: string) => ({ shown, full: full(shown) });

interface Given extends Partial<Omit<PrunableImage, 'id' | 'tags' | 'digests'>> {
  readonly tags?: readonly string[];
  readonly digests?: readonly string[];
}

const anImage = (id: string, { tags = [], digests = [], ...others }: Given = {}): PrunableImage => ({
  id: imageId(id),
  tags: tags.map(named),
  digests: digests.map(named),
  labels: {},
  ...others,
});

const facts = (images: readonly PrunableImage[], others: Partial<PruneFacts> = {}): PruneFacts => ({
  project: 'shop',
  images,
  containers: new Map(),
  named: new Set(['docker.io/library/shop-web:latest', 'docker.io/library/postgres:16.4']),
  locked: new Set(),
  isOwnName: (name) =>
    ['docker.io/library/shop-web', 'docker.io/library/postgres', 'localhost:5000/web'].includes(
      name.replace(/@.*|:[^:/]*$/, ''),
    ),
  ran: new Map(),
  ranElsewhere: new Map(),
  released: new Map(),
  ...others,
});

const shown = (given: PruneFacts, all = false): string => formatPlan(planPrune(given, { all })).trim();

const ranBy = (...names: readonly string[]): ReadonlyMap<ImageId, ReadonlySet<string>> =>
  new Map([[imageId('sha256:pg'), new Set(names.map(full))]]);

describe('planPrune()', () => {
  test('removes what was built for the project and lost its name, and keeps what the files name', () => {
    const images = [
      anImage('sha256:now', { tags: ['shop-web:latest'], labels: OF_WEB }),
      anImage('sha256:old', { labels: OF_WEB, uniqueBytes: 12 }),
    ];

    expect(planPrune(facts(images)).steps.map(({ operation }) => operation)).toEqual([
      { kind: 'remove-image', image: 'old', id: 'sha256:old', sizeBytes: 12 },
    ]);
    expect(shown(facts(images))).toBe('1 remove-image old optional because unused since built for web');
    expect(planPrune(facts(images)).unchanged).toEqual([{ kind: 'image', name: 'shop-web:latest' }]);
  });

  test('keeps what any container uses, the lock file has, or the files would run', () => {
    const images = [
      anImage('sha256:used', { tags: ['shop-web:v1'], labels: OF_WEB }),
      anImage('sha256:locked', { tags: ['shop-web:v2'], labels: OF_WEB }),
      anImage('sha256:digest', { digests: ['localhost:5000/web@sha256:d'], labels: OF_WEB }),
      anImage('sha256:now', { tags: ['shop-web:latest'], labels: OF_WEB }),
    ];
    const needed = facts(images, {
      containers: new Map([[imageId('sha256:used'), 'other-db-1']]),
      locked: new Set(['sha256:locked', 'localhost:5000/web@sha256:d']),
    });

    expect(planPrune(needed).steps).toEqual([]);
    expect(planPrune(needed).unchanged).toHaveLength(4);
  });

  test('with all takes what the files name too, but never what is locked or a container uses', () => {
    const images = [
      anImage('sha256:now', { tags: ['shop-web:latest'], labels: OF_WEB }),
      anImage('sha256:pg', { tags: ['postgres:16.4'] }),
      anImage('sha256:locked', { tags: ['shop-web:v2'], labels: OF_WEB }),
      anImage('sha256:used', { tags: ['shop-web:v3'], labels: OF_WEB }),
    ];
    const needed = facts(images, {
      containers: new Map([[imageId('sha256:used'), 'x']]),
      locked: new Set(['docker.io/library/shop-web:v2']),
    });

    expect(shown(needed, true)).toBe(
      lines(
        '1 remove-image postgres:16.4 optional because unused since named',
        '2 remove-image shop-web:latest optional because unused since built for web',
      ).trim(),
    );
  });

  test('leaves images of other projects, of instances, of nobody, and those that commit made', () => {
    const images = [
      anImage('sha256:a', { labels: { [LABEL.project]: 'blog', [LABEL.service]: 'web' } }),
      anImage('sha256:b', { labels: { [LABEL.project]: 'shop-review', [LABEL.service]: 'web' } }),
      anImage('sha256:c', { tags: ['postgres:15'] }),
      anImage('sha256:d'),
      anImage('sha256:e', { labels: { ...OF_WEB, [LABEL.containerNumber]: '1' } }),
      // Another project has built it under the name that the files have, and this one ran it.
      anImage('sha256:pg', { tags: ['postgres:16.4'], labels: { [LABEL.project]: 'blog' } }),
    ];
    const plan = planPrune(facts(images, { ran: ranBy('postgres:16.4') }), { all: true });

    expect([plan.steps, plan.unchanged, plan.warnings]).toEqual([[], [], []]);
  });

  test('removes what was pulled when the project ran it and nobody needs it, under each of its names', () => {
    const image = anImage('sha256:pg', {
      tags: ['postgres:16.1', 'postgres:old'],
      digests: ['postgres@sha256:1', 'localhost:5000/web@sha256:1'],
      uniqueBytes: 9,
    });

    expect(shown(facts([image], { ran: ranBy('postgres:16.1') }))).toBe(
      lines(
        '1 remove-image postgres:16.1 optional because unused since run',
        '2 remove-image postgres:old after 1 optional because unused since run',
        '3 remove-image localhost:5000/web@sha256:1 after 2 optional because unused since run',
      ).trim(),
    );
  });

  test('leaves what another project ran too, and says so', () => {
    const image = anImage('sha256:pg', { tags: ['postgres:16.1'] });
    const others = {
      ran: ranBy('postgres:16.1'),
      ranElsewhere: new Map([[imageId('sha256:pg'), 'blog']]),
    };

    const plan = planPrune(facts([image], others));

    expect(plan.steps).toEqual([]);
    expect(plan.warnings).toEqual(['image postgres:16.1 stays: project "blog" ran it too']);
  });

  test('leaves what somebody has given a name of another kind, and takes names of services that are gone', () => {
    const labels = { ...OF_WEB, [LABEL.service]: 'gone' };
    const images = [
      anImage('sha256:kept', { tags: ['mine/shop:good', 'shop-web:v1'], labels: OF_WEB }),
      anImage('sha256:gone', { tags: ['shop-gone:latest'], labels }),
      anImage('sha256:tagged', { tags: ['localhost:5000/web:v1'], labels: OF_WEB }),
    ];
    const plan = planPrune(facts(images));

    expect(plan.warnings).toEqual([
      'image mine/shop:good stays: mine/shop:good is no name that the files give it',
    ]);
    expect(plan.steps.flatMap(({ operation }) => ('image' in operation ? operation.image : []))).toEqual([
      'localhost:5000/web:v1',
      'shop-gone:latest',
    ]);
  });

  test('without the files takes only what has no tag, unless all is asked for', () => {
    const images = [
      anImage('sha256:now', { tags: ['shop-web:latest'], labels: OF_WEB }),
      anImage('sha256:old', { labels: OF_WEB }),
    ];
    const { named: _, ...given } = facts(images, { isOwnName: () => false });

    expect(planPrune(given).steps).toHaveLength(1);
    expect(planPrune(given, { all: true }).steps).toHaveLength(2);
  });
});
