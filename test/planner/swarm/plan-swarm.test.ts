import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { formatPlan } from '../../../src/model/format-plan.ts';
import type { ObservedSwarm } from '../../../src/model/observed-swarm.ts';
import type { Plan } from '../../../src/model/plan.ts';
import { forceUpdate } from '../../../src/planner/swarm/force-update.ts';
import { planSwarmDown } from '../../../src/planner/swarm/plan-swarm-down.ts';
import { planSwarmRestart, type SwarmRestartIntent } from '../../../src/planner/swarm/plan-swarm-restart.ts';
import { planSwarmUp, type SwarmUpIntent } from '../../../src/planner/swarm/plan-swarm-up.ts';
import { afterPlan, aNode, EMPTY_SWARM } from '../../support/a-swarm.ts';
import { loadFiles } from '../../support/load-files.ts';
import { aSwarmTask } from '../../support/swarm-objects.ts';

const SHOP = `
services:
  web:
    image: web
    environment: {B: "2", A: "1"}
    depends_on: {migrate: {condition: service_completed_successfully}}
    configs: [page]
    deploy: {replicas: 2}
  migrate:
    image: migrate
    depends_on: {db: {condition: service_healthy}}
  db:
    image: db
    secrets: [password]
configs: {page: {content: hello}}
secrets: {password: {environment: PASSWORD}}
`;

const projectOf = async (text: string, password = 'first') =>
  (await loadFiles(text, { environment: { PASSWORD: password } })).project;

const linesOf = (plan: Plan): readonly string[] =>
  formatPlan(plan)
    .split('\n')
    .filter((line) => /^\d/.test(line));

async function up(text: string, observed: ObservedSwarm = EMPTY_SWARM, intent: SwarmUpIntent = {}) {
  return planSwarmUp(await projectOf(text), observed, intent);
}

const running = async (text = SHOP): Promise<ObservedSwarm> => afterPlan(await up(text));

describe('up on a swarm', () => {
  test('makes networks, contents and services in the order of their dependencies, and waits as they ask', async () => {
    expect(linesOf(await up(SHOP))).toMatchInlineSnapshot(`
      [
        "1 create-network default because missing",
        "2 create-swarm-file secret app_password_438519f85a9d because missing",
        "3 create-swarm-file config app_page_a1ad92f331dc because missing",
        "4 create-swarm-service app_db after 1,2 because missing",
        "5 await-tasks app_db running after 4 because missing",
        "6 create-swarm-service app_migrate after 5 because missing",
        "7 await-tasks app_migrate completed after 6 because missing",
        "8 create-swarm-service app_web after 3,7 because missing",
        "9 await-tasks app_web running after 8 because missing",
      ]
    `);
  });

  test('watches new tasks without a healthcheck, since nothing else tells that their program cannot start', async () => {
    const { steps } = await up(`
services:
  plain: {image: web}
  probed: {image: web, healthcheck: {test: "true"}}
  job: {image: web, deploy: {mode: replicated-job}}
`);

    expect(
      steps.flatMap(({ operation }) =>
        operation.kind === 'await-tasks' ? [[operation.service, operation.steadyMs]] : [],
      ),
    ).toEqual([
      ['job', undefined],
      ['plain', 1000],
      ['probed', undefined],
    ]);
  });

  test('watches those that a service gets more of, and leaves those that are replaced to the swarm', async () => {
    const many = (replicas: number, more = ''): string =>
      `services: {web: {image: web${more}, deploy: {replicas: ${replicas}}}}`;
    const observed = afterPlan(await up(many(1)));
    const watched = async (text: string): Promise<readonly (number | undefined)[]> =>
      (await up(text, observed)).steps.flatMap(({ operation }) =>
        operation.kind === 'await-tasks' ? [operation.steadyMs] : [],
      );
    expect(await watched(many(3))).toEqual([1000]);
    expect(await watched(many(3, ', command: other'))).toEqual([undefined]);
    expect(await watched(many(0))).toEqual([undefined]);
  });

  test('does nothing the second time', async () => {
    expect((await up(SHOP, await running())).steps).toEqual([]);
  });

  test('sends again what the swarm has, but for what changed', async () => {
    const observed = await running();
    const plan = await up(SHOP.replace('"2"', '"3"'), observed);
    const [update] = plan.steps;
    expect(update?.cause).toEqual({
      kind: 'changed',
      fields: [{ field: 'environment.B', from: '2', to: '3' }],
    });
    const had = observed.services.find(({ name }) => name === 'app_web')?.spec;
    expect(update?.operation).toMatchObject({ kind: 'update-swarm-service', name: 'app_web', had });
    expect(plan.steps).toHaveLength(2);
  });

  test('gives another content another name, and keeps the old one for a way back until the next change is done', async () => {
    const first = await running();
    const change = await up(SHOP.replace('hello', 'goodbye'), first);
    const kinds = (plan: Plan) => plan.steps.map(({ operation }) => operation.kind);
    expect(kinds(change)).toEqual(['create-swarm-file', 'update-swarm-service', 'await-tasks']);
    const second = afterPlan(change, first);
    expect((await up(SHOP.replace('hello', 'goodbye'), second)).steps).toEqual([]);
    const again = await up(SHOP.replace('hello', 'again'), second);
    expect(kinds(again)).toEqual([...kinds(change), 'remove-swarm-file']);
    expect(again.steps.at(-1)).toMatchObject({ after: [again.steps[2]?.id] });
    const third = afterPlan(again, second);
    expect((await up(SHOP.replace('hello', 'again'), third)).steps).toEqual([]);
  });

  test('says nothing of the content of a secret, neither by its name nor in its labels', async () => {
    const plan = planSwarmUp(await projectOf(SHOP, 'hunter2'), EMPTY_SWARM);
    const created = plan.steps.flatMap(({ operation }) =>
      operation.kind === 'create-swarm-file' && operation.file.kind === 'secret' ? [operation.file] : [],
    );
    expect(created).toEqual([
      expect.objectContaining({ name: expect.stringMatching(/^app_password_[\da-f]{12}$/) }),
    ]);
    const quick = createHash('sha256').update('hunter2').digest('hex');
    expect(JSON.stringify(created)).not.toContain(quick.slice(0, 12));
    expect(JSON.stringify(plan)).not.toContain('hunter2');
  });

  test('makes a service anew that runs to its end by now, as a swarm cannot change that', async () => {
    const plan = await up(SHOP.replace('deploy: {replicas: 2}', 'deploy: {mode: global}'), await running());
    expect(linesOf(plan)).toEqual([
      '1 remove-swarm-service app_web because changed: deploy.mode Replicated -> Global',
      '2 create-swarm-service app_web after 1 because changed: deploy.mode Replicated -> Global',
      '3 await-tasks app_web running after 2 because changed: deploy.mode Replicated -> Global',
    ]);
  });

  test('never runs a job again without a reason, not even with what it depends on', async () => {
    const restarting = SHOP.replace(
      'condition: service_healthy',
      'condition: service_healthy, restart: true',
    );
    const plan = await up(restarting.replace('image: db', 'image: db:2'), await running(restarting));
    expect(plan.steps.flatMap(({ operation }) => ('name' in operation ? [operation.name] : []))).toEqual([
      'app_db',
      'app_db',
    ]);
  });

  test('runs a job again whose own settings have changed, and waits for its end', async () => {
    const plan = await up(SHOP.replace('image: migrate', 'image: migrate:2'), await running());
    expect(linesOf(plan)).toEqual([
      '1 update-swarm-service app_migrate because changed: image migrate -> migrate:2',
      '2 await-tasks app_migrate completed after 1 because changed: image migrate -> migrate:2',
    ]);
  });

  test('restarts with a dependency what asks for that', async () => {
    const file = (image: string) => `
services:
  web: {image: web, depends_on: {db: {condition: service_started, restart: true}}}
  db: {image: "${image}"}
`;
    const plan = await up(file('db:2'), afterPlan(await up(file('db:1'))));
    const update = plan.steps.find(
      ({ operation }) => operation.kind === 'update-swarm-service' && operation.service === 'web',
    );
    expect(update?.cause).toEqual({ kind: 'follows', resource: { kind: 'service', name: 'app_db' } });
    expect(update?.operation).toMatchObject({ spec: { TaskTemplate: { ForceUpdate: 1 } } });
  });

  test('leaves services alone that the files do not have, and says how they go', async () => {
    const observed = await running();
    const less = SHOP.replace(
      '    depends_on: {migrate: {condition: service_completed_successfully}}\n',
      '',
    ).replace(/ {2}migrate:[\s\S]*? {2}db:\n/, '  db:\n');
    const kept = await up(less, observed);
    expect(kept.warnings).toEqual([
      'services that the files do not have stay: app_migrate; --remove-orphans removes them',
    ]);
    const plan = await up(less, observed, { removeOrphans: true });
    expect(linesOf(plan)).toEqual(['1 remove-swarm-service app_migrate because orphan']);
  });

  test('removes with orphans the secrets and configs that only they use', async () => {
    const text = `
services:
  web: {image: web}
  old: {image: old, configs: [page]}
configs: {page: {content: x}}
`;
    const without = 'services: {web: {image: web}}';
    const observed = await running(text);
    const plan = await up(without, observed, { removeOrphans: true });
    expect(linesOf(plan)).toEqual([
      '1 remove-swarm-service app_old because orphan',
      expect.stringMatching(/^2 remove-swarm-file config app_page_\w+ after 1 /),
    ]);
    expect(linesOf(await up(without, observed))).toEqual([]);
    expect(linesOf(await up(without, afterPlan(plan, observed), { removeOrphans: true }))).toEqual([]);
  });

  test('takes a job for one also when those that wait for it are not selected', async () => {
    const observed = await running();
    const { services, ...project } = await projectOf(SHOP);
    const named = ['migrate', 'db'];
    const selected = {
      ...project,
      services: new Map([...services].filter(([name]) => named.includes(name))),
      disabledServices: new Map([...services].filter(([name]) => !named.includes(name))),
    };
    expect(planSwarmUp(selected, observed, { services: ['migrate'] }).steps).toEqual([]);
  });

  test('takes over what docker stack has made, without a change', async () => {
    const observed = await running();
    const plain = (name: string) => name.replace(/^(app_(?:page|password))_[\da-f]{12}$/, '$1');
    const text = JSON.stringify(observed).replaceAll(/app_(?:page|password)_[\da-f]{12}/g, plain);
    const plan = await up(SHOP, JSON.parse(text) as ObservedSwarm);
    expect(plan.steps).toEqual([]);
    expect(plan.warnings).toEqual([expect.stringContaining('secret "password" was made by docker stack')]);
  });

  test('tells each setting that a swarm cannot honour, and what happens instead', async () => {
    const { warnings } = await up(`
services:
  web: {image: web, privileged: true, container_name: mine, ports: ["127.0.0.1:80:80"]}
`);
    expect(warnings).toEqual([
      expect.stringMatching(/^service "web": a swarm cannot honour container_name: each task has a name/),
      expect.stringMatching(/^service "web": a swarm cannot honour privileged: /),
      expect.stringMatching(/^service "web": a swarm cannot honour ports \(80\): 127\.0\.0\.1 cannot/),
    ]);
  });

  test('refuses what is not there', async () => {
    await expect(
      up('services: {web: {image: web, networks: [x]}}\nnetworks: {x: {external: true}}'),
    ).rejects.toThrow('network "x" is external, and the swarm does not have it');
    await expect(up(SHOP.replace('content: hello', 'content: ""'))).rejects.toThrow(
      'config "page" is empty: a swarm takes 1 to 1023999 bytes',
    );
  });
});

test('a change of a job says that it runs, and how often', async () => {
  const scaled = (many: number) =>
    running().then((now) => up(SHOP, now, { scale: new Map([['migrate', many]]) }));
  expect((await scaled(2)).warnings).toEqual(['job migrate runs again, 2 times, 2 of them at once']);
  expect((await up(SHOP.replace('image: migrate', 'image: migrate:2'), await running())).warnings).toEqual([
    'job migrate runs again',
  ]);
  expect((await up(SHOP, await running())).warnings).toEqual([]);
});

describe('restart on a swarm', () => {
  const asking = SHOP.replace(
    'condition: service_healthy',
    'condition: service_healthy, restart: true',
  ).replace(
    'condition: service_completed_successfully',
    'condition: service_completed_successfully, restart: true',
  );
  const restart = async (services: readonly string[] = [], more: SwarmRestartIntent = {}) =>
    linesOf(planSwarmRestart(await projectOf(asking), await running(asking), { services, ...more }));

  test('makes new tasks of all that goes on; a job would run again', async () => {
    expect(await restart()).toMatchInlineSnapshot(`
      [
        "1 update-swarm-service app_db because requested by restart",
        "2 await-tasks app_db running after 1 because requested by restart",
        "3 update-swarm-service app_web after 2 because requested by restart",
        "4 await-tasks app_web running after 3 because requested by restart",
      ]
    `);
  });

  test('restarts what is named, what asks to be restarted with it, and a job that is named', async () => {
    expect(await restart(['db'])).toMatchInlineSnapshot(`
      [
        "1 update-swarm-service app_db because requested by restart",
        "2 await-tasks app_db running after 1 because requested by restart",
        "3 update-swarm-service app_web after 2 because requested by restart",
        "4 await-tasks app_web running after 3 because requested by restart",
      ]
    `);
    expect(await restart(['db'], { noDeps: true })).toMatchInlineSnapshot(`
      [
        "1 update-swarm-service app_db because requested by restart",
        "2 await-tasks app_db running after 1 because requested by restart",
      ]
    `);
    const again = planSwarmRestart(await projectOf(asking), await running(asking), { services: ['migrate'] });
    expect(again.warnings).toEqual(['job migrate runs again']);
    expect(await restart(['migrate'])).toMatchInlineSnapshot(`
      [
        "1 update-swarm-service app_migrate because requested by restart",
        "2 await-tasks app_migrate completed after 1 because requested by restart",
        "3 update-swarm-service app_web after 2 because requested by restart",
        "4 await-tasks app_web running after 3 because requested by restart",
      ]
    `);
  });

  test('sends what the swarm has, with another number', async () => {
    const observed = await running();
    const [update] = planSwarmRestart(await projectOf(SHOP), observed, { services: ['web'] }).steps;
    const had = observed.services.find(({ name }) => name === 'app_web')?.spec;
    expect(update?.operation).toMatchObject({ had, spec: had && forceUpdate(had), tasks: 'replaced' });
    expect(update?.operation).toMatchObject({ spec: { TaskTemplate: { ForceUpdate: 1 } } });
  });

  test('says of flags that have no effect that they have none, and of services that are not there', async () => {
    const plan = planSwarmRestart(await projectOf(SHOP), EMPTY_SWARM, {
      services: ['web'],
      timeoutSeconds: 3,
    });
    expect(plan.warnings).toEqual([
      '--timeout has no effect on a swarm: a task gets the stop_grace_period of its service',
      'service "web" is not on the swarm: up brings it there',
      'No resource found to restart for project "app"',
    ]);
  });
});

test('a number of replicas is an error for a global service', async () => {
  const file = 'services: {web: {image: web, deploy: {mode: global}}}';
  const scale = new Map([['web', 2]]);
  await expect(up(file, EMPTY_SWARM, { scale })).rejects.toMatchObject({ code: 'bad-usage' });
});

describe('down on a swarm', () => {
  test('removes what depends on something before that, once its containers have ended, and then the rest', async () => {
    expect(linesOf(planSwarmDown(await projectOf(SHOP), await running()))).toMatchInlineSnapshot(`
      [
        "1 remove-swarm-service app_web because requested by down",
        "2 await-tasks app_web gone after 1 because requested by down",
        "3 remove-swarm-service app_migrate after 2 because requested by down",
        "4 await-tasks app_migrate gone after 3 because requested by down",
        "5 remove-swarm-service app_db after 4 because requested by down",
        "6 await-tasks app_db gone after 5 because requested by down",
        "7 remove-swarm-network app_default after 6 because requested by down",
        "8 remove-swarm-file secret app_password_438519f85a9d after 6 because requested by down",
        "9 remove-swarm-file config app_page_a1ad92f331dc after 2 because requested by down",
      ]
    `);
  });

  test('leaves what others still use when some services are named', async () => {
    const plan = planSwarmDown(await projectOf(SHOP), await running(), { services: ['web'] });
    expect(linesOf(plan)).toEqual([
      '1 remove-swarm-service app_web because requested by down',
      '2 await-tasks app_web gone after 1 because requested by down',
    ]);
  });

  test('says that volumes stay, where somebody wants them removed', async () => {
    const observed = await running();
    const plan = planSwarmDown(await projectOf(SHOP), observed, { volumes: true });
    expect(plan.warnings).toEqual([expect.stringMatching(/^volumes stay on their nodes: /)]);
    expect(linesOf(plan)).toEqual(linesOf(planSwarmDown(await projectOf(SHOP), observed)));
  });

  test('names the volumes that stay, by the nodes where tasks have made them', async () => {
    const file = `services:
  db: {image: db, volumes: ["data:/data", "theirs:/theirs", "/anonymous"]}
  web: {image: web, volumes: ["data:/data", "more:/more"]}
volumes: {data: {}, more: {}, theirs: {external: true}}`;
    const tasks = [
      aSwarmTask('id-of-app_db', 'two'),
      aSwarmTask('id-of-app_web', 'two', { state: 'failed', desiredState: 'shutdown' }),
      aSwarmTask('id-of-app_web', 'one'),
    ];
    const observed = { ...(await running(file)), nodes: [aNode('two'), aNode('one'), aNode('three')], tasks };
    const plan = planSwarmDown(await projectOf(file), observed, { volumes: true });
    expect(plan.warnings.slice(1)).toEqual([
      'to remove those of one, on its engine: docker volume rm app_data app_more',
      'to remove those of two, on its engine: docker volume rm app_data app_more',
    ]);
  });

  test('says that there is nothing', async () => {
    const plan = planSwarmDown(await projectOf(SHOP), EMPTY_SWARM);
    expect(plan).toMatchObject({ steps: [], warnings: ['No resource found to remove for project "app"'] });
  });
});
