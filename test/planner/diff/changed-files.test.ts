import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { FileReference } from '../../../src/model/file-reference.ts';
import { formatPlan } from '../../../src/model/format-plan.ts';
import type { Json } from '../../../src/model/json.ts';
import type { LiveFile, Observed } from '../../../src/model/observed.ts';
import type { Project } from '../../../src/model/project.ts';
import type { ContentSource, FoundFile, SecretSpec } from '../../../src/model/secret-spec.ts';
import type { Mount } from '../../../src/model/service-spec.ts';
import { Sensitive } from '../../../src/util/sensitive.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';
import { anInspection } from '../../support/an-inspection.ts';
import { anObserved } from '../../support/an-observed.ts';
import { lines } from '../../support/lines.ts';
import { createRequest, inspectionsNeeded, planUp } from '../../support/planning.ts';
import { running, withContainer } from '../../support/running.ts';

const CREATED_MS = 1_700_000_001_000;
const HOST: FoundFile = { onEngineHost: true, mode: 0o644, uid: 0, gid: 0, madeAtMs: 0 };

const text = (content: string): ContentSource => ({ kind: 'content', content: new Sensitive(content) });
const file = (found: Partial<FoundFile>, content = 'a'): ContentSource => ({
  kind: 'file',
  path: '/app/site.conf',
  found: { ...HOST, content: { content: new Sensitive(content) }, ...found },
});

interface Uses {
  readonly gantry?: Json;
  readonly reference?: Partial<FileReference>;
  readonly readOnly?: boolean;
}

/** A service `web` that has the config `site` at /etc/site. */
function projectWith(from: ContentSource, { gantry, reference, readOnly }: Uses = {}): Project {
  const site: SecretSpec = {
    key: 'site',
    name: 'app_site',
    from,
    labels: new Map(),
    driverOpts: new Map(),
    extensions: new Map(gantry === undefined ? [] : [['x-gantry', gantry]]),
  };
  const configs = [{ source: 'site', target: '/etc/site', ...reference }];
  return aProject({
    configs: [site],
    services: [aService('web', { configs, ...(readOnly && { readOnly }) })],
  });
}

const live = (content: string, more: Partial<LiveFile> = {}): LiveFile => ({
  sha256: createHash('sha256').update(content).digest('hex'),
  mode: 0o444,
  uid: 0,
  gid: 0,
  ...more,
});

interface Live {
  readonly observed?: Observed;
  readonly files?: Readonly<Record<string, LiveFile>>;
  readonly startedAt?: string;
}

/** The plan for a container that was made for `before`, and has these files now. */
function planAfter(
  before: Project,
  after: Project,
  { files = {}, startedAt, observed = running(before) }: Live,
) {
  const [container] = observed.containers;
  const service = before.services.get('web');
  if (!container || !service) throw new Error('web does not run');
  const want = createRequest(before, service, 1, () => [1]);
  const inspection = {
    ...anInspection(container, want, startedAt === undefined ? {} : { startedAt }),
    files: new Map(Object.entries(files)),
  };
  const plan = planUp(after, observed, {}, new Map([[container.id, inspection]]));
  return formatPlan(plan).replace(/\b[0-9a-f]{12}(?=_app-)/g, 'old');
}

describe('planUp() of a config that is put into its container', () => {
  test('asks for its content when the hash says that something changed, and for nothing otherwise', () => {
    const before = projectWith(text('a'));
    const observed = running(before);
    const id = observed.containers[0]?.id;

    expect(inspectionsNeeded(before, observed, {})).toEqual([]);
    expect(inspectionsNeeded(projectWith(text('b')), observed, {})).toEqual([{ id, files: ['/etc/site'] }]);
  });

  test('replaces the container for another content, and names the config, not the content', () => {
    const plan = planAfter(projectWith(text('a')), projectWith(text('b-secret')), {
      files: { '/etc/site': live('a') },
    });

    expect(plan.split('\n')[0]).toBe(
      '1 create-container web/1 as old_app-web-1 inheriting because changed: configs.site.content',
    );
    expect(plan).not.toContain('b-secret');
  });

  test('is content when the container has that content already, whatever its hash', () => {
    const plan = planAfter(projectWith(text('a')), projectWith(text('b')), {
      files: { '/etc/site': live('b') },
    });

    expect(plan).toBe('');
  });

  test('replaces a container that never got it, even if its changes are to be ignored', () => {
    const after = projectWith(text('a'), { gantry: { 'on-change': 'ignore' } });
    const before = { ...after, services: new Map([['web', aService('web')]]) };

    expect(planAfter(before, after, {})).toContain('create-container web/1');
    expect(planAfter(before, after, { files: { '/etc/site': live('b') } })).toBe('');
  });

  test('replaces a container that was given what the service does not have any more, and names where it is', () => {
    const before = projectWith(text('a'));
    const after = { ...before, services: new Map([['web', aService('web')]]) };

    expect(planAfter(before, after, {}).split('\n')[0]).toBe(
      '1 create-container web/1 as old_app-web-1 inheriting because changed: configs /etc/site -> (none)',
    );
    expect(planAfter(after, after, {})).toBe('');
  });

  test('sends a signal where that is asked for, and touches nothing else', () => {
    const gantry = { 'on-change': { signal: 'SIGHUP' } };
    const plan = planAfter(projectWith(text('a'), { gantry }), projectWith(text('b'), { gantry }), {
      files: { '/etc/site': live('a') },
    });

    expect(plan).toBe(
      lines(
        '1 put-files /etc/site into app-web-1 because changed: configs.site.content',
        '2 signal-container app-web-1 with SIGHUP after 1 because changed: configs.site.content',
      ),
    );
  });

  test('restarts where that is asked for', () => {
    const gantry = { 'on-change': 'restart' };
    const plan = planAfter(projectWith(text('a'), { gantry }), projectWith(text('b'), { gantry }), {
      files: { '/etc/site': live('a') },
    });

    expect(plan).toBe(
      lines(
        '1 stop-container app-web-1 because changed: configs.site.content',
        '2 put-files /etc/site into app-web-1 after 1 because changed: configs.site.content',
        '3 start-container app-web-1 after 2 because changed: configs.site.content',
      ),
    );
  });

  test('runs a one-shot again that has done its work with another content', () => {
    const gantry = { 'on-change': 'restart' };
    const withWaiter = (project: Project): Project => {
      const waiter = aService('app', { dependsOn: { web: 'service_completed_successfully' } });
      return { ...project, services: new Map([...project.services, ['app', waiter]]) };
    };
    const before = withWaiter(projectWith(text('a'), { gantry }));
    const observed = withContainer(running(before), 'app-web-1', { state: 'exited', exitCode: 0 });
    const plan = planAfter(before, withWaiter(projectWith(text('b'), { gantry })), {
      observed,
      files: { '/etc/site': live('a') },
    });

    expect(plan).toContain('start-container app-web-1');
    expect(planAfter(before, before, { observed, files: { '/etc/site': live('a') } })).not.toContain(
      'start-container app-web-1',
    );
  });

  test('does nothing where it is to be ignored, and looks for nothing', () => {
    const gantry = { 'on-change': 'ignore' };
    const observed = running(projectWith(text('a'), { gantry }));

    expect(inspectionsNeeded(projectWith(text('b'), { gantry }), observed, {})).toEqual([]);
  });

  test('lets the use of a config say something else than its declaration', () => {
    const uses = { gantry: { 'on-change': 'ignore' }, reference: { gantry: { 'on-change': 'SIGHUP' } } };
    const plan = planAfter(projectWith(text('a'), uses), projectWith(text('b'), uses), {
      files: { '/etc/site': live('a') },
    });

    expect(plan).toContain('signal-container app-web-1 with SIGHUP');
  });

  test('compares owner and mode too', () => {
    const before = projectWith(text('a'));
    const after = projectWith(text('a'), { reference: { mode: 0o400, uid: '70', gid: '80' } });

    expect(planAfter(before, after, { files: { '/etc/site': live('a') } }).split('\n')[0]).toMatch(
      /changed: configs\.site\.mode 0444 -> 0400, configs\.site\.uid 0 -> 70, configs\.site\.gid 0 -> 80$/,
    );
  });

  test('replaces a container from which the file is gone', () => {
    const plan = planAfter(projectWith(text('a')), projectWith(text('b')), {});

    expect(plan).toContain('create-container web/1');
  });
});

describe('planUp() of a config that is a file', () => {
  const kindsOf = (project: Project): string =>
    planUp(project, anObserved(), {}, new Map())
      .steps.map(({ operation }) => operation.kind)
      .join(' ');
  const MOUNTED = 'create-container start-container';
  const COPIED = 'create-container put-files start-container';

  test('mounts it where a mount shows it as it should be, and copies it where not', () => {
    expect(kindsOf(projectWith(file({})))).toBe(MOUNTED);
    expect(kindsOf(projectWith(file({}), { reference: { mode: 0o644, uid: '0', gid: '0' } }))).toBe(MOUNTED);
    expect(kindsOf(projectWith(file({}), { gantry: { 'on-change': 'ignore' } }))).toBe(MOUNTED);
    // Names of users mean nothing outside of the container, with digits or without.
    for (const uid of ['www', 'www1', '1www'])
      expect(kindsOf(projectWith(file({}), { reference: { uid } }))).toBe(MOUNTED);

    expect(kindsOf(projectWith(file({}), { reference: { mode: 0o400 } }))).toBe(COPIED);
    expect(kindsOf(projectWith(file({}), { reference: { uid: '70' } }))).toBe(COPIED);
    expect(kindsOf(projectWith(file({}), { reference: { gid: '70' } }))).toBe(COPIED);
    expect(kindsOf(projectWith(file({ onEngineHost: false })))).toBe(COPIED);
    expect(kindsOf(projectWith(file({}), { gantry: { 'on-change': 'restart' } }))).toBe(COPIED);
  });

  test('mounts it into a read-only container, which takes no copies', () => {
    expect(kindsOf(projectWith(file({}), { reference: { mode: 0o400 }, readOnly: true }))).toBe(MOUNTED);
  });

  test('keeps the owner and the mode of the file when it is copied for another reason', () => {
    const project = projectWith(file({ onEngineHost: false, mode: 0o640, uid: 7, gid: 8 }));
    const put = planUp(project, anObserved(), {}, new Map()).steps[1]?.operation;

    expect(put).toMatchObject({ kind: 'put-files', files: [{ mode: 0o640, uid: 7, gid: 8 }] });
  });

  test('says that it cannot be read when it has to be copied', () => {
    const from: ContentSource = {
      kind: 'file',
      path: '/app/site.conf',
      found: { ...HOST, onEngineHost: false },
    };

    expect(() => kindsOf(projectWith(from))).toThrow('config "site" may not be read: /app/site.conf');
  });

  test('restarts a container that has a former file mounted, and never says that its content changed', () => {
    const before = projectWith(file({}));
    const after = projectWith(file({ madeAtMs: CREATED_MS + 5000 }));
    const observed = running(before);
    const [container] = observed.containers;

    expect(inspectionsNeeded(after, observed, {})).toEqual([container?.id]);
    expect(planAfter(before, after, { startedAt: new Date(CREATED_MS).toISOString() })).toBe(
      lines(
        '1 stop-container app-web-1 because changed: configs.site.file',
        '2 start-container app-web-1 after 1 because changed: configs.site.file',
      ),
    );
    expect(planAfter(before, after, { startedAt: new Date(CREATED_MS + 6000).toISOString() })).toBe('');
  });

  test('leaves a mount alone that is older than the container, or whose changes are to be ignored', () => {
    const before = projectWith(file({}));
    const observed = running(before);
    const older = projectWith(file({ madeAtMs: CREATED_MS - 5000 }));
    const ignored = projectWith(file({ madeAtMs: CREATED_MS + 5000 }), { gantry: { 'on-change': 'ignore' } });
    const same = projectWith(file({ madeAtMs: CREATED_MS }));
    const startedAt = new Date(CREATED_MS).toISOString();

    for (const after of [older, ignored]) expect(inspectionsNeeded(after, observed, {})).toEqual([]);
    for (const after of [older, ignored, same]) expect(planAfter(before, after, { startedAt })).toBe('');
  });

  test('compares the content of a copy, however new its file is', () => {
    const gantry = { 'on-change': 'restart' };
    const project = projectWith(file({ madeAtMs: CREATED_MS + 5000 }), { gantry });
    const startedAt = new Date(CREATED_MS).toISOString();

    expect(
      planAfter(project, project, { startedAt, files: { '/etc/site': live('a', { mode: 0o644 }) } }),
    ).toBe('');
  });

  test('replaces a container that has it mounted, where something is to happen with its changes from now on', () => {
    const watched = projectWith(file({}), { gantry: { 'on-change': 'restart' } });
    const signalled = projectWith(file({}), { gantry: { 'on-change': 'SIGHUP' } });
    const planFor = (project: Project) =>
      planAfter(projectWith(file({})), project, { files: { '/etc/site': live('a', { mode: 0o644 }) } });

    expect(planFor(watched).split('\n')[0]).toContain('configs.site.x-gantry.on-change (none) -> restart');
    expect(planFor(signalled).split('\n')[0]).toContain('configs.site.x-gantry.on-change (none) -> SIGHUP');
  });

  test('knows a copy from a mount of the same file elsewhere, and from other mounts', () => {
    const gantry = { 'on-change': 'restart' };
    const volumes: readonly Mount[] = [
      { type: 'bind', source: '/app/site.conf', target: '/elsewhere' },
      { type: 'bind', source: '/app/other', target: '/other' },
    ];
    const mounting = (content: string): Project => {
      const project = projectWith(file({}, content), { gantry });
      const web = project.services.get('web');
      if (!web) throw new Error('there is one service');
      return { ...project, services: new Map([['web', { ...web, volumes }]]) };
    };

    expect(
      planAfter(mounting('a'), mounting('b'), { files: { '/etc/site': live('a', { mode: 0o644 }) } }),
    ).toBe(
      lines(
        '1 stop-container app-web-1 because changed: configs.site.content',
        '2 put-files /etc/site into app-web-1 after 1 because changed: configs.site.content',
        '3 start-container app-web-1 after 2 because changed: configs.site.content',
      ),
    );
  });

  test('takes a mount of docker compose for what it is, as that cannot do better', () => {
    const mounted = projectWith(file({ mode: 0o400 }), { reference: { mode: 0o400 } });
    const copied = projectWith(file({}), { reference: { mode: 0o400 } });

    expect(planAfter(mounted, copied, { files: { '/etc/site': live('a', { mode: 0o644 }) } })).toBe('');
  });
});
