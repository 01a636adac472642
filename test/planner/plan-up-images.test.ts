import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/diagnostics/user-error.ts';
import { formatPlan } from '../../src/model/format-plan.ts';
import { imageId } from '../../src/model/ids.ts';
import type { ObservedImage } from '../../src/model/observed.ts';
import type { OperationOf } from '../../src/model/operation.ts';
import type { Project } from '../../src/model/project.ts';
import type { ServiceSpec } from '../../src/model/service-spec.ts';
import type { UpIntent } from '../../src/planner/snapshot/intent.ts';
import { aBuild } from '../support/a-build.ts';
import { aProject } from '../support/a-project.ts';
import { aService } from '../support/a-service.ts';
import { anObserved } from '../support/an-observed.ts';
import { lines } from '../support/lines.ts';
import { planUp } from '../support/planning.ts';

const services = (...list: readonly ServiceSpec[]): Project => aProject({ services: list });
/** An engine with these images. */
const engine = (...images: readonly (readonly [string, Partial<ObservedImage>])[]) =>
  anObserved({
    images: new Map(images.map(([name, more]) => [name, { id: imageId(`sha256:${name}`), ...more }])),
  });
const there = (...names: readonly string[]) => engine(...names.map((name) => [name, {}] as const));
const plan = (project: Project, observed = anObserved(), intent: UpIntent = {}) =>
  planUp(project, observed, intent, new Map());
/** What is done before the first container is made. */
const prepared = (...parameters: Parameters<typeof plan>): string =>
  formatPlan(plan(...parameters))
    .split('\n')
    .filter((line) => / (pull|build)-image /.test(line))
    .join('\n');
const imageOf = (project: Project, service: string, ...more: [ReturnType<typeof anObserved>?, UpIntent?]) =>
  plan(project, ...more).steps.flatMap(({ operation }) =>
    operation.kind === 'create-container' && operation.service === service ? [operation.image] : [],
  )[0];
const pulls = (project: Project, observed = there()): readonly OperationOf<'pull-image'>[] =>
  plan(project, observed).steps.flatMap(({ operation }) =>
    operation.kind === 'pull-image' ? [operation] : [],
  );

const app = (name: string, more: Parameters<typeof aService>[1] = {}) =>
  aService(name, { image: 'app', ...more });
const built = { build: aBuild() };
const unnamed = (name: string, more: Parameters<typeof aService>[1] = {}): ServiceSpec => {
  const { image: _, ...service } = aService(name, { ...built, ...more });
  return service;
};

test('planUp() builds what a Dockerfile takes of another service before that, where both are built', () => {
  const [base, web] = [unnamed('base'), unnamed('web')];
  const project = {
    ...services(base, web),
    takenImages: new Map([['web', [{ image: 'app-base', service: 'base' }]]]),
  };

  expect(prepared(project)).toBe(
    lines('1 build-image app-base because missing', '2 build-image app-web after 1 because missing'),
  );
  // As with docker compose, what is there need not be built.
  expect(prepared(project, there('app-base'))).toBe('1 build-image app-web because missing');
  expect(prepared({ ...project, instance: { name: 'x', of: 'app' } }, there('app-base'))).toBe(
    lines('1 build-image app-base because web needs it', '2 build-image app-web after 1 because missing'),
  );
});

describe('planUp() brings an image that several services use', () => {
  test('once, for all of them, in the strongest of the ways that they ask for', () => {
    expect(prepared(services(app('a'), app('b', built)), there())).toBe('1 build-image app because missing');
    expect(prepared(services(app('a'), app('b', { pullPolicy: 'always' })), there('app'))).toBe(
      '1 pull-image app because requested by pull_policy always',
    );
    expect(prepared(services(app('a', { pullPolicy: 'always' }), app('b')), there('app'))).toBe(
      '1 pull-image app because requested by pull_policy always',
    );
    expect(
      prepared(
        services(app('a', { pullPolicy: 'always' }), app('b', { ...built, pullPolicy: 'build' })),
        there('app'),
      ),
    ).toBe('1 build-image app because requested by pull_policy build');
    expect(pulls(services(app('a'), app('b'), app('c')))[0]?.services).toEqual(['a', 'b', 'c']);
  });

  test('for the platform that one of them names', () => {
    const platform = 'linux/arm64';

    for (const both of [
      [app('a'), app('b', { platform })],
      [app('a', { platform }), app('b')],
    ])
      expect(pulls(services(...both))).toEqual([
        { kind: 'pull-image', image: 'app', services: ['a', 'b'], platform },
      ]);
    expect(Object.keys(pulls(services(app('a')))[0] ?? {})).not.toContain('platform');
  });

  test('and may fail to, only where all of them can go on with what there is', () => {
    const daily = { pullPolicy: 'daily' };

    expect(prepared(services(app('a', daily), app('b', daily)), there('app'))).toBe(
      '1 pull-image app optional because requested by pull_policy daily',
    );
    expect(prepared(services(app('a', daily), app('b', { pullPolicy: 'always' })), there('app'))).toBe(
      '1 pull-image app because requested by pull_policy daily',
    );
    expect(prepared(services(app('a', daily), app('b')), there('app'))).toBe(
      '1 pull-image app optional because requested by pull_policy daily',
    );
    expect(prepared(services(app('a', { ...built, pullPolicy: 'always' })), there('app'))).toBe(
      '1 pull-image app optional because requested by pull_policy always',
    );
    expect(prepared(services(app('a', { ...built, pullPolicy: 'always' })), there())).toBe(
      '1 build-image app because missing',
    );
  });

  test('not for services without containers', () => {
    expect(prepared(services(app('a', { scale: 0 })), there())).toBe('');
    expect(prepared(services(app('a', { provider: { type: 'cloud', options: {} } })), there())).toBe('');
  });
});

describe('planUp() builds an image', () => {
  test('that is missing and that another service says how to build', () => {
    const project = services(app('web'), aService('builder', { image: 'app', scale: 0, ...built }));

    expect(prepared(project, there())).toBe('1 build-image app because missing');
    expect(prepared(project, there('app'))).toBe('');
  });

  test('when asked to, by the flag or the file, and not where it must not', () => {
    expect(prepared(services(app('a', built)), there('app'), { build: true })).toBe(
      '1 build-image app because requested by --build',
    );
    expect(prepared(services(app('a', { ...built, pullPolicy: 'build' })), there('app'))).toBe(
      '1 build-image app because requested by pull_policy build',
    );
    expect(prepared(services(app('a', built)), there(), { build: 'never' })).toBe(
      '1 pull-image app because missing',
    );
    expect(prepared(services(app('a')), there('app'), { build: true })).toBe('');
  });

  test('and asks no registry for one whose name nobody wrote', () => {
    expect(prepared(services(unnamed('a', { pullPolicy: 'always' })), there('app-a'))).toBe('');
    expect(() => plan(services(unnamed('a')), there(), { build: 'never' })).toThrow(
      'image app-a (a) is missing, and may be neither pulled nor built',
    );
  });

  test('for another platform than the one that is there', () => {
    const arm = { platform: 'linux/arm64' };

    expect(prepared(services(app('a', arm)), engine(['app', { platform: 'linux/amd64' }]))).toBe(
      '1 pull-image app because changed: platform linux/amd64 -> linux/arm64',
    );
    expect(prepared(services(app('a', arm)), engine(['app', { platform: 'linux/arm64' }]))).toBe('');
  });

  test('with those it takes files from, of which each is built once', () => {
    const from = (...names: readonly string[]) => ({
      build: aBuild({ additionalContexts: new Map(names.map((name) => [name, `service:${name}`])) }),
    });
    const project = services(
      unnamed('app', from('base', 'tools')),
      unnamed('base'),
      unnamed('tools', from('base')),
    );
    const all = there('app-base', 'app-tools');

    expect(prepared(project, all)).toBe(
      lines(
        '1 build-image app-base because app needs it',
        '2 build-image app-tools after 1 because app needs it',
        '3 build-image app-app after 2 because missing',
      ),
    );
    expect(prepared(project, all, { services: ['base'] })).toBe('');
    expect(prepared(project, there('app-app', 'app-base', 'app-tools'))).toBe('');
  });
});

describe('planUp() makes a container from an image', () => {
  test('that is there, or that a step gives', () => {
    expect(imageOf(services(app('a')), 'a', there('app'))).toEqual({ id: 'sha256:app' });
    expect(imageOf(services(app('a')), 'a', there())).toEqual({ madeBy: 1 });
    expect(imageOf(services(app('a', built)), 'a', there('app'), { build: true })).toEqual({ madeBy: 1 });
  });

  test('and names all that nothing may bring, with who needs them and what to do', () => {
    const problem = (...list: readonly ServiceSpec[]): UserError | undefined => {
      try {
        plan(services(...list), there());
      } catch (error) {
        if (error instanceof UserError) return error;
      }
      return undefined;
    };
    const never = { pullPolicy: 'never' };

    expect(problem(app('a', never), app('b', never))).toMatchObject({
      code: 'image-not-found',
      message: 'image app (a, b) is missing, and may be neither pulled nor built',
      hint: 'build or pull it first, or leave out --no-build, --pull never and pull_policy',
      about: { of: ['services', 'a'], settings: ['pull_policy', 'image', 'build', ''] },
    });
    expect(problem(app('a', never), aService('b', never))?.message).toBe(
      'images app (a); busybox (b) are missing, and may be neither pulled nor built',
    );
  });
});

describe('planUp() of images that are mounted', () => {
  const mounting = (name: string, ...images: readonly string[]) =>
    aService(name, {
      volumes: images.map((source) => ({ type: 'image', source, target: `/${source}` }) as const),
    });

  test('pulls those that are missing once, by name, whatever the policy of the service is', () => {
    const project = services(
      mounting('a', 'zoo', 'ape'),
      { ...mounting('b', 'ape', 'here'), pullPolicy: 'never' },
      app('c'),
      mounting('d', 'app'),
    );

    expect(prepared(project, there('busybox', 'here'))).toBe(
      lines(
        '1 pull-image app because missing',
        '2 pull-image ape because missing',
        '3 pull-image zoo because missing',
      ),
    );
    expect(pulls(project, there('busybox', 'here')).map(({ services: users }) => users)).toEqual([
      ['c'],
      ['a', 'b'],
      ['a'],
    ]);
  });
});
