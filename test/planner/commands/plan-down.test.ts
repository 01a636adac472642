import { describe, expect, test } from 'vitest';
import { emptyService } from '../../../src/model/empty-service.ts';
import { formatPlan } from '../../../src/model/format-plan.ts';
import { imageId } from '../../../src/model/ids.ts';
import { LABEL } from '../../../src/model/labels.ts';
import { planDown } from '../../../src/planner/commands/plan-down.ts';
import { projectFromLabels } from '../../../src/planner/snapshot/project-from-labels.ts';
import { aBuild } from '../../support/a-build.ts';
import { aNetwork } from '../../support/a-network.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';
import { aVolume } from '../../support/a-volume.ts';
import { anObserved } from '../../support/an-observed.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';
import { lines } from '../../support/lines.ts';
import { running, withContainer } from '../../support/running.ts';

const project = aProject({
  networks: [aNetwork('front')],
  volumes: [aVolume('data'), aVolume('shared', { external: true, name: 'shared' })],
  services: [
    aService('db', { networks: ['front'], volumes: [{ type: 'volume', source: 'data', target: '/data' }] }),
    aService('web', { networks: ['front'], dependsOn: { db: 'service_started' } }),
  ],
});

describe('planDown()', () => {
  test('stops what depends on something first, removes each as soon as it has stopped, then the networks', () => {
    expect(formatPlan(planDown(project, running(project)))).toBe(
      lines(
        '1 stop-container app-web-1 because requested by down',
        '2 stop-container app-db-1 after 1 unless deaf because requested by down',
        '3 remove-container app-web-1 after 1 because requested by down',
        '4 remove-container app-db-1 after 2 because requested by down',
        '5 remove-network app_front after 3,4 optional because requested by down',
      ),
    );
  });

  test('removes all at once where nobody needs anything any more, but a hook before a stop still runs', () => {
    expect(formatPlan(planDown(project, running(project), { kill: true }))).toBe(
      lines(
        '1 remove-container app-web-1 because requested by down',
        '2 remove-container app-db-1 because requested by down',
        '3 remove-network app_front after 1,2 optional because requested by down',
      ),
    );
    const hooked = aProject({
      services: [
        aService('web', { preStop: [{ command: ['flush'] }], dependsOn: { db: 'service_started' } }),
        aService('db'),
      ],
    });
    expect(formatPlan(planDown(hooked, running(hooked), { kill: true }))).toMatch(
      /exec-hook .*\n.*stop-container app-web-1 after 1 .*\n.*stop-container app-db-1 after 2 /,
    );
  });

  test('takes anonymous volumes too that a replacement inherited, which the engine would leave', () => {
    const volume = 'a'.repeat(64);
    const mounts = [{ type: 'volume', name: volume, source: '', target: '/kept' }];
    const observed = (labels: Readonly<Record<string, string>>) =>
      anObserved({
        containers: [anObservedContainer('web', { state: 'exited', mounts, labels })],
        volumes: [{ name: volume, driver: 'local', labels: {} }],
      });
    const web = aProject({ services: [aService('web')] });

    expect(formatPlan(planDown(web, observed({ [LABEL.replace]: 'web-1' }), { volumes: true }))).toContain(
      `remove-volume ${volume}`,
    );
    expect(formatPlan(planDown(web, observed({}), { volumes: true }))).not.toContain('remove-volume');
    expect(formatPlan(planDown(web, observed({ [LABEL.replace]: 'web-1' })))).not.toContain('remove-volume');
  });

  test('takes images too when asked for: all that are used, or only those built without a name of their own', () => {
    const built = aProject({
      services: [
        { ...emptyService('api'), build: aBuild() },
        aService('named', { image: 'named:1', build: aBuild() }),
        aService('web', { image: 'web:1' }),
        aService('gone', { image: 'gone:1' }),
      ],
    });
    const images = new Map(
      ['app-api', 'named:1', 'web:1'].map((name) => [name, { id: imageId(`sha256:${name}`) }]),
    );
    const observed = anObserved({ images });

    expect(formatPlan(planDown(built, observed, { rmi: 'local' }))).toBe(
      '1 remove-image app-api optional because requested by down',
    );
    const instance = { ...built, instance: { name: 'review', of: 'app' } };
    expect(formatPlan(planDown(instance, observed, { rmi: 'local' }))).toBe(
      lines(
        '1 remove-image app-api optional because requested by down',
        '2 remove-image named:1 optional because requested by down',
      ),
    );
    const more = ['named:1', 'tag:1-review'].map((image) => ({
      image,
      id: imageId('sha256:x'),
      service: 'named',
    }));
    expect(formatPlan(planDown(instance, observed, { rmi: 'local', builtImages: more }))).toBe(
      lines(
        '1 remove-image app-api optional because requested by down',
        '2 remove-image named:1 optional because requested by down',
        '3 remove-image tag:1-review optional because requested by down',
      ),
    );
    expect(formatPlan(planDown(built, observed, { rmi: 'all' }))).toBe(
      lines(
        '1 remove-image app-api optional because requested by down',
        '2 remove-image named:1 optional because requested by down',
        '3 remove-image web:1 optional because requested by down',
      ),
    );
  });

  test('takes volumes too when asked for, but not those of others', () => {
    const observed = running(project);
    const foreign = { name: 'shared', driver: 'local', labels: {} };

    expect(
      formatPlan(
        planDown(
          project,
          { ...observed, volumes: [...observed.volumes, foreign] },
          { volumes: true, timeoutSeconds: 1 },
        ),
      ),
    ).toBe(
      lines(
        '1 stop-container app-web-1 within 1s because requested by down',
        '2 stop-container app-db-1 within 1s after 1 unless deaf because requested by down',
        '3 remove-container app-web-1 with volumes after 1 because requested by down',
        '4 remove-container app-db-1 with volumes after 2 because requested by down',
        '5 remove-network app_front after 3,4 optional because requested by down',
        '6 remove-volume app_data after 4 optional because requested by down',
      ),
    );
  });

  test('stops nothing that does not run', () => {
    const observed = withContainer(running(project), 'app-db-1', { state: 'exited' });

    expect(formatPlan(planDown(project, observed)).split('\n').slice(0, 3)).toEqual([
      '1 stop-container app-web-1 because requested by down',
      '2 remove-container app-web-1 after 1 because requested by down',
      '3 remove-container app-db-1 because requested by down',
    ]);
  });

  test('takes what a profile switched off started', () => {
    const off = aProject({ disabledServices: [aService('debug')] });

    expect(formatPlan(planDown(off, anObserved({ containers: [anObservedContainer('debug')] })))).toBe(
      lines(
        '1 stop-container app-debug-1 because requested by down',
        '2 remove-container app-debug-1 after 1 because requested by down',
      ),
    );
  });

  test('leaves networks of a swarm, on which the same project runs', () => {
    const { networks } = running(project);
    const ofStack = networks.map((network) => ({
      ...network,
      driver: 'overlay',
      labels: { ...network.labels, 'com.docker.stack.namespace': 'app' },
    }));
    const down = (left: typeof networks) => planDown(project, anObserved({ networks: left }));
    expect(down(networks).steps).not.toEqual([]);
    expect(down(ofStack)).toMatchObject({
      steps: [],
      warnings: [
        expect.stringContaining('network "app_front" stays: the swarm of this engine has the project'),
      ],
    });
  });

  test('leaves orphans and the networks they are on unless told otherwise, and says so', () => {
    const observed = running(project);
    const networks = observed.containers[0]?.networks ?? new Map();
    const withOrphan = {
      ...observed,
      containers: [...observed.containers, anObservedContainer('gone', { networks })],
    };
    const plan = planDown(project, withOrphan);

    expect(formatPlan(plan)).not.toMatch('app-gone-1|remove-network');
    expect(plan.warnings).toEqual([
      'orphan containers, which no service of the files accounts for, stay: app-gone-1; --remove-orphans removes them',
      'network "app_front" stays: app-gone-1 use it',
    ]);
    expect(formatPlan(planDown(project, withOrphan, { removeOrphans: true }))).toContain(
      'remove-container app-gone-1',
    );
  });

  test('takes named services with what depends on them, and no network that others use', () => {
    expect(formatPlan(planDown(project, running(project), { services: ['web'] }))).toBe(
      lines(
        '1 stop-container app-web-1 because requested by down',
        '2 remove-container app-web-1 after 1 because requested by down',
      ),
    );
    expect(formatPlan(planDown(project, running(project), { services: ['db'] }))).toContain(
      'remove-container app-web-1',
    );
  });

  test('does nothing where there is nothing, and says so where nothing could have been expected either', () => {
    expect(planDown(project, anObserved())).toMatchObject({ steps: [], warnings: [] });
    expect(planDown(projectFromLabels('app', anObserved()), anObserved())).toMatchObject({
      steps: [],
      warnings: ['No resource found to remove for project "app"'],
    });
    const alone = aProject({ services: [aService('web')] });
    expect(planDown(alone, running(alone)).warnings).toEqual([]);
  });

  test('takes the one-off that alone is left of a service, by its labels too', () => {
    const labels = { [LABEL.oneOff]: 'True' };
    const observed = anObserved({
      containers: [anObservedContainer('web', { name: 'app-web-run-1', labels })],
    });

    expect(formatPlan(planDown(projectFromLabels('app', observed), observed))).toBe(
      lines(
        '1 stop-container app-web-run-1 because requested by down',
        '2 remove-container app-web-run-1 after 1 because requested by down',
      ),
    );
  });

  test('needs nothing but the labels of what runs', () => {
    const observed = running(project);
    const known = projectFromLabels('app', observed);

    expect(formatPlan(planDown(known, observed, { volumes: true }))).toBe(
      formatPlan(planDown(project, observed, { volumes: true })),
    );
    expect([...known.services.keys()]).toEqual(['db', 'web']);
    expect(known.services.get('web')?.dependsOn.get('db')?.condition).toBe('service_started');
    expect(known.workingDir).toBe(observed.containers[0]?.labels[LABEL.workingDir]);
  });

  test('says nothing of resources that were not found while orphans stay', () => {
    const alone = aProject();
    const plan = planDown(alone, anObserved({ containers: [anObservedContainer('gone')] }));

    expect(plan).toMatchObject({ verb: 'down', project: 'app', steps: [] });
    expect(plan.warnings).toEqual([expect.stringContaining('orphan containers')]);
  });

  test('expects to find nothing where only networks of others are declared', () => {
    const theirs = aProject({ networks: [aNetwork('front', { external: true })] });

    expect(planDown(theirs, anObserved()).warnings).toEqual([
      'No resource found to remove for project "app"',
    ]);
  });

  test('counts the anonymous volumes that go with a container', () => {
    const volume = 'a'.repeat(64);
    const mounts = [{ type: 'volume', name: volume, source: '', target: '/data' }];
    const web = aProject({ services: [aService('web')] });
    const observed = anObserved({ containers: [anObservedContainer('web', { state: 'exited', mounts })] });
    const removal = (intent: Parameters<typeof planDown>[2]) =>
      planDown(web, observed, intent).steps[0]?.operation;

    expect(removal({ volumes: true })).toMatchObject({ withVolumes: true, anonymousVolumes: 1 });
    expect(removal({})).not.toHaveProperty('anonymousVolumes');
  });
});
