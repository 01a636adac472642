import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { UserError } from '../../src/diagnostics/user-error.ts';
import type { BuildMoment, Event } from '../../src/model/event.ts';
import { containerId, imageId, networkId } from '../../src/model/ids.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import type { Plan } from '../../src/model/plan.ts';
import { WaitError } from '../../src/model/wait-error.ts';
import { createRenderer } from '../../src/ui/progress/create-renderer.ts';
import type { Renderer } from '../../src/ui/progress/renderer.ts';
import { aBuild } from '../support/a-build.ts';
import {
  aPlan,
  createContainer,
  createNetwork,
  removeContainer,
  startContainer,
  step,
  stopContainer,
  waitFor,
} from '../support/a-plan.ts';
import { anOutput } from '../support/an-output.ts';
import { lines } from '../support/lines.ts';
import { Screen } from '../support/screen.ts';

const plan = aPlan([
  createNetwork('default'),
  { operation: createContainer('db'), after: [1] },
  { operation: startContainer('db', 2), after: [2] },
  { operation: waitFor('db', 'service_healthy', { waiter: 'web' }), after: [3] },
  { operation: createContainer('web'), after: [1] },
  { operation: startContainer('web', 5), after: [4, 5] },
]);

const started = (of: Plan): Event => ({ type: 'plan-started', plan: of });
const begin = (of: Plan, position: number): Event => ({ type: 'step-started', step: stepAt(of, position) });
function end(
  of: Plan,
  position: number,
  how: Outcome['status'] = 'done',
  message = 'it broke',
  by = 0,
): Event {
  const id = step(position);
  const outcomes: { readonly [S in Outcome['status']]: Outcome } = {
    done: { status: 'done', step: id, made: { kind: 'nothing' } },
    skipped: { status: 'skipped', step: id },
    failed: { status: 'failed', step: id, error: new UserError('engine-refused', message) },
    blocked: { status: 'blocked', step: id, by: step(by) },
    cancelled: { status: 'cancelled', step: id },
  };
  return { type: 'step-ended', step: stepAt(of, position), outcome: outcomes[how] };
}
function stepAt(of: Plan, position: number) {
  const found = of.steps[position - 1];
  if (!found) throw new Error(`no step ${position}`);
  return found;
}
const ended = (of: Plan, outcomes: readonly Outcome[] = []): Event => ({
  type: 'plan-ended',
  plan: of,
  outcomes,
});

describe('plain', () => {
  function plain(of: Plan, events: readonly Event[]): string {
    const screen = new Screen(200, 100);
    const renderer = createRenderer(
      'plain',
      anOutput((text) => screen.write(text.replaceAll('\n', '\n\r')), 200, 100),
      { colour: false },
    );
    for (const event of [started(of), ...events]) renderer.handle(event);
    renderer.close();
    return screen.text;
  }

  test('the plain renderer prints one line for each change of state, in the words of docker compose', () => {
    expect(
      plain(plan, [
        begin(plan, 1),
        end(plan, 1),
        begin(plan, 2),
        end(plan, 2),
        begin(plan, 3),
        end(plan, 3),
        begin(plan, 4),
        end(plan, 4),
      ]),
    ).toBe(
      lines(
        ' Network p_default Creating',
        ' Network p_default Created',
        ' Container p-db-1 Creating',
        ' Container p-db-1 Created',
        ' Container p-db-1 Starting',
        ' Container p-db-1 Started',
        ' Container p-db-1 Waiting',
        ' Container p-db-1 Healthy',
      ),
    );
  });

  test('the plain renderer tells the cause of a failure once, and leaves what is blocked to its report', () => {
    expect(
      plain(plan, [
        begin(plan, 2),
        end(plan, 2, 'failed', 'no such image\nmore of it'),
        end(plan, 3, 'blocked', '', 2),
        end(plan, 4, 'blocked', '', 2),
        end(plan, 5),
        end(plan, 6, 'blocked', '', 2),
      ]),
    ).toBe(
      lines(
        ' Container p-db-1 Creating',
        ' Container p-db-1 Error no such image',
        ' Container p-web-1 Created',
      ),
    );
  });

  test('the plain renderer tells a replacement as one thing', () => {
    const replacement = aPlan([
      createContainer('web', { name: '0123456789ab_p-web-1' }),
      { operation: stopContainer('web'), after: [1] },
      { operation: removeContainer('web'), after: [2] },
      {
        operation: {
          kind: 'rename-container',
          container: { createdBy: step(1) },
          from: '0123456789ab_p-web-1',
          name: 'p-web-1',
        },
        after: [3],
      },
      { operation: startContainer('web', 1), after: [4] },
    ]);
    const events = [1, 2, 3, 4, 5].flatMap((position) => [
      begin(replacement, position),
      end(replacement, position),
    ]);
    expect(plain(replacement, events)).toBe(
      lines(
        ' Container p-web-1 Recreate',
        ' Container p-web-1 Recreated',
        ' Container p-web-1 Starting',
        ' Container p-web-1 Started',
      ),
    );
  });

  test('the plain renderer says from its first step on that a container is replaced', () => {
    const replacement = aPlan([
      stopContainer('web'),
      { operation: removeContainer('web'), after: [1] },
      { operation: createContainer('web'), after: [2] },
    ]);
    const events = [1, 2, 3].flatMap((position) => [
      begin(replacement, position),
      end(replacement, position),
    ]);
    expect(plain(replacement, events)).toBe(
      lines(' Container p-web-1 Recreate', ' Container p-web-1 Recreated'),
    );
  });

  test.each([
    [{ reason: 'unhealthy' }, 'Error unhealthy'],
    [{ reason: 'exited', exitCode: 5 }, 'Error exited (5)'],
    [{ reason: 'timeout' }, 'Error not ready after 2.1 s'],
  ] as const)('the plain renderer tells in a word why a wait failed: %o', (how, expected) => {
    const error = new WaitError({
      service: 'db',
      container: 'p-db-1',
      condition: 'service_healthy',
      waitedMs: 2100,
      oomKilled: false,
      restartCount: 0,
      lastLines: [],
      ...how,
    });
    const failed: Event = {
      type: 'step-ended',
      step: stepAt(plan, 4),
      outcome: { status: 'failed', step: step(4), error },
    };
    expect(plain(plan, [begin(plan, 4), failed])).toBe(
      lines(' Container p-db-1 Waiting', ` Container p-db-1 ${expected}`),
    );
  });

  test('the plain renderer tells the cause of a failure in short: the block at the end has all of it', () => {
    const message = `container p-db-1 has ${'very '.repeat(40)}little memory`;
    const [, line = ''] = plain(plan, [begin(plan, 2), end(plan, 2, 'failed', message)]).split('\n');
    expect(line).toMatch(/^ Container p-db-1 Error has very very .*…$/);
    expect(line.length).toBeLessThan(130);
  });

  test('the plain renderer prints what a build says, but not how many bytes have come', () => {
    const pull = aPlan([{ kind: 'pull-image', image: 'app', services: ['web'] }]);
    const progress = (text: string, part?: string): Event => ({
      type: 'step-progress',
      step: stepAt(pull, 1),
      progress: part === undefined ? { text } : { text, part, currentBytes: 1, totalBytes: 2 },
    });
    expect(
      plain(pull, [progress('Downloading', 'layer'), progress('RUN npm ci'), progress('RUN npm ci')]),
    ).toBe(' Image app RUN npm ci');
  });

  test('the plain renderer counts containers whose image turned out to be the same as unchanged', () => {
    const guard = { image: step(1), differsFrom: imageId('sha256:1') };
    const guarded = aPlan(
      [
        { kind: 'pull-image', image: 'app', services: ['web'] },
        { operation: createContainer('web'), after: [1], guard },
        { operation: startContainer('web', 2), after: [2], guard },
      ],
      { unchanged: [{ kind: 'network', name: 'p_default' }] },
    );
    const outcomes: readonly Outcome[] = [
      { status: 'done', step: step(1), made: { kind: 'nothing' } },
      { status: 'skipped', step: step(2) },
      { status: 'skipped', step: step(3) },
    ];
    expect(plain(guarded, [ended(guarded, outcomes)])).toBe(' p: nothing changed (1 container, 1 network)');
  });

  test('the plain renderer says so in one line when nothing changed', () => {
    const unchanged = [
      { kind: 'container', name: 'p-web-1' },
      { kind: 'container', name: 'p-db-1' },
      { kind: 'network', name: 'p_default' },
    ] as const;
    const nothing = aPlan([], { unchanged });
    expect(plain(nothing, [ended(nothing)])).toBe(' p: nothing changed (2 containers, 1 network)');
  });

  test('the plain renderer says of what a stop finds stopped that it is', () => {
    const stopped = aPlan([], { verb: 'stop', unchanged: [{ kind: 'container', name: 'p-web-1' }] });
    expect(plain(stopped, [ended(stopped)])).toBe(
      lines(' Container p-web-1 Stopped', ' p: nothing changed (1 container)'),
    );
  });

  test('the plain renderer shows the warnings of the plan and an optional failure as a warning', () => {
    const optional = aPlan([{ operation: startContainer('db'), optional: true }], {
      warnings: ['orphans: p-old-1'],
    });
    expect(plain(optional, [begin(optional, 1), end(optional, 1, 'failed')])).toBe(
      lines('warning: orphans: p-old-1', ' Container p-db-1 Starting', ' Container p-db-1 Skipped it broke'),
    );
  });
});

describe('json', () => {
  test('the json renderer writes one object a line, with the keys of docker compose', () => {
    const written: string[] = [];
    const renderer = createRenderer(
      'json',
      anOutput((text) => written.push(text)),
      { colour: false },
    );
    for (const event of [
      started(plan),
      begin(plan, 1),
      end(plan, 1),
      end(plan, 2, 'failed'),
      end(plan, 3, 'blocked', '', 2),
    ])
      renderer.handle(event);
    expect(written.every((text) => text.endsWith('\n'))).toBe(true);
    expect(written.map((text) => JSON.parse(text))).toEqual([
      { type: 'plan', verb: 'up', project: 'p', steps: 6, unchanged: [] },
      {
        type: 'step',
        id: 'Network p_default',
        status: 'Working',
        text: 'Creating',
        step: 1,
        operation: 'create-network',
      },
      {
        type: 'step',
        id: 'Network p_default',
        status: 'Done',
        text: 'Created',
        outcome: 'done',
        step: 1,
        operation: 'create-network',
      },
      {
        type: 'step',
        id: 'Container p-db-1',
        status: 'Error',
        text: 'Error',
        details: 'it broke',
        error: { error: true, code: 'engine-refused', message: 'it broke' },
        outcome: 'failed',
        step: 2,
        operation: 'create-container',
      },
      {
        type: 'step',
        id: 'Container p-db-1',
        status: 'Error',
        text: 'Blocked',
        details: 'by Container p-db-1',
        by: 2,
        outcome: 'blocked',
        step: 3,
        operation: 'start-container',
      },
    ]);
  });
});

describe('tty', () => {
  let now = 0;
  const opened: Renderer[] = [];
  beforeEach(() => {
    now = 0;
    vi.useFakeTimers();
  });
  afterEach(() => {
    // Until it is closed it waits for the end of the process, to give the cursor back.
    for (const renderer of opened.splice(0)) renderer.close();
    vi.useRealTimers();
  });

  function terminal(columns = 60, rows = 24) {
    const screen = new Screen(columns, rows);
    let writes = 0;
    let drained: Promise<void> | undefined;
    const write = (text: string): void => {
      writes++;
      screen.write(text.replaceAll('\n', '\n\r'));
    };
    const out = {
      write,
      writeRaw: write,
      drained: () => drained,
      get columns() {
        return screen.columns;
      },
      get rows() {
        return screen.rows;
      },
    };
    const renderer = createRenderer('tty', out, { colour: false, now: () => now });
    opened.push(renderer);
    const pass = (ms: number): void => {
      for (let passed = 0; passed < ms; passed += 100) {
        now += 100;
        vi.advanceTimersByTime(100);
      }
    };
    const fill = (isFull: boolean): void => {
      drained = isFull ? Promise.resolve() : undefined;
    };
    return { screen, renderer, pass, fill, writes: () => writes };
  }

  test('the tty renderer shows one line for each resource, what it waits for, and how long it has taken', () => {
    const { screen, renderer, pass } = terminal();
    for (const event of [started(plan), begin(plan, 1), end(plan, 1), begin(plan, 2), begin(plan, 5)])
      renderer.handle(event);
    pass(1000);
    for (const event of [end(plan, 2), end(plan, 5), begin(plan, 3), end(plan, 3), begin(plan, 4)])
      renderer.handle(event);
    pass(500);
    expect(screen.text).toBe(
      lines(
        '[+] up 1/3',
        ' ✔ Network p_default  Created                           0.0s',
        ' ⠴ Container p-db-1   Waiting                           1.5s',
        ' · Container p-web-1  Created, waiting for db to be …   1.5s',
      ),
    );
    expect(screen.cursorVisible).toBe(false);
  });

  test('the tty renderer draws nothing for a reader who is behind, and then the last of it', () => {
    const { screen, renderer, pass, fill, writes } = terminal();
    renderer.handle(started(plan));
    fill(true);
    const before = writes();
    for (const event of [begin(plan, 1), end(plan, 1), begin(plan, 2)]) renderer.handle(event);
    pass(1000);
    expect(writes()).toBe(before);
    fill(false);
    pass(100);
    expect(screen.text).toContain('Network p_default  Created');
    renderer.close();
  });

  test('the tty renderer leaves the final state on the screen and gives the cursor back', () => {
    const { screen, renderer, pass } = terminal();
    const all = plan.steps.flatMap((_, index) => [begin(plan, index + 1), end(plan, index + 1)]);
    for (const event of [started(plan), ...all]) renderer.handle(event);
    pass(200);
    renderer.handle(ended(plan));
    renderer.close();
    expect(screen.text).toBe(
      lines(
        '[+] up 3/3',
        ' ✔ Network p_default  Created   0.0s',
        ' ✔ Container p-db-1   Healthy   0.0s',
        ' ✔ Container p-web-1  Started   0.0s',
      ),
    );
    expect(screen.cursorVisible).toBe(true);
  });

  test('the tty renderer gives the cursor back when it is closed in the middle', () => {
    const { screen, renderer } = terminal();
    renderer.handle(started(plan));
    renderer.handle(begin(plan, 1));
    renderer.close();
    expect(screen.cursorVisible).toBe(true);
  });

  test('the tty renderer is never taller than the terminal, and shows what matters most', () => {
    const many = aPlan(Array.from({ length: 30 }, (_, index) => createContainer(`s${index}`)));
    const { screen, renderer, pass } = terminal(60, 8);
    renderer.handle(started(many));
    for (const position of [28, 29]) renderer.handle(begin(many, position));
    renderer.handle(end(many, 30, 'failed'));
    pass(3000);
    expect(screen.text).toBe(
      lines(
        '[+] up 0/30',
        ' · Container p-s0-1',
        ' · Container p-s1-1',
        ' ⠋ Container p-s27-1  Creating         3.0s',
        ' ⠋ Container p-s28-1  Creating         3.0s',
        ' ✘ Container p-s29-1  Error it broke',
        ' … 25 more: 25 to come',
      ),
    );
  });

  const built = aPlan([
    { kind: 'build-image', image: 'p-web', service: 'web', build: aBuild(), labels: {}, secrets: [] },
  ]);
  const buildSays = (number: number, what: BuildMoment['what'], text: string): Event => ({
    type: 'step-progress',
    step: stepAt(built, 1),
    progress: { text, build: { step: number, what } },
  });
  const BUILDING = [
    started(built),
    begin(built, 1),
    buildSays(1, 'begun', '[1/4] FROM busybox'),
    buildSays(1, 'cached', 'cached'),
    buildSays(2, 'begun', '[2/4] RUN npm install'),
    ...Array.from({ length: 9 }, (_, line) => buildSays(2, 'line', `package ${line}`)),
    buildSays(3, 'begun', '[assets 2/2] COPY . .'),
  ];

  test('the tty renderer shows the running steps of a build, with their time and the last of what they wrote', () => {
    const { screen, renderer, pass } = terminal(60, 24);
    for (const event of BUILDING) renderer.handle(event);
    pass(2000);
    expect(screen.text).toBe(
      lines(
        '[+] up 0/1',
        ' ⠋ Image p-web  Building   2.0s',
        '   [2/4] RUN npm install   2.0s',
        ...[3, 4, 5, 6, 7, 8].map((line) => `     | package ${line}`),
        '   [assets 2/2] COPY . .   2.0s',
      ),
    );
    renderer.handle(end(built, 1));
    renderer.close();
    expect(screen.text).toBe(lines('[+] up 1/1', ' ✔ Image p-web  Built   2.0s'));
  });

  test('the tty renderer keeps a build within a low terminal: its steps come before what they wrote', () => {
    for (const [rows, below] of [
      [7, ['[2/4] RUN npm install', '| package 8', '[assets 2/2] COPY . .']],
      [5, ['[2/4] RUN npm install', '[assets 2/2] COPY . .']],
    ] as const) {
      const { screen, renderer, pass } = terminal(60, rows);
      for (const event of BUILDING) renderer.handle(event);
      pass(1000);
      const shown = screen.text.split('\n').slice(2);
      expect(shown.map((line) => line.replace(/ +1\.0s$/, '').trim())).toEqual(below);
      renderer.close();
    }
  });

  test('the tty renderer names the running step where there is no room below the image', () => {
    const { screen, renderer, pass } = terminal(60, 3);
    for (const event of BUILDING) renderer.handle(event);
    pass(1000);
    expect(screen.text).toContain('Image p-web  Building [assets 2/2] COPY . .');
    renderer.close();
  });

  test('the tty renderer leaves all lines on the screen at the end, also those for which there was no room', () => {
    const many = aPlan(Array.from({ length: 12 }, (_, index) => createContainer(`s${index}`)));
    const { screen, renderer, pass } = terminal(60, 6);
    renderer.handle(started(many));
    for (let position = 1; position <= 12; position++) {
      renderer.handle(begin(many, position));
      renderer.handle(end(many, position));
    }
    pass(200);
    expect(screen.text.split('\n')).toHaveLength(5);
    renderer.handle(ended(many));
    const lines = screen.text.split('\n');
    expect(lines).toHaveLength(13);
    expect(lines[0]).toBe('[+] up 12/12');
    expect(lines[12]).toBe(' ✔ Container p-s11-1  Created   0.0s');
  });

  test('the tty renderer is never wider than the terminal, and cuts names before states', () => {
    const { screen, renderer, pass } = terminal(30, 10);
    renderer.handle(started(plan));
    renderer.handle(begin(plan, 1));
    renderer.handle(end(plan, 1));
    renderer.handle(begin(plan, 2));
    pass(100);
    expect(screen.text).toBe(
      lines('[+] up 1/3', ' ✔ …default  Created    0.0s', ' ⠙ p-db-1    Creating   0.1s', ' · p-web-1'),
    );
    screen.narrow(12);
    pass(100);
    expect(screen.text.split('\n').filter((line) => line.length > 12)).toEqual([]);
  });

  test('the tty renderer shows names in a terminal of 20 columns and 5 rows, and redraws one frame', () => {
    const { screen, renderer, pass } = terminal(20, 5);
    renderer.handle(started(plan));
    renderer.handle(begin(plan, 1));
    renderer.handle(end(plan, 1));
    renderer.handle(begin(plan, 2));
    pass(1000);
    expect(screen.text).toBe(
      lines('[+] up 1/3', ' ✔ …default …   0.0s', ' ⠋ p-db-1   …   1.0s', ' · p-web-1'),
    );
  });

  test('the tty renderer tells what a start and a stop wait for in other services', () => {
    const ordered = aPlan([
      startContainer('db'),
      { operation: startContainer('web'), after: [1] },
      { operation: stopContainer('old'), after: [] },
      { operation: stopContainer('older'), after: [3] },
    ]);
    const { screen, renderer, pass } = terminal();
    renderer.handle(started(ordered));
    renderer.handle(begin(ordered, 1));
    pass(100);
    expect(screen.text).toContain(' · Container p-web-1    waiting for db to start');
    expect(screen.text).toContain(' · Container p-older-1  waiting for old to stop');
    renderer.handle(end(ordered, 1));
    pass(100);
    expect(screen.text).not.toContain('waiting for db');
  });

  test('the tty renderer does not scroll when the terminal becomes narrower', () => {
    const { screen, renderer, pass } = terminal(60, 24);
    renderer.handle(started(plan));
    renderer.handle(begin(plan, 1));
    pass(1000);
    screen.narrow(20);
    pass(1000);
    expect(screen.text.match(/\[\+\]/g)).toHaveLength(1);
  });

  test('the tty renderer redraws at most ten times a second, and not at all while nothing is under way', () => {
    const { renderer, pass, writes } = terminal();
    renderer.handle(started(plan));
    for (let burst = 0; burst < 50; burst++)
      renderer.handle({ type: 'step-progress', step: stepAt(plan, 1), progress: { text: `${burst}` } });
    pass(2000);
    expect(writes()).toBe(2);
    renderer.handle(begin(plan, 1));
    pass(1000);
    expect(writes()).toBe(12);
  });

  test('the tty renderer keeps lines that others write above what it redraws', () => {
    const { screen, renderer, pass } = terminal();
    renderer.handle(started(plan));
    renderer.handle(begin(plan, 1));
    renderer.printAbove(() => screen.write('web-1 | hello\n\r'));
    renderer.handle({ type: 'warning', message: 'beware' });
    pass(100);
    expect(screen.text.split('\n').slice(0, 3)).toEqual(['web-1 | hello', 'warning: beware', '[+] up 0/3']);
  });

  test('the tty renderer never takes its lines away for those of others, however many come', () => {
    const { screen, renderer, pass } = terminal();
    renderer.handle(started(plan));
    renderer.handle(begin(plan, 1));
    for (let burst = 0; burst < 50; burst++) {
      renderer.printAbove(() => screen.write(`web-1 | ${burst}\n\r`));
      expect(screen.text).toContain('[+] up');
      if (burst % 10 === 9) pass(100);
    }
    expect(screen.text.split('\n')).toHaveLength(54);
  });

  test('the tty renderer leaves no old lines behind when it fills the whole terminal', () => {
    const many = aPlan(Array.from({ length: 30 }, (_, index) => createContainer(`s${index}`)));
    const { screen, renderer, pass } = terminal(60, 8);
    renderer.handle(started(many));
    renderer.handle(begin(many, 1));
    for (const line of ['one', 'two', 'three']) {
      renderer.printAbove(() => screen.write(`web-1 | ${line}\n\r`));
      pass(100);
    }
    expect(screen.text.match(/\[\+\]/g)).toHaveLength(1);
    expect(screen.text.split('\n').slice(0, 3)).toEqual(['web-1 | one', 'web-1 | two', 'web-1 | three']);
  });

  test('the tty renderer loses no line of others when it ends', () => {
    const { screen, renderer } = terminal();
    renderer.handle(started(plan));
    renderer.printAbove(() => screen.write('web-1 | last words\n\r'));
    renderer.close();
    expect(screen.text.split('\n').slice(0, 2)).toEqual(['web-1 | last words', '[+] up 0/3']);
  });

  test('the tty renderer goes on with the plan that it shows when an earlier one is still ending', () => {
    const stopping = aPlan([stopContainer('web'), stopContainer('db')], { verb: 'stop' });
    const killing = aPlan(
      [{ kind: 'kill-container', container: containerId('db'), name: 'p-db-1', signal: 'SIGKILL' }],
      { verb: 'kill' },
    );
    const { screen, renderer, pass } = terminal();
    for (const event of [started(stopping), begin(stopping, 1), started(killing), begin(killing, 1)])
      renderer.handle(event);
    for (const event of [end(stopping, 1), ended(stopping)]) renderer.handle(event);
    pass(100);
    expect(screen.text.split('\n').slice(-2)).toEqual([
      '[+] kill 0/1',
      ' ⠙ Container p-db-1  Killing   0.1s',
    ]);
    expect(screen.cursorVisible).toBe(false);
  });

  test('the tty renderer keeps a footer below the lines of others, and below what it draws', () => {
    const { screen, renderer, pass } = terminal();
    const write = (text: string) => renderer.printAbove(() => screen.write(`${text}\n\r`));
    renderer.showFooter?.('d detach');
    write('one');
    write('two');
    pass(100);
    expect(screen.text).toBe(lines('one', 'two', 'd detach'));
    renderer.handle(started(plan));
    expect(screen.text.split('\n').at(2)).toMatch(/^\[\+\] up 0/);
    expect(screen.text.split('\n').at(-1)).toBe('d detach');
    renderer.close();
    write('three');
    pass(100);
    expect(screen.text.split('\n').slice(-2)).toEqual(['three', 'd detach']);
    expect(screen.cursorVisible).toBe(true);
  });

  test('the tty renderer takes its footer away without a trace, and loses no line of others with it', () => {
    const { screen, renderer } = terminal(20);
    renderer.showFooter?.('a footer that is too long for this terminal');
    expect(screen.text).toBe('a footer that is t…');
    renderer.printAbove(() => screen.write('last\n\r'));
    renderer.showFooter?.(undefined);
    expect(screen.text).toBe('last');
  });

  test('the tty renderer shows how far a download is, over all its parts', () => {
    const pull = aPlan([{ kind: 'pull-image', image: 'app', services: ['web'] }]);
    const { screen, renderer, pass } = terminal();
    renderer.handle(started(pull));
    renderer.handle(begin(pull, 1));
    for (const part of ['a', 'b'])
      renderer.handle({
        type: 'step-progress',
        step: stepAt(pull, 1),
        progress: { text: 'Downloading', part, currentBytes: 1e6, totalBytes: 2e6 },
      });
    pass(100);
    expect(screen.text).toContain('Image app  Pulling Downloading 2.0/4.0 MB');
  });
});

test('a guarded replacement that was not needed is told as unchanged', () => {
  const guard = { image: step(1), differsFrom: imageId('sha256:1') };
  const guarded = aPlan([
    { kind: 'pull-image', image: 'app', services: ['web'] },
    { operation: createContainer('web', { name: '0123456789ab_p-web-1' }), after: [1], guard },
    { operation: { ...removeContainer('web'), container: { id: containerId('old') } }, after: [2], guard },
    { operation: { kind: 'remove-network', id: networkId('n'), name: 'p_old' }, after: [1] },
  ]);
  const written: string[] = [];
  const renderer = createRenderer(
    'plain',
    anOutput((text) => written.push(text)),
    { colour: false },
  );
  for (const event of [started(guarded), end(guarded, 2, 'skipped'), end(guarded, 3, 'skipped')])
    renderer.handle(event);
  expect(written).toEqual([' Container p-web-1 Unchanged\n']);
});
