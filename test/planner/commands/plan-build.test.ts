import { expect, test } from 'vitest';
import type { Problem } from '../../../src/diagnostics/problem.ts';
import { showPlace } from '../../../src/diagnostics/source.ts';
import { SpecError } from '../../../src/diagnostics/spec-error.ts';
import { formatPlan } from '../../../src/model/format-plan.ts';
import type { ServiceSpec } from '../../../src/model/service-spec.ts';
import { planBuild } from '../../../src/planner/commands/plan-build.ts';
import type { BuildIntent } from '../../../src/planner/snapshot/intent.ts';
import { Sensitive } from '../../../src/util/sensitive.ts';
import { aBuild } from '../../support/a-build.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';
import { lines } from '../../support/lines.ts';

function unnamed(name: string, build = aBuild()): ServiceSpec {
  const { image: _, ...service } = aService(name, { build });
  return service;
}

const taken = (service: string) => ({ image: `shop/${service}`, service });

const buildsOf = (services: readonly ServiceSpec[], intent: BuildIntent = {}, more = {}) =>
  planBuild(aProject({ services, ...more }), intent).steps.flatMap(({ operation }) =>
    operation.kind === 'build-image' ? [operation] : [],
  );

test('planBuild() builds what a build takes files from before it, also what is switched off, and the rest at once', () => {
  const base = unnamed('base');
  const app = unnamed('app', aBuild({ additionalContexts: new Map([['b', 'service:base']]) }));
  const project = aProject({
    services: [app, unnamed('other'), aService('pulled')],
    disabledServices: [base],
  });

  expect(formatPlan(planBuild(project, {}))).toBe(
    lines(
      '1 build-image app-base because requested by build',
      '2 build-image app-app after 1 because requested by build',
      '3 build-image app-other because requested by build',
    ),
  );
});

test('planBuild() builds what other images are from before these, where that is known', () => {
  const services = ['app', 'base', 'lowest'].map((name) => unnamed(name, aBuild({ context: `/${name}` })));
  const takenImages = new Map([
    ['app', [taken('base'), taken('elsewhere')]],
    ['base', [taken('lowest')]],
  ]);

  expect(formatPlan(planBuild({ ...aProject({ services }), takenImages }, {}))).toBe(
    lines(
      '1 build-image app-lowest because requested by build',
      '2 build-image app-base after 1 because requested by build',
      '3 build-image app-app after 2 because requested by build',
    ),
  );
});

test('planBuild() builds of what a Dockerfile names only what it was asked for, and in an instance all of it', () => {
  const [app, base] = ['app', 'base'].map((name) => unnamed(name, aBuild({ context: `/${name}` })));
  const takenImages = new Map([['app', [taken('base')]]]);
  const project = {
    ...aProject({ services: app ? [app] : [], disabledServices: base ? [base] : [] }),
    takenImages,
  };

  expect(formatPlan(planBuild(project, {}))).toBe('1 build-image app-app because requested by build');
  const instance = { ...project, instance: { name: 'review', of: 'app' } };
  expect(planBuild(instance, {}).steps.map(({ operation }) => operation)).toMatchObject([
    { service: 'base', build: { additionalContexts: new Map() } },
    {
      service: 'app',
      build: { additionalContexts: new Map([['shop/base', 'docker-image://app-base']]) },
    },
  ]);
});

test('planBuild() refuses builds that take images from one another, and tells where each does', () => {
  const names = ['a', 'b', 'c'];
  const services = names.map((name) => unnamed(name, aBuild({ context: `/${name}` })));
  const at = (name: string) => ({
    source: { name: `${name}/Dockerfile`, text: 'FROM x\n' },
    start: 5,
    end: 6,
  });
  const takenImages = new Map([
    ['a', [{ ...taken('b'), at: at('a') }]],
    ['b', [{ ...taken('c'), at: at('b') }]],
    ['c', [{ ...taken('a'), at: at('c') }]],
  ]);
  const plan = () => planBuild({ ...aProject({ services }), takenImages }, {});

  expect(plan).toThrow(SpecError);
  const problems = problemsOf(plan);
  expect(problems.map(({ at: place }) => place && showPlace(place))).toEqual(
    names.map((name) => `${name}/Dockerfile:1:6`),
  );
  expect(problems[0]).toMatchObject({
    code: 'dependency-cycle',
    message:
      'the build of service "a" takes the image shop/b of "b", and none can be the first: a → b → c → a',
  });
});

function problemsOf(plan: () => unknown): readonly Problem[] {
  try {
    plan();
  } catch (error) {
    if (error instanceof SpecError) return error.problems;
  }
  return [];
}

test('planBuild() gives a build the image of the service that it takes files from', () => {
  const app = unnamed(
    'app',
    aBuild({
      additionalContexts: new Map([
        ['b', 'service:base'],
        ['d', '/data'],
      ]),
    }),
  );

  const [, build] = buildsOf([app, unnamed('base')]);

  expect([...(build?.build.additionalContexts ?? [])]).toEqual([
    ['b', 'docker-image://app-base'],
    ['d', '/data'],
  ]);
});

test('planBuild() with push pushes every name of what was built, and says what has none', () => {
  const named = aService('web', { image: 'reg/web:1', build: aBuild({ tags: ['reg/web:2'] }) });
  const plan = planBuild(aProject({ services: [named, unnamed('x')] }), { push: true });

  expect(formatPlan(plan)).toBe(
    lines(
      '1 build-image reg/web:1 because requested by build',
      '2 push-image reg/web:1 after 1 because requested by --push',
      '3 push-image reg/web:2 after 1 because requested by --push',
      '4 build-image app-x because requested by build',
    ),
  );
  expect(plan.warnings).toEqual([expect.stringContaining('"x" is not pushed')]);
});

test('planBuild() leaves an image of several platforms to the builder, to push too', () => {
  const web = aService('web', { build: aBuild({ platforms: ['linux/amd64', 'linux/arm64'] }) });

  expect(buildsOf([web], { push: true })).toMatchObject([
    { pushes: true, build: { platforms: ['linux/amd64', 'linux/arm64'] } },
  ]);
  expect(planBuild(aProject({ services: [web] }), { push: true }).steps).toHaveLength(1);
});

test('planBuild() lets flags win over the file', () => {
  const build = aBuild({
    args: new Map([
      ['A', 'file'],
      ['B', 'file'],
    ]),
    noCache: false,
  });

  expect(
    buildsOf([unnamed('x', build)], {
      args: new Map([['A', 'flag']]),
      noCache: true,
      pull: true,
      ssh: new Map([['default', '']]),
      builder: 'big',
    }),
  ).toMatchObject([
    {
      builder: 'big',
      build: {
        args: new Map([
          ['A', 'flag'],
          ['B', 'file'],
        ]),
        noCache: true,
        pull: true,
        ssh: new Map([['default', '']]),
      },
    },
  ]);
});

test('planBuild() leaves out caches without a name, whose variable has no value here', () => {
  const cached = unnamed('web', aBuild({ cacheFrom: ['', 'type=gha'], cacheTo: [''] }));

  expect(buildsOf([cached])).toMatchObject([{ build: { cacheFrom: ['type=gha'], cacheTo: [] } }]);
});

test('planBuild() takes along where secrets come from, and refuses one that nobody declares', () => {
  const services = [unnamed('x', aBuild({ secrets: [{ source: 'tok', target: 'token' }] }))];
  const from = { kind: 'environment', variable: 'TOK', value: new Sensitive('s3cret') } as const;
  const tok = {
    key: 'tok',
    name: 'tok',
    from,
    labels: new Map(),
    driverOpts: new Map(),
    extensions: new Map(),
  };

  const [build] = buildsOf(services, {}, { secrets: [tok] });

  expect(build?.secrets).toEqual([{ id: 'token', from }]);
  expect(JSON.stringify(build)).not.toContain('s3cret');
  expect(() => buildsOf(services)).toThrow(expect.objectContaining({ code: 'unset-secret' }));
});

test('planBuild() pushes what is built for one platform after its build, whatever platform that is', () => {
  const web = aService('web', { image: 'reg/web', build: aBuild({ platforms: ['linux/arm64'] }) });

  expect(formatPlan(planBuild(aProject({ services: [web] }), { push: true }))).toBe(
    lines(
      '1 build-image reg/web because requested by build',
      '2 push-image reg/web after 1 because requested by --push',
    ),
  );
  expect(buildsOf([web], { push: true })[0]).not.toHaveProperty('pushes');
});

test('planBuild() pushes nothing unless asked, and nothing of several platforms that has no name', () => {
  const platforms = ['linux/amd64', 'linux/arm64'];
  const plan = planBuild(aProject({ services: [unnamed('x', aBuild({ platforms }))] }), { push: true });

  expect(plan).toMatchObject({
    verb: 'build',
    project: 'app',
    steps: [{ operation: { kind: 'build-image' } }],
  });
  expect(plan.steps[0]?.operation).not.toHaveProperty('pushes');
  expect(buildsOf([aService('web', { build: aBuild({ platforms }) })])[0]).not.toHaveProperty('pushes');
  expect(planBuild(aProject({ services: [unnamed('x')] }), {}).warnings).toEqual([]);
});

test('planBuild() passes on only those flags that were given', () => {
  const [plain] = buildsOf([unnamed('x')]);
  const [flagged] = buildsOf([unnamed('x')], { provenance: 'max', sbom: 'true', memoryBytes: 64 });

  for (const name of ['noCache', 'pull', 'provenance', 'sbom']) expect(plain?.build).not.toHaveProperty(name);
  for (const name of ['builder', 'memoryBytes']) expect(plain).not.toHaveProperty(name);
  expect(flagged).toMatchObject({ memoryBytes: 64, build: { provenance: 'max', sbom: 'true' } });
});

test('planBuild() builds nothing that a provider makes', () => {
  expect(buildsOf([{ ...unnamed('x'), provider: { type: 'cloud' } }])).toEqual([]);
});

test('planBuild() builds an image once that several services build in the same way', () => {
  const same = (name: string, dockerfile?: string) =>
    aService(name, { image: 'shared', build: aBuild(dockerfile === undefined ? {} : { dockerfile }) });
  const project = aProject({ services: [same('a'), same('b'), same('other', 'Other')] });

  expect(formatPlan(planBuild(project, { push: true }))).toBe(
    lines(
      '1 build-image shared because requested by build',
      '2 push-image shared after 1 because requested by --push',
      '3 build-image shared because requested by build',
      '4 push-image shared after 3 because requested by --push',
    ),
  );
});
