import { describe, expect, test } from 'vitest';
import type { Observed } from '../../../src/model/observed.ts';
import type { Plan } from '../../../src/model/plan.ts';
import type { Project } from '../../../src/model/project.ts';
import { inspectionsOf } from '../../support/apply-plan.ts';
import { loadFiles } from '../../support/load-files.ts';
import { planUp } from '../../support/planning.ts';
import { inShort, killedAfter, portStory, withPorts } from '../../support/port-story.ts';
import { running } from '../../support/running.ts';

interface File {
  readonly value: string;
  readonly order?: string;
  readonly ports?: string;
  readonly config?: string;
}

const load = async ({ value, order = 'start-first', ports = '["8080:80"]', config = '' }: File) =>
  (
    await loadFiles(
      [
        'x-gantry: {ingress: {image: haproxy:3.0}}',
        'services:',
        '  web:',
        '    image: app',
        `    environment: {A: "${value}"}`,
        `    ports: ${ports}`,
        `    deploy: {update_config: {order: ${order}${config}}}`,
      ].join('\n'),
    )
  ).project;

const upOf = (project: Project, observed: Observed): Plan =>
  planUp(project, observed, { noGap: true }, inspectionsOf(observed));

/** From a kill on, connections may be refused until the next run holds them; from then on never. */
const RIGHT = /^(refused, )?(held|served)(, (held|served))*$/;

/** Every run after a kill, and after a kill of that one. @param projects what the files say in the first run, in the second… */
function* storiesAfterKills(
  [project, ...later]: readonly [Project, ...Project[]],
  observed: Observed,
): Generator<readonly [name: string, story: string]> {
  const plan = upOf(project, observed);
  yield ['', inShort(portStory(observed, plan, 8080))];
  const [next, ...others] = later;
  if (next === undefined) return;
  for (let steps = 1; steps < plan.steps.length; steps++)
    for (const [name, story] of storiesAfterKills([next, ...others], killedAfter(steps, observed, plan)))
      yield [`killed after step ${steps}; ${name}`, story];
}

describe('up --no-gap after kills', () => {
  test.each<[string, File, File]>([
    ['the first switch', { value: '1', order: 'stop-first' }, { value: '2' }],
    [
      'the first switch with a way back',
      { value: '1', order: 'stop-first' },
      { value: '2', config: ', failure_action: rollback' },
    ],
    ['a handover', { value: '1', order: 'stop-first' }, { value: '2', order: 'stop-first' }],
    [
      'a handover with a way back',
      { value: '1', order: 'stop-first', config: ', failure_action: rollback' },
      { value: '2', order: 'stop-first', config: ', failure_action: rollback' },
    ],
    ['an ingress that is wanted no more', { value: '1' }, { value: '2', order: 'stop-first' }],
    ['an ingress that is made anew', { value: '1' }, { value: '2', ports: '["8080:80", "8443:443"]' }],
  ])(
    '%s: connections wait as soon as it holds them, whatever step the kills came after',
    async (_, before, after) => {
      const observed = withPorts(running(await load(before)));
      const project = await load(after);
      const changed = await load({ ...after, value: '3' });
      expect(inShort(portStory(observed, upOf(project, observed), 8080))).toBe('served, held, served');
      const wrong = [
        ...storiesAfterKills([project, project, project], observed),
        ...storiesAfterKills([project, changed], observed),
      ].filter(([, story]) => !RIGHT.test(story) || !story.endsWith('served'));
      expect(wrong).toEqual([]);
    },
  );
});
