import { describe, expect, test } from 'vitest';
import { formatPlan } from '../../../src/model/format-plan.ts';
import type { Project } from '../../../src/model/project.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';
import { inspectionsOf } from '../../support/apply-plan.ts';
import { planUp } from '../../support/planning.ts';
import { running, withContainer } from '../../support/running.ts';

/** Services with these names for their containers. */
const named = (names: Readonly<Record<string, string>>, more: Parameters<typeof aService>[1] = {}): Project =>
  aProject({
    services: Object.entries(names).map(([service, containerName]) =>
      aService(service, { containerName, ...more }),
    ),
  });

function renames(before: Project, after: Project): readonly string[] {
  const observed = running(before);
  const printed = formatPlan(planUp(after, observed, {}, inspectionsOf(observed)));
  return printed.split('\n').filter((line) => line.includes('rename-container'));
}

describe('planUp() where names go from one container to another', () => {
  test('has each given up before it is taken', () => {
    expect(renames(named({ a: 'one', b: 'two' }), named({ a: 'two', b: 'three' }))).toEqual([
      expect.stringMatching(/^1 rename-container two to three because/),
      expect.stringMatching(/^2 rename-container one to two after 1 because/),
    ]);
  });

  test('gives one of those that swap theirs a name in between', () => {
    expect(renames(named({ a: 'one', b: 'two' }), named({ a: 'two', b: 'one' }))).toEqual([
      expect.stringMatching(/^1 rename-container one to \S+_two because/),
      expect.stringMatching(/^2 rename-container two to one after 1 because/),
      expect.stringMatching(/^3 rename-container \S+_two to two after 2 because/),
    ]);
  });

  test('has a new container wait for a name that somebody gives up', () => {
    const [first, ...rest] = renames(
      named({ a: 'one', b: 'two' }),
      named({ a: 'two', b: 'three' }, { hostname: 'other' }),
    );
    expect(first).toMatch(/^1 rename-container two to three because/);
    expect(rest).toEqual([
      expect.stringMatching(/ to two after 1,\d+ because/),
      expect.stringMatching(/ to three after \d+ because/),
    ]);
  });

  test('begins a chain at its free end, and says which name each is to have', () => {
    const before = { a: 'one', b: 'two', c: 'three' };
    const after = named({ a: 'two', b: 'three', c: 'four' });

    expect(renames(named(before), after)).toEqual([
      '1 rename-container three to four because changed: container_name three -> four',
      '2 rename-container two to three after 1 because changed: container_name two -> three',
      '3 rename-container one to two after 2 because changed: container_name one -> two',
    ]);
  });

  test('starts a container only under its own name, and counts none as unchanged that is renamed', () => {
    const observed = running(named({ a: 'one', b: 'two' }));
    const stopped = withContainer(observed, 'two', { state: 'exited' });
    const plan = planUp(named({ a: 'two', b: 'one' }), stopped, {}, inspectionsOf(stopped));

    expect(formatPlan(plan)).toMatch(/^4 start-container one after 2 because exited$/m);
    expect(plan.unchanged).toEqual([]);
  });
});
