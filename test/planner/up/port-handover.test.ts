import { describe, expect, test } from 'vitest';
import type { Observed } from '../../../src/model/observed.ts';
import type { Plan } from '../../../src/model/plan.ts';
import { planRestart } from '../../../src/planner/commands/plan-restart.ts';
import type { UpIntent } from '../../../src/planner/snapshot/intent.ts';
import { anObserved } from '../../support/an-observed.ts';
import { containerStepsOf as stepsOf } from '../../support/an-update.ts';
import { inspectionsOf } from '../../support/apply-plan.ts';
import { loadFiles } from '../../support/load-files.ts';
import { planUp } from '../../support/planning.ts';
import { withPorts } from '../../support/port-story.ts';
import { running, withContainer } from '../../support/running.ts';

interface File {
  readonly value?: string;
  readonly gantry?: string;
  readonly ports?: string;
  readonly more?: string;
}

const HANDED_OVER = '{handover: true, ingress: {switch-image: nft:1}}';

const load = async ({ value = '1', gantry = HANDED_OVER, ports = '["8080:80"]', more = '' }: File = {}) =>
  (
    await loadFiles(
      [
        'services:',
        '  web:',
        '    image: app',
        `    environment: {A: "${value}"}`,
        `    ports: ${ports}`,
        `    x-gantry: ${gantry}`,
        more,
      ].join('\n'),
    )
  ).project;

/** Version 1 runs, and what holds connections is there. */
async function runningFrom(file: File = {}): Promise<Observed> {
  const { images, ...observed } = withPorts(running(await load(file)));
  const [image] = anObserved().images.values();
  return { ...observed, images: image ? new Map([...images, ['nft:1', image]]) : images };
}

const planFor = async (file: File, observed: Observed, intent: UpIntent = {}): Promise<Plan> =>
  planUp(await load(file), observed, intent, inspectionsOf(observed));

const aboutHolds = (plan: Plan): readonly string[] =>
  stepsOf(plan).filter((line) => /hold|release/.test(line));

describe('a service that hands its ports over', () => {
  test('has new connections wait from before its old container stops until its new one serves', async () => {
    const plan = await planFor({ value: '2' }, await runningFrom());
    expect(stepsOf(plan)).toEqual([
      '1 check-hold by app-web-hold',
      '2 create-container web/1 as OLD_app-web-1 inheriting after 1',
      '3 hold-ports 8080 by app-web-hold after 2',
      '4 stop-container app-web-1 after 3',
      '5 remove-container app-web-1 after 4',
      '6 rename-container made by 2 to app-web-1 after 5',
      '7 start-container made by 2 after 6',
      '8 wait-for web running_or_healthy for 0s after 7',
      '9 release-ports held by 3 when app-web-1 serves after 7 whatever becomes of 4-7',
    ]);
    expect(plan.updates).toMatchObject([
      { order: 'stop-first', waits: { ports: [8080], atMostSeconds: 40 } },
    ]);
    expect(plan.warnings).toEqual([]);
  });

  test('does so after its hooks', async () => {
    const more = '    pre_stop: [{command: bye}]';
    const steps = stepsOf(await planFor({ value: '2', more }, await runningFrom({ more })));
    const at = (word: string): number => steps.findIndex((line) => line.includes(word));
    expect(at('create-container')).toBeLessThan(at('pre_stop'));
    expect(at('pre_stop')).toBeLessThan(at('hold-ports'));
    expect(at('hold-ports')).toBeLessThan(at('stop-container'));
  });

  test('does nothing when it is as wanted, and pulls nothing for it', async () => {
    expect(stepsOf(await planFor({}, withPorts(running(await load()))))).toEqual([]);
  });

  test('gets the image of what holds connections before anything is touched', async () => {
    const plan = await planFor({ value: '2' }, withPorts(running(await load())));
    expect(plan.steps.map(({ operation }) => operation.kind).slice(0, 2)).toEqual([
      'pull-image',
      'check-hold',
    ]);
  });

  test('is held only when it is replaced: an image that may change decides that', async () => {
    const observed = await runningFrom();
    const holds = aboutHolds(await planFor({}, observed, { pull: 'always' }));
    expect(holds).toEqual([
      '2 check-hold by app-web-hold',
      expect.stringMatching(/^\d hold-ports 8080 by app-web-hold after \d if 1 gives another image/),
      expect.stringMatching(/release-ports held by \d when app-web-1 serves .* if 1 gives another image/),
    ]);
  });

  test.each<[string, File, UpIntent]>([
    ['is published by nobody', { ports: '[]' }, {}],
    ['is carried by UDP', { ports: '["53:53/udp"]' }, {}],
    ['is one of a range', { ports: '["8000-8010:80"]' }, {}],
    ['the engine chooses', { ports: '["80"]' }, {}],
    ['is not to be handed over', { gantry: '{handover: false}' }, {}],
    ['belongs to what is only created', {}, { noStart: true }],
  ])('holds no port that %s', async (_, file, intent) => {
    const observed = await runningFrom(file);
    expect(aboutHolds(await planFor({ ...file, value: '2' }, observed, intent))).toEqual([]);
  });

  test.each<[string, File]>([
    ['--no-gap', { gantry: '{ingress: {switch-image: nft:1}}' }],
    ['a mode of the host', { ports: '[{mode: host, target: 80, published: "8080"}]' }],
    [
      'start-first with a mode of the host, and nobody is warned of that',
      {
        ports: '[{mode: host, target: 80, published: "8080"}]',
        more: '    deploy: {update_config: {order: start-first}}',
      },
    ],
  ])('is held with %s', async (_, file) => {
    const plan = await planFor({ ...file, value: '2' }, await runningFrom(file), {
      noGap: file.gantry !== undefined,
    });
    expect(aboutHolds(plan)).toHaveLength(3);
    expect(plan.warnings).toEqual([]);
    expect(plan.updates).toMatchObject([{ order: 'stop-first', waits: { ports: [8080] } }]);
  });

  test('goes the way of its update when its new container fails', async () => {
    const more = '    deploy: {update_config: {failure_action: rollback}}';
    const steps = stepsOf(await planFor({ value: '2', more }, await runningFrom({ more })));
    expect(steps).toContainEqual(expect.stringMatching(/start-container app-web-1 .* if .* failed/));
    expect(steps.at(-1)).toMatch(
      /release-ports held by 3 when app-web-1 serves after 5 whatever becomes of 4,5$/,
    );
  });

  test('that must not run twice behind its first ingress: connections wait until that listens', async () => {
    const more = '    devices: [/dev/ttyUSB0]\n    deploy: {update_config: {order: start-first}}';
    const before = { more: '    devices: [/dev/ttyUSB0]' };
    const plan = await planFor({ value: '2', more }, await runningFrom(before));
    const steps = stepsOf(plan).filter((line) => /hold|release|start|stop|wait/.test(line));
    expect(steps.map((line) => line.split(' ').slice(1, 3).join(' '))).toEqual([
      'check-hold by',
      'hold-ports 8080',
      'stop-container app-web-1',
      'start-container made',
      'wait-for web',
      'start-container made',
      'release-ports held',
    ]);
  });
});

describe('restart of a service that hands its ports over', () => {
  test('has new connections wait meanwhile', async () => {
    const plan = planRestart(await load(), await runningFrom());
    expect(stepsOf(plan)).toEqual([
      '1 check-hold by app-web-hold',
      '2 hold-ports 8080 by app-web-hold after 1',
      '3 restart-container app-web-1 after 2',
      '4 release-ports held by 2 when app-web-1 serves after 3 whatever becomes of 3',
    ]);
    expect(plan.updates).toMatchObject([{ restarts: true, waits: { ports: [8080], atMostSeconds: 40 } }]);
  });

  test('does not hold the ports of one that does not run', async () => {
    const stopped = withContainer(await runningFrom(), 'app-web-1', { state: 'exited', ports: [] });
    expect(stepsOf(planRestart(await load(), stopped))).toEqual(['1 restart-container app-web-1']);
  });
});
