import { describe, expect, test } from 'vitest';
import { formatPlan } from '../../../src/model/format-plan.ts';
import type { ContainerId } from '../../../src/model/ids.ts';
import type { Inspection } from '../../../src/model/observed.ts';
import type { Project } from '../../../src/model/project.ts';
import type { ServiceSpec } from '../../../src/model/service-spec.ts';
import { planDown } from '../../../src/planner/commands/plan-down.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';
import { anInspection } from '../../support/an-inspection.ts';
import { anObserved } from '../../support/an-observed.ts';
import { lines } from '../../support/lines.ts';
import { createRequest, inspectionsNeeded, planUp } from '../../support/planning.ts';
import { running } from '../../support/running.ts';

const db = aService('db', { provider: { type: 'cloud', options: { size: [10, 20] } } });
const web = aService('web', { environment: { MODE: 'run' }, dependsOn: { db: 'service_healthy' } });
const project = aProject({ services: [db, web] });

/** The container of `web` as it is when it was given these variables too. */
function inspected(
  given: readonly string[],
  made: { readonly project: Project; readonly service: ServiceSpec } = { project, service: web },
): ReadonlyMap<ContainerId, Inspection> {
  const [container] = running(made.project).containers;
  if (!container) throw new Error('web does not run');
  const inspection = anInspection(
    container,
    createRequest(made.project, made.service, 1, () => [1]),
  );
  const { settings } = inspection.container;
  const live = { ...settings, Env: [...(settings.Env ?? []), ...given] };
  return new Map([[container.id, { ...inspection, container: { ...inspection.container, settings: live } }]]);
}

describe('planUp() of a service with a provider', () => {
  test('has the provider make it before anything that depends on it is created, and waits for nothing else', () => {
    expect(formatPlan(planUp(project, anObserved(), {}, new Map()))).toBe(
      lines(
        '1 run-provider cloud up db because requested by up',
        '2 create-container web/1 after 1 because missing',
        '3 start-container made by 2 after 2 because missing',
      ),
    );
  });

  test('replaces what depends on it only if the variables are other ones, and looks at those it has', () => {
    const observed = running(project);
    const plan = formatPlan(planUp(project, observed, {}, inspected(['DB_URL=a', 'REGION=north'])));

    expect(inspectionsNeeded(project, observed, {})).toEqual([observed.containers[0]?.id]);
    const [run, ...others] = plan.split('\n');
    expect(run).toBe('1 run-provider cloud up db because requested by up');
    expect(others.length).toBeGreaterThan(0);
    for (const line of others)
      expect(line).toMatch(/ if 1 gives other variables because it follows service db$/);
  });

  test('tells the program what the file says, with every value as a text', () => {
    const options = { size: [10, 20], zone: 'north' };
    const variables = new Map([['TOKEN', 'x']]);
    const cloud = aProject({ services: [aService('db', { provider: { type: 'cloud', options } })] });
    const [step] = planUp({ ...cloud, variables }, anObserved(), {}, new Map()).steps;

    expect(step?.operation).toMatchObject({
      kind: 'run-provider',
      verb: 'up',
      type: 'cloud',
      options: [
        ['size', ['10', '20']],
        ['zone', ['north']],
      ],
      project: 'app',
      environment: variables,
    });
  });

  test('knows which variables a provider gave: those of its name that no file and no image tells of', () => {
    const own = aService('web', {
      environment: { MODE: 'run', DB_MODE: 'file' },
      dependsOn: { db: 'service_healthy', cache: 'service_started' },
    });
    const cache = aService('cache', { provider: { type: 'cloud' } });
    const both = aProject({ services: [db, cache, own] });
    const given = ['DB_URL=a', 'DB_MODE=file', 'CACHE_URL=c', 'REGION=north', 'DB_FLAG'];
    const plan = planUp(both, running(both), {}, inspected(given, { project: both, service: own }));
    const guard = plan.steps.find(({ operation }) => operation.kind === 'create-container')?.guard;

    expect(guard).toMatchObject({ gave: ['CACHE_URL'], or: [{ gave: ['DB_URL'] }] });
    expect(guard && 'has' in guard && guard.has.get('DB_URL')?.reveal()).toBe('a');
    expect(formatPlan(plan)).not.toContain('because changed');
  });

  test('takes what has the name of any of its providers for theirs, when it was made for another file', () => {
    const cache = aService('cache', { provider: { type: 'cloud' } });
    const before = aService('web', {
      environment: { MODE: 'run' },
      dependsOn: { db: 'service_healthy', cache: 'service_started' },
    });
    const after = { ...before, environment: new Map([['MODE', 'other']]) };
    const of = (service: ServiceSpec) => aProject({ services: [db, cache, service] });
    const given = ['DB_URL=a', 'CACHE_URL=c', 'REGION=north'];
    const seen = inspected(given, { project: of(before), service: before });
    const plan = formatPlan(planUp(of(after), running(of(before)), {}, seen));

    expect(plan).toContain('environment.MODE run -> other');
    expect(plan).toContain('environment.REGION •••••• -> (none)');
    expect(plan).not.toMatch(/environment\.(DB|CACHE)_URL/);
  });

  test('takes no variable for given where nothing gives any', () => {
    const alone = aService('web', { environment: { MODE: 'run' } });
    const plain = aProject({ services: [alone] });
    const seen = inspected(['REGION=north'], { project: plain, service: alone });

    expect(formatPlan(planUp(plain, running(plain), { verify: true }, seen))).toContain(
      'because changed: environment.REGION •••••• -> (none)',
    );
  });

  test('takes what a model and what a provider gave for given, where there are both', () => {
    const told = aService('web', { dependsOn: { db: 'service_started' }, models: { llm: {} } });
    const both = {
      ...aProject({ services: [db, told] }),
      extensions: new Map([['models', { llm: { model: 'm' } }]]),
    };
    const seen = inspected(['DB_URL=a', 'LLM_URL=b', 'LLM_MODEL=m'], { project: both, service: told });

    expect(formatPlan(planUp(both, running(both), { verify: true }, seen))).not.toContain('because changed');
  });

  test('still sees what the files change', () => {
    const edited = aProject({ services: [db, aService('web', { dependsOn: { db: 'service_healthy' } })] });
    const plan = formatPlan(planUp(edited, running(project), {}, inspected(['DB_URL=a'])));

    expect(plan).toContain('because changed: environment.MODE •••••• -> (none)');
    expect(plan).not.toContain('DB_URL');
  });
});

test('planDown() has the provider remove it when what depends on it has stopped', () => {
  const plan = formatPlan(planDown(project, running(project)));

  expect(plan.split('\n').slice(0, 2)).toEqual([
    '1 stop-container app-web-1 because requested by down',
    '2 run-provider cloud down db after 1 because requested by down',
  ]);
});
