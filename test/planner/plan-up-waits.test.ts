import { describe, expect, test } from 'vitest';
import { formatPlan } from '../../src/model/format-plan.ts';
import type { Observed } from '../../src/model/observed.ts';
import type { OperationOf } from '../../src/model/operation.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Project } from '../../src/model/project.ts';
import type { Dependency, ServiceSpec } from '../../src/model/service-spec.ts';
import type { UpIntent } from '../../src/planner/snapshot/intent.ts';
import { aBuild } from '../support/a-build.ts';
import { aProject } from '../support/a-project.ts';
import { aService } from '../support/a-service.ts';
import { anObserved, BUSYBOX } from '../support/an-observed.ts';
import { inspectionsOf } from '../support/apply-plan.ts';
import { lines } from '../support/lines.ts';
import { planUp } from '../support/planning.ts';
import { running, withContainer } from '../support/running.ts';

const services = (...list: readonly ServiceSpec[]): Project => aProject({ services: list });
const plan = (project: Project, observed: Observed = anObserved(), intent: UpIntent = {}): Plan =>
  planUp(project, observed, intent, inspectionsOf(observed));
const text = (project: Project, observed?: Observed, intent?: UpIntent): string =>
  formatPlan(plan(project, observed, intent));
const waitsOf = ({ steps }: Plan): readonly OperationOf<'wait-for'>[] =>
  steps.flatMap(({ operation }) => (operation.kind === 'wait-for' ? [operation] : []));
const stopped = (observed: Observed, ...names: readonly string[]): Observed =>
  names.reduce((before, name) => withContainer(before, name, { state: 'exited', exitCode: 1 }), observed);

const unneeded = (condition: Dependency['condition']) => ({ condition, required: false });

describe('planUp() before a container starts', () => {
  test('waits also for what an optional dependency waited for itself, as that one may fail', () => {
    const project = services(
      aService('db'),
      aService('cache', { dependsOn: { db: 'service_started' } }),
      aService('web', { dependsOn: { db: 'service_started', cache: unneeded('service_healthy') } }),
    );

    expect(text(project)).toBe(
      lines(
        '1 create-container db/1 because missing',
        '2 start-container made by 1 after 1 because missing',
        '3 create-container cache/1 because missing',
        '4 start-container made by 3 after 2,3 because missing',
        '5 create-container web/1 because missing',
        '6 wait-for cache service_healthy after 4 optional because web needs it',
        '7 start-container made by 5 after 2,5,6 because missing',
      ),
    );
  });

  test('lets a dependency that is not required fail where only the order matters, too', () => {
    const project = services(
      aService('cache'),
      aService('web', { dependsOn: { cache: unneeded('service_started') } }),
    );

    expect(text(project)).toBe(
      lines(
        '1 create-container cache/1 because missing',
        '2 start-container made by 1 after 1 because missing',
        '3 create-container web/1 because missing',
        '4 wait-for cache service_started after 2 optional because web needs it',
        '5 start-container made by 3 after 3,4 because missing',
      ),
    );
  });

  test('waits once for all who wait for the same, and again for who does only if it is replaced', () => {
    const waiting = { dependsOn: { db: 'service_healthy' } } as const;
    const project = services(
      aService('db'),
      aService('api', { ...waiting, image: 'app', build: aBuild() }),
      aService('log', waiting),
      aService('web', waiting),
    );
    const images = new Map([...anObserved().images, ['app', { id: BUSYBOX }]]);
    const observed = withContainer(
      stopped(running(project, {}, anObserved({ images })), 'app-log-1', 'app-web-1'),
      'app-db-1',
      { health: 'starting' },
    );

    expect(
      text(project, observed, { build: true })
        .split('\n')
        .filter((line) => / (wait-for|start-container) /.test(line))
        .join('\n')
        .replace(/or else [0-9a-f]{12}/, 'or else old'),
    ).toBe(
      lines(
        '3 wait-for db service_healthy after 1 if 1 gives another image than bbbbbbbbbbbb because api needs it',
        '7 start-container made by 2 or else old after 6 if 1 gives another image than bbbbbbbbbbbb because image app may change',
        '8 wait-for db service_healthy after 1 because log needs it',
        '9 start-container app-log-1 after 8 because exited',
        '10 start-container app-web-1 after 8 because exited',
      ),
    );
  });

  test('names the service that waits, and gives it the time of --wait alone', () => {
    const project = services(aService('db'), aService('web', { dependsOn: { db: 'service_healthy' } }));
    const timed = { waitTimeoutMs: 5000 };

    const [plain] = waitsOf(plan(project, anObserved(), timed));
    expect(plain).toEqual(expect.objectContaining({ service: 'db', waiter: 'web' }));
    expect(Object.keys(plain ?? {})).not.toContain('timeoutMs');
    expect(waitsOf(plan(project, anObserved(), { wait: true, ...timed }))).toEqual([
      expect.objectContaining({ service: 'db', waiter: 'web', timeoutMs: 5000 }),
      expect.objectContaining({ service: 'db', timeoutMs: 5000 }),
      expect.objectContaining({ service: 'web', timeoutMs: 5000 }),
    ]);
    for (const wait of waitsOf(plan(project, anObserved(), { wait: true }))) {
      expect(Object.keys(wait)).not.toContain('timeoutMs');
      expect(Object.keys(wait).includes('waiter')).toBe(wait.condition === 'service_healthy');
    }
  });

  test('takes the time to settle from the flag, else from the service, else from the project', () => {
    const gantry = (settle: string) => new Map([['x-gantry', { settle }]]);
    const project = {
      ...services(aService('db'), aService('web', { extensions: gantry('5s') })),
      extensions: gantry('3s'),
    };
    const times = (intent: UpIntent) =>
      waitsOf(plan(project, anObserved(), { wait: true, ...intent })).map(({ settleMs }) => settleMs);
    expect(times({})).toEqual([3000, 5000]);
    expect(times({ settleMs: 100 })).toEqual([100, 100]);
  });

  test('starts what has stopped only when the provider that it depends on has done its work', () => {
    const project = services(
      aService('db', { provider: { type: 'cloud', options: {} } }),
      aService('web', { dependsOn: { db: 'service_started' } }),
    );

    expect(
      text(project, stopped(running(project), 'app-web-1'))
        .split('\n')
        .at(-1),
    ).toBe('5 start-container made by 2 or else 038f4f43e267 after 4 because exited');
  });
});

describe('planUp() with --wait', () => {
  const project = services(
    aService('db'),
    aService('job', { dependsOn: { db: 'service_healthy' } }),
    aService('web', { dependsOn: { job: 'service_completed_successfully' } }),
  );
  const done = running(project, { oneShots: new Set(['job']) });

  test('waits for what was started a moment ago by somebody else, which may be about to end', () => {
    const web = services(aService('web'));
    const waited = (status: string) => {
      const { containers, ...others } = running(web);
      const observed = {
        ...others,
        containers: containers.map(({ health: _, ...one }) => ({ ...one, status })),
      };
      return text(web, observed, { wait: true });
    };
    expect(waited('Up Less than a second')).toMatch(/^1 wait/);
    expect(waited('Up 42 seconds')).toMatch(/^1 wait/);
    expect(waited('Up 2 minutes')).toBe('');
  });

  test('waits for all that starts: for work to be done where somebody needs that, for the others to run', () => {
    expect(text(project, anObserved(), { wait: true })).toBe(
      lines(
        '1 create-container db/1 because missing',
        '2 start-container made by 1 after 1 because missing',
        '3 create-container job/1 because missing',
        '4 wait-for db service_healthy after 2 because job needs it',
        '5 start-container made by 3 after 3,4 because missing',
        '6 create-container web/1 because missing',
        '7 wait-for job service_completed_successfully after 5 because web needs it',
        '8 start-container made by 6 after 6,7 because missing',
        '9 wait-for db running_or_healthy after 2 because requested by --wait',
        '10 wait-for web running_or_healthy after 8 because requested by --wait',
      ),
    );
  });

  test('waits for nobody who runs, is healthy or has done its work', () => {
    const healthy = withContainer(done, 'app-db-1', { health: 'healthy' });

    expect(text(project, healthy, { wait: true })).toBe('');
    expect(text(services(aService('shot', { restart: 'no' })), anObserved(), { wait: true })).toContain(
      'wait-for shot',
    );
  });

  test('waits for who runs and is not healthy yet, though nothing has to be done for it', () => {
    const observed = withContainer(done, 'app-web-1', { health: 'starting' });

    expect(text(project, observed, { wait: true })).toBe(
      '1 wait-for web running_or_healthy because requested by --wait',
    );
    expect(text(project, observed)).toBe('');
  });

  test('waits for work that is under way still', () => {
    const observed = withContainer(done, 'app-job-1', { state: 'running' });

    expect(text(project, observed, { wait: true })).toBe(
      '1 wait-for job service_completed_successfully because requested by --wait',
    );
  });
});

describe('planUp() of services with several containers', () => {
  const project = services(
    aService('db', { scale: 2 }),
    aService('web', { scale: 2, dependsOn: { db: 'service_healthy' } }),
  );
  const observed = running(project);

  test('waits for all of them when one is started', () => {
    const made = plan(project, stopped(observed, 'app-db-2'));

    expect(formatPlan(made)).toBe(
      lines(
        '1 start-container app-db-2 because exited',
        '2 wait-for db service_healthy after 1 because web needs it',
      ),
    );
    expect(waitsOf(made)[0]?.containers.map(({ name }) => name)).toEqual(['app-db-1', 'app-db-2']);
  });

  test('has who starts wait for them, and so the command, whoever else runs on', () => {
    expect(text(project, stopped(observed, 'app-db-2', 'app-web-1'))).toBe(
      lines(
        '1 start-container app-db-2 because exited',
        '2 wait-for db service_healthy after 1 because web needs it',
        '3 start-container app-web-1 after 2 because exited',
      ),
    );
  });
});
