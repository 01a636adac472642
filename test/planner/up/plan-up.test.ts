import { describe, expect, test } from 'vitest';
import { formatPlan } from '../../../src/model/format-plan.ts';
import { containerId, imageId } from '../../../src/model/ids.ts';
import { LABEL } from '../../../src/model/labels.ts';
import type { Observed } from '../../../src/model/observed.ts';
import type { Project } from '../../../src/model/project.ts';
import type { ServiceSpec } from '../../../src/model/service-spec.ts';
import type { UpIntent } from '../../../src/planner/snapshot/intent.ts';
import { inspectionsNeeded as needsOf, planUp as planOf } from '../../../src/planner/up/plan-up.ts';
import { Sensitive } from '../../../src/util/sensitive.ts';
import { aBuild } from '../../support/a-build.ts';
import { aNetwork } from '../../support/a-network.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';
import { aVolume } from '../../support/a-volume.ts';
import { anObserved } from '../../support/an-observed.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';
import { applyPlan } from '../../support/apply-plan.ts';
import { lines } from '../../support/lines.ts';
import { contextOf, inspectionsNeeded, planUp } from '../../support/planning.ts';
import { running, withContainer } from '../../support/running.ts';

const plan = (project: Project, observed: Observed = anObserved(), intent: UpIntent = {}) =>
  planUp(project, observed, intent, new Map());
const text = (project: Project, observed?: Observed, intent?: UpIntent): string =>
  withoutIds(formatPlan(plan(project, observed, intent)));
/** The ids of a test's containers mean nothing to a reader. */
const withoutIds = (printed: string): string =>
  printed.replace(/\b[0-9a-f]{12}(?=_app-)/g, 'old').replace(/or else [0-9a-f]{12}/g, 'or else old');
const services = (...list: readonly ServiceSpec[]): Project => aProject({ services: list });

describe('planUp() of a fresh project', () => {
  test('creates a network before the container that joins it, and starts that at last', () => {
    const front = aNetwork('front');
    const project = aProject({ networks: [front], services: [aService('web', { networks: [front.key] })] });

    expect(text(project)).toBe(
      lines(
        '1 create-network front because missing',
        '2 create-container web/1 after 1 because missing',
        '3 start-container made by 2 after 2 because missing',
      ),
    );
  });

  test('waits for each condition between the start of a dependency and the start of what depends on it', () => {
    const project = aProject({
      volumes: [aVolume('data')],
      services: [
        aService('api', {
          dependsOn: {
            db: 'service_healthy',
            migrate: 'service_completed_successfully',
            log: 'service_started',
          },
        }),
        aService('db', { volumes: [{ type: 'volume', source: 'data', target: '/data' }] }),
        aService('log'),
        aService('migrate', { dependsOn: { db: 'service_healthy' } }),
      ],
    });

    expect(text(project)).toBe(
      lines(
        '1 create-volume data because missing',
        '2 create-container db/1 after 1 because missing',
        '3 start-container made by 2 after 2 because missing',
        '4 create-container log/1 because missing',
        '5 start-container made by 4 after 4 because missing',
        '6 create-container migrate/1 because missing',
        '7 wait-for db service_healthy after 3 because migrate needs it',
        '8 start-container made by 6 after 6,7 because missing',
        '9 create-container api/1 because missing',
        '10 wait-for migrate service_completed_successfully after 8 because api needs it',
        '11 start-container made by 9 after 5,9,10 because missing',
      ),
    );
  });

  test('lets a dependency that is not required fail', () => {
    const project = services(
      aService('cache'),
      aService('web', { dependsOn: { cache: { condition: 'service_healthy', required: false } } }),
    );

    expect(text(project)).toBe(
      lines(
        '1 create-container cache/1 because missing',
        '2 start-container made by 1 after 1 because missing',
        '3 create-container web/1 because missing',
        '4 wait-for cache service_healthy after 2 optional because web needs it',
        '5 start-container made by 3 after 3,4 because missing',
      ),
    );
  });

  test('names a cycle from end to end', () => {
    const project = services(
      aService('a', { dependsOn: { b: 'service_started' } }),
      aService('b', { dependsOn: { c: 'service_started' } }),
      aService('c', { dependsOn: { a: 'service_started' } }),
    );

    expect(() => plan(project)).toThrow('services depend on each other: a -> b -> c -> a');
  });

  test('puts files that have no file on the host into the container before it starts', () => {
    const base = { name: 'app_token', labels: new Map(), driverOpts: new Map(), extensions: new Map() };
    const project = aProject({
      services: [aService('web', { secrets: [{ source: 'token' }] })],
      secrets: [
        { ...base, key: 'token', from: { kind: 'environment', variable: 'T', value: new Sensitive('s') } },
      ],
    });

    expect(text(project)).toBe(
      lines(
        '1 create-container web/1 because missing',
        '2 put-files /run/secrets/token into made by 1 after 1 because missing',
        '3 start-container made by 1 after 2 because missing',
      ),
    );
  });

  test('creates who lends a namespace before who joins it', () => {
    const project = services(aService('app', { networkMode: 'service:vpn' }), aService('vpn'));

    expect(text(project)).toBe(
      lines(
        '1 create-container vpn/1 because missing',
        '2 start-container made by 1 after 1 because missing',
        '3 create-container app/1 with container:made by 1 after 1 because missing',
        '4 start-container made by 3 after 3 because missing',
      ),
    );
  });

  test('starts nothing with --no-start', () => {
    const project = services(aService('db'), aService('web', { dependsOn: { db: 'service_healthy' } }));

    expect(text(project, anObserved(), { noStart: true })).toBe(
      lines('1 create-container db/1 because missing', '2 create-container web/1 because missing'),
    );
  });

  test('ends with a wait for every service with --wait', () => {
    const project = services(aService('web'));

    expect(text(project, anObserved(), { wait: true, waitTimeoutMs: 5000 })).toBe(
      lines(
        '1 create-container web/1 because missing',
        '2 start-container made by 1 after 1 because missing',
        '3 wait-for web running_or_healthy within 5s after 2 because requested by --wait',
      ),
    );
  });

  test('brings what a named service needs, and only that with --no-deps', () => {
    const project = services(
      aService('db'),
      aService('other'),
      aService('web', { dependsOn: { db: 'service_started' } }),
    );

    expect(text(project, anObserved(), { services: ['web'] })).toBe(
      lines(
        '1 create-container db/1 because missing',
        '2 start-container made by 1 after 1 because missing',
        '3 create-container web/1 because missing',
        '4 start-container made by 3 after 2,3 because missing',
      ),
    );
    expect(text(project, anObserved(), { services: ['web'], noDeps: true })).toBe(
      lines(
        '1 create-container web/1 because missing',
        '2 start-container made by 1 after 1 because missing',
      ),
    );
  });

  test('refuses everything external that is missing at once, before anything is done', () => {
    const project = aProject({
      networks: [aNetwork('proxy', { name: 'proxy', external: true })],
      volumes: [aVolume('data', { name: 'data', external: true })],
      services: [
        aService('web', { networks: ['proxy'], volumes: [{ type: 'volume', source: 'data', target: '/d' }] }),
      ],
    });

    expect(() => plan(project)).toThrow(
      'network proxy declared as external, but could not be found; volume "data" declared as external, but not found',
    );
  });

  test('refuses more than one container with one name', () => {
    const project = services(aService('web', { containerName: 'site' }));

    expect(() => plan(project, anObserved(), { scale: new Map([['web', 2]]) })).toThrow(
      'service "web" cannot have 2 containers with one name',
    );
  });
});

describe('planUp() and images', () => {
  const old = imageId(`sha256:${'1'.repeat(64)}`);
  const withImage = (reference: string): Observed =>
    anObserved({ images: new Map([[reference, { id: old }]]) });

  test('pulls a missing image once for all who use it, before anything is touched', () => {
    const project = aProject({
      networks: [aNetwork('front')],
      services: [
        aService('a', { image: 'app', networks: ['front'] }),
        aService('b', { image: 'app', networks: ['front'] }),
      ],
    });

    expect(text(project)).toBe(
      lines(
        '1 pull-image app because missing',
        '2 create-network front after 1 because missing',
        '3 create-container a/1 from what 1 makes after 2 because missing',
        '4 start-container made by 3 after 3 because missing',
        '5 create-container b/1 from what 1 makes after 2 because missing',
        '6 start-container made by 5 after 5 because missing',
      ),
    );
  });

  test('builds a missing image that can be built', () => {
    const { image: _, ...built } = aService('api', { build: aBuild() });

    expect(text(services(built))).toBe(
      lines(
        '1 build-image app-api because missing',
        '2 create-container api/1 from what 1 makes after 1 because missing',
        '3 start-container made by 2 after 2 because missing',
      ),
    );
  });

  test('builds it also where it has a name, which no registry is asked for', () => {
    expect(text(services(aService('api', { image: 'api:1', build: aBuild() }))).split('\n')[0]).toBe(
      '1 build-image api:1 because missing',
    );
  });

  test('stops the first container only after all images are there', () => {
    const before = services(aService('api', { image: 'busybox' }), aService('web'));
    const after = services(aService('api', { image: 'app:2' }), aService('web', { environment: { A: '1' } }));

    expect(text(after, running(before))).toBe(
      lines(
        '1 pull-image app:2 because missing',
        '2 create-container api/1 as old_app-api-1 from what 1 makes inheriting after 1 because changed: configuration',
        '3 stop-container app-api-1 after 2 because changed: configuration',
        '4 remove-container app-api-1 after 3 because changed: configuration',
        '5 rename-container made by 2 to app-api-1 after 4 because changed: configuration',
        '6 start-container made by 2 after 5 because changed: configuration',
        '7 create-container web/1 as old_app-web-1 inheriting after 1 because changed: configuration',
        '8 stop-container app-web-1 after 7 because changed: configuration',
        '9 remove-container app-web-1 after 8 because changed: configuration',
        '10 rename-container made by 7 to app-web-1 after 9 because changed: configuration',
        '11 start-container made by 7 after 10 because changed: configuration',
      ),
    );
  });

  test('replaces a container after --build only if the build gave another image', () => {
    const project = services(aService('api', { image: 'app', build: aBuild() }));
    const observed = running(project, {}, withImage('app'));

    expect(text(project, observed, { build: true })).toBe(
      lines(
        '1 build-image app because requested by --build',
        '2 create-container api/1 as old_app-api-1 from what 1 makes inheriting after 1 if 1 gives another image than 111111111111 because image app may change',
        '3 stop-container app-api-1 after 2 if 1 gives another image than 111111111111 because image app may change',
        '4 remove-container app-api-1 after 3 if 1 gives another image than 111111111111 because image app may change',
        '5 rename-container made by 2 or else old to app-api-1 after 4 if 1 gives another image than 111111111111 because image app may change',
        '6 start-container made by 2 or else old after 5 if 1 gives another image than 111111111111 because image app may change',
      ),
    );
  });

  test('guards what pull_policy: always may replace in the same way', () => {
    const project = services(aService('api', { image: 'app', pullPolicy: 'always' }));

    expect(text(project, running(project, {}, withImage('app'))).split('\n')[0]).toBe(
      '1 pull-image app because requested by pull_policy always',
    );
  });

  test('refuses an image that is missing and may be neither pulled nor built', () => {
    const project = services(aService('api', { image: 'app', pullPolicy: 'never' }));

    expect(() => plan(project)).toThrow('image app (api) is missing, and may be neither pulled nor built');
  });

  test('builds first what another build takes files from', () => {
    const { image: _a, ...base } = aService('zbase', { build: aBuild() });
    const { image: _b, ...app } = aService('app', {
      build: aBuild({ additionalContexts: new Map([['base', 'service:zbase']]) }),
    });

    expect(text(services(app, base)).split('\n').slice(0, 2)).toEqual([
      '1 build-image app-zbase because missing',
      '2 build-image app-app after 1 because missing',
    ]);
  });

  test('builds what a build takes files from with it, also when it is there or switched off', () => {
    const { image: _a, ...base } = aService('zbase', { build: aBuild() });
    const { image: _b, ...app } = aService('app', {
      build: aBuild({ additionalContexts: new Map([['base', 'service:zbase']]) }),
    });
    const project = aProject({ services: [app], disabledServices: [base] });

    expect(text(project).split('\n').slice(0, 2)).toEqual([
      '1 build-image app-zbase because app needs it',
      '2 build-image app-app after 1 because missing',
    ]);
  });

  test('says which containers an image was made anew for', () => {
    const project = services(aService('web'));
    const observed = { ...running(project), images: withImage('busybox').images };

    expect(text(project, observed).split('\n')[0]).toBe(
      '1 create-container web/1 as old_app-web-1 inheriting because changed: image busybox (bbbbbbbbbbbb) -> busybox (111111111111)',
    );
  });
});

describe('planUp() of a project that runs', () => {
  const web = aService('web', { dependsOn: { db: 'service_healthy' } });
  const project = services(aService('db'), web);

  test('plans nothing the second time, and asks for no inspection', () => {
    const observed = running(project);

    expect(text(project, observed)).toBe('');
    expect(plan(project, observed).unchanged.map(({ name }) => name)).toEqual(['app-db-1', 'app-web-1']);
    expect(inspectionsNeeded(project, observed, {})).toEqual([]);
  });

  test('is not disturbed by a moved folder or another file name', () => {
    const moved: Project = {
      ...project,
      workingDir: '/elsewhere',
      configFiles: ['/elsewhere/docker-compose.yml'],
    };

    expect(text(moved, running(project))).toBe('');
  });

  test('replaces the service that was edited and no other; the old container serves until the new one is ready', () => {
    const edited = services(aService('db'), { ...web, hostname: 'site' });

    expect(text(edited, running(project))).toBe(
      lines(
        '1 create-container web/1 as old_app-web-1 inheriting because changed: configuration',
        '2 stop-container app-web-1 after 1 because changed: configuration',
        '3 remove-container app-web-1 after 2 because changed: configuration',
        '4 rename-container made by 1 to app-web-1 after 3 because changed: configuration',
        '5 start-container made by 1 after 4 because changed: configuration',
      ),
    );
    expect(inspectionsNeeded(edited, running(project), {})).toHaveLength(1);
  });

  test('keeps changed containers with --no-recreate, and replaces unchanged ones with --force-recreate', () => {
    const edited = services(aService('db'), { ...web, hostname: 'site' });

    expect(text(edited, running(project), { noRecreate: true })).toBe('');
    expect(
      text(project, running(project), { services: ['web'], forceRecreate: true }).split('\n')[0],
    ).toContain('create-container web/1 as old_app-web-1 inheriting because requested by --force-recreate');
  });

  test('does not inherit anonymous volumes with --renew-anon-volumes', () => {
    const intent = { services: ['db'], renewAnonVolumes: true };

    expect(text(project, running(project), intent).split('\n')[0]).toMatch(
      /^1 create-container db\/1 as \w+_app-db-1 because requested by --renew-anon-volumes$/,
    );
  });

  test('starts what has stopped, after the wait for what it needs', () => {
    const observed = withContainer(
      withContainer(running(project), 'app-web-1', { state: 'exited', exitCode: 1 }),
      'app-db-1',
      { health: 'starting' },
    );

    expect(text(project, observed)).toBe(
      lines(
        '1 wait-for db service_healthy because web needs it',
        '2 start-container app-web-1 after 1 because exited',
      ),
    );
  });

  test('lets a paused container go on', () => {
    expect(text(project, withContainer(running(project), 'app-web-1', { state: 'paused' }))).toBe(
      '1 unpause-container app-web-1 because paused',
    );
  });

  test('leaves a one-shot alone that has done its work', () => {
    const shots = services(
      aService('migrate'),
      aService('api', { dependsOn: { migrate: 'service_completed_successfully' } }),
    );
    const observed = running(shots, { oneShots: new Set(['migrate']) });

    expect(text(shots, observed)).toBe('');
    expect(text(shots, withContainer(observed, 'app-migrate-1', { exitCode: 1 }))).toBe(
      lines(
        '1 start-container app-migrate-1 because exited',
        '2 wait-for migrate service_completed_successfully after 1 because api needs it',
      ),
    );
  });

  test('runs a one-shot again before those who wait for it start again, or when it is named', () => {
    const shots = services(
      aService('migrate'),
      aService('seed', { dependsOn: { migrate: 'service_completed_successfully' } }),
      aService('api', { dependsOn: { seed: 'service_completed_successfully' } }),
      aService('worker', { dependsOn: { seed: 'service_completed_successfully' } }),
    );
    const observed = running(shots, { oneShots: new Set(['migrate', 'seed']) });
    const exited = { state: 'exited', exitCode: 143 } as const;
    const half = withContainer(observed, 'app-api-1', exited);

    expect(text(shots, half)).toBe('1 start-container app-api-1 because exited');
    expect(text(shots, withContainer(half, 'app-worker-1', exited))).toBe(
      lines(
        '1 start-container app-migrate-1 because seed needs it',
        '2 wait-for migrate service_completed_successfully after 1 because seed needs it',
        '3 start-container app-seed-1 after 2 because api needs it',
        '4 wait-for seed service_completed_successfully after 3 because api needs it',
        '5 start-container app-api-1 after 4 because exited',
        '6 start-container app-worker-1 after 4 because exited',
      ),
    );
    expect(text(shots, observed, { services: ['migrate'] })).toBe(
      '1 start-container app-migrate-1 because requested by up',
    );
    expect(
      text(shots, withContainer(half, 'app-worker-1', exited), { keepsDone: new Set(['migrate', 'seed']) }),
    ).toBe(
      lines('1 start-container app-api-1 because exited', '2 start-container app-worker-1 because exited'),
    );
  });

  test('stops who asked to be restarted before the dependency, and starts it after', () => {
    const follower = services(
      aService('db', { hostname: 'store' }),
      aService('web', { dependsOn: { db: { condition: 'service_healthy', restart: true } } }),
    );
    const before = services(
      aService('db'),
      aService('web', { dependsOn: { db: { condition: 'service_healthy', restart: true } } }),
    );

    expect(text(follower, running(before))).toBe(
      lines(
        '1 create-container db/1 as old_app-db-1 inheriting because changed: configuration',
        '2 stop-container app-web-1 after 1 because it follows container app-db-1',
        '3 stop-container app-db-1 after 2 because changed: configuration',
        '4 remove-container app-db-1 after 3 because changed: configuration',
        '5 rename-container made by 1 to app-db-1 after 4 because changed: configuration',
        '6 start-container made by 1 after 5 because changed: configuration',
        '7 wait-for db service_healthy after 6 because web needs it',
        '8 start-container app-web-1 after 7 because it follows container app-db-1',
      ),
    );
  });

  test('restarts who follows a follower because of that one', () => {
    const restart = (name: string) => ({
      dependsOn: { [name]: { condition: 'service_started' as const, restart: true } },
    });
    const project = (db: ServiceSpec) =>
      services(db, aService('api', restart('db')), aService('edge', restart('api')));

    const printed = text(
      project(aService('db', { hostname: 'store' })),
      running(project(aService('db'))),
    ).split('\n');
    expect(printed.filter((line) => line.includes('-container app-edge-1'))).toEqual([
      '2 stop-container app-edge-1 after 1 because it follows container app-api-1',
      '9 start-container app-edge-1 after 8 because it follows container app-api-1',
    ]);
  });

  test('replaces who shares the namespace of a replaced container', () => {
    const before = services(aService('vpn'), aService('app', { networkMode: 'service:vpn' }));
    const after = services(
      aService('vpn', { hostname: 'gate' }),
      aService('app', { networkMode: 'service:vpn' }),
    );

    expect(text(after, running(before)).split('\n')[5]).toMatch(
      /^6 create-container app\/1 as \w+_app-app-1 with container:made by 1 inheriting after 4 because it follows container app-vpn-1$/,
    );
  });

  test('takes published ports over only when who holds them has stopped', () => {
    const port = { mode: 'ingress', target: 80, published: '8080', protocol: 'tcp' };
    const old = anObservedContainer('old', { ports: [{ target: 80, published: 8080, protocol: 'tcp' }] });

    expect(
      text(services(aService('new', { ports: [port] })), anObserved({ containers: [old] }), {
        removeOrphans: true,
      }),
    ).toBe(
      lines(
        '1 stop-container app-old-1 because orphan',
        '2 remove-container app-old-1 after 1 because orphan',
        '3 create-container new/1 because missing',
        '4 start-container made by 3 after 1,3 because missing',
      ),
    );
  });
});

describe('planUp() and the number of containers', () => {
  const project = services(aService('web'));

  test('adds containers with the next numbers', () => {
    expect(text(project, running(project), { scale: new Map([['web', 3]]) })).toBe(
      lines(
        '1 create-container web/2 because scaled from 1 to 3',
        '2 start-container made by 1 after 1 because scaled from 1 to 3',
        '3 create-container web/3 because scaled from 1 to 3',
        '4 start-container made by 3 after 3 because scaled from 1 to 3',
      ),
    );
  });

  test('removes the highest numbers', () => {
    const three = running(services(aService('web', { scale: 3 })));

    expect(text(project, three)).toBe(
      lines(
        '1 stop-container app-web-2 because scaled from 3 to 1',
        '2 remove-container app-web-2 after 1 because scaled from 3 to 1',
        '3 stop-container app-web-3 because scaled from 3 to 1',
        '4 remove-container app-web-3 after 3 because scaled from 3 to 1',
      ),
    );
  });

  test('removes changed containers before unchanged ones', () => {
    const two = withContainer(running(services(aService('web', { scale: 2 }))), 'app-web-1', {
      imageId: imageId('sha256:other'),
      labels: { [LABEL.service]: 'web', [LABEL.containerNumber]: '1' },
    });

    expect(text(project, two)).toBe(
      lines(
        '1 stop-container app-web-1 because scaled from 2 to 1',
        '2 remove-container app-web-1 after 1 because scaled from 2 to 1',
      ),
    );
  });

  test('warns of orphans, and removes them when asked', () => {
    const observed = anObserved({ containers: [anObservedContainer('gone')] });

    expect(plan(aProject(), observed).warnings).toEqual([
      'orphan containers, which no service of the files accounts for: app-gone-1; --remove-orphans removes them, COMPOSE_IGNORE_ORPHANS=1 silences this',
    ]);
    expect(plan(aProject(), observed, { ignoreOrphans: true }).warnings).toEqual([]);
    expect(text(aProject(), observed, { removeOrphans: true })).toBe(
      lines(
        '1 stop-container app-gone-1 because orphan',
        '2 remove-container app-gone-1 after 1 because orphan',
      ),
    );
  });

  test('does not take the containers of a switched-off profile for orphans', () => {
    const off = aProject({ disabledServices: [aService('debug')] });

    expect(plan(off, anObserved({ containers: [anObservedContainer('debug')] })).warnings).toEqual([]);
  });
});

describe('planUp() after an interrupted replacement', () => {
  const project = services(aService('web'));
  const edited = services(aService('web', { hostname: 'site' }));
  const replacement = () => plan(edited, running(project));

  test('removes the half-made container while the old one is there, and replaces anew', () => {
    const observed = applyPlan(running(project), replacement(), { steps: 2 });

    expect(text(edited, observed)).toBe(
      lines(
        '1 remove-container old_app-web-1 with volumes because leftover',
        '2 create-container web/1 as old_app-web-1 inheriting after 1 because changed: configuration',
        '3 remove-container app-web-1 after 2 because changed: configuration',
        '4 rename-container made by 2 to app-web-1 after 3 because changed: configuration',
        '5 start-container made by 2 after 4 because changed: configuration',
      ),
    );
  });

  test('goes on with the new one when the old one is gone', () => {
    const observed = applyPlan(running(project), replacement(), { steps: 3 });

    expect(text(edited, observed)).toBe(
      lines(
        '1 rename-container old_app-web-1 to app-web-1 because leftover',
        '2 start-container app-web-1 after 1 because created',
      ),
    );
  });

  test('removes doubles and what is on its way out', () => {
    const twin = anObservedContainer('web', {
      id: containerId('f'.repeat(64)),
      name: 'strange',
      state: 'exited',
    });
    const dead = anObservedContainer('web', { id: containerId('e'.repeat(64)), name: 'dead', state: 'dead' });
    const observed = running(project);

    expect(text(project, { ...observed, containers: [...observed.containers, twin, dead] })).toBe(
      lines('1 remove-container dead because leftover', '2 remove-container strange because leftover'),
    );
  });

  test('gives a container its name back', () => {
    expect(text(project, withContainer(running(project), 'app-web-1', { name: 'mine' }))).toBe(
      '1 rename-container mine to app-web-1 because changed: container_name mine -> app-web-1',
    );
  });
});

describe('planUp() of networks and volumes that changed', () => {
  const withNetwork = (internal: boolean, more: Partial<ServiceSpec> = {}): Project =>
    aProject({
      networks: [aNetwork('front', { internal })],
      services: [{ ...aService('web', { networks: ['front'] }), ...more }],
    });

  test('makes a changed network anew without a stop, and puts its containers back with all they asked for', () => {
    const observed = running(withNetwork(false));
    const made = plan(withNetwork(true), observed);

    expect(formatPlan(made)).toBe(
      lines(
        '1 disconnect-network app-web-1 from app_front because it follows network app_front',
        '2 remove-network app_front after 1 because changed: internal false -> true',
        '3 create-network front after 2 because changed: internal false -> true',
        '4 connect-network app-web-1 to app_front after 3 because it follows network app_front',
      ),
    );
    expect(made.steps[3]?.operation).toMatchObject({ endpoint: { Aliases: ['app-web-1', 'web'] } });
    expect(text(withNetwork(true), applyPlan(observed, made))).toBe('');
  });

  test('stops a container for that which is between two attempts, and where the driver cannot do without', () => {
    const restarting = withContainer(running(withNetwork(false)), 'app-web-1', { state: 'restarting' });
    const { networks, ...others } = running(withNetwork(false));
    const windows = { ...others, networks: networks.map((network) => ({ ...network, driver: 'nat' })) };

    for (const observed of [restarting, windows])
      expect(text(withNetwork(true), observed).split('\n')).toEqual([
        '1 stop-container app-web-1 because it follows network app_front',
        '2 disconnect-network app-web-1 from app_front after 1 because it follows network app_front',
        expect.stringContaining('3 remove-network app_front after 2'),
        expect.stringContaining('4 create-network front after 3'),
        '5 connect-network app-web-1 to app_front after 4 because it follows network app_front',
        '6 start-container app-web-1 after 5 because it follows network app_front',
      ]);
  });

  test('puts a container back that an interrupted run took off the network', () => {
    const observed = running(withNetwork(false));
    const torn = applyPlan(observed, plan(withNetwork(true), observed), { steps: 2 });

    expect(text(withNetwork(true), torn)).toBe(
      lines(
        '1 create-network front because missing',
        '2 connect-network app-web-1 to app_front after 1 because changed: networks.app_front (none) -> connected',
      ),
    );
  });

  test('puts a stopped container on a network that somebody removed and that is made again', () => {
    const observed = withContainer(running(withNetwork(false)), 'app-web-1', { state: 'exited' });
    const because = 'because changed: networks.app_front a former network of that name -> connected';

    expect(text(withNetwork(false), { ...observed, networks: [] })).toBe(
      lines(
        '1 create-network front because missing',
        `2 disconnect-network app-web-1 from app_front ${because}`,
        `3 connect-network app-web-1 to app_front after 1,2 ${because}`,
        '4 start-container app-web-1 after 3 because exited',
      ),
    );
  });

  test('takes a container off the old network only when it is replaced as well', () => {
    const observed = running(withNetwork(false));

    expect(text(withNetwork(true, { hostname: 'site' }), observed)).toBe(
      lines(
        '1 disconnect-network app-web-1 from app_front because it follows network app_front',
        '2 remove-network app_front after 1 because changed: internal false -> true',
        '3 create-network front after 2 because changed: internal false -> true',
        '4 create-container web/1 as old_app-web-1 inheriting after 3 because changed: configuration',
        '5 stop-container app-web-1 after 4 because changed: configuration',
        '6 remove-container app-web-1 after 5 because changed: configuration',
        '7 rename-container made by 4 to app-web-1 after 6 because changed: configuration',
        '8 start-container made by 4 after 7 because changed: configuration',
      ),
    );
  });

  test('keeps networks and volumes that docker compose made as wanted, whatever hash is on them', () => {
    const project = aProject({
      networks: [aNetwork('front')],
      volumes: [aVolume('data')],
      services: [
        aService('web', {
          networks: ['front'],
          volumes: [{ type: 'volume', source: 'data', target: '/data' }],
        }),
      ],
    });
    const { containers, networks, volumes, images } = running(project);
    const hashed = <Item extends { readonly labels: Readonly<Record<string, string>> }>(
      items: readonly Item[],
    ) => items.map((item) => ({ ...item, labels: { ...item.labels, [LABEL.configHash]: 'f'.repeat(64) } }));
    const made = plan(project, { containers, images, networks: hashed(networks), volumes: hashed(volumes) });

    expect(made.steps).toEqual([]);
    expect(made.warnings).toEqual([]);
  });

  test('uses a network that somebody else made as it is, and says so', () => {
    const observed = running(withNetwork(false));
    const foreign = observed.networks.map((network) => ({ ...network, labels: {} }));
    const made = plan(withNetwork(true), { ...observed, networks: foreign });

    expect(made.steps).toEqual([]);
    expect(made.warnings).toEqual([expect.stringContaining('network "app_front" exists and is not of this')]);
  });
});

test('planUp() of what is unchanged makes no request, whose hash tells enough', () => {
  const project = services(aService('web', { links: ['db'] }), aService('db'));
  const context = {
    ...contextOf(project, running(project)),
    requested: () => {
      throw new Error('a request was made');
    },
  };

  expect(needsOf(context)).toEqual([]);
  expect(planOf(context, new Map()).steps).toEqual([]);
});
