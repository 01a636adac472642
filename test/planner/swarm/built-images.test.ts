import { describe, expect, test } from 'vitest';
import { hintText } from '../../../src/diagnostics/hint.ts';
import { formatPlan } from '../../../src/model/format-plan.ts';
import { imageId, networkId } from '../../../src/model/ids.ts';
import type { ObservedSwarm } from '../../../src/model/observed-swarm.ts';
import type { Plan } from '../../../src/model/plan.ts';
import type { ImageAnswer } from '../../../src/model/swarm-image.ts';
import type { ImageFacts } from '../../../src/planner/swarm/decide-image.ts';
import { imagesForUp, planSwarmUp, type SwarmUpIntent } from '../../../src/planner/swarm/plan-swarm-up.ts';
import { showPlan } from '../../../src/ui/plan/show-plan.ts';
import { afterPlan, aNode, EMPTY_SWARM } from '../../support/a-swarm.ts';
import { loadFiles } from '../../support/load-files.ts';

const digest = (digit: string): string => `sha256:${digit.repeat(64)}`;
const networks = [{ id: networkId('id-of-none'), name: 'none', driver: 'null', scope: 'local', labels: {} }];
const ONE: ObservedSwarm = { ...EMPTY_SWARM, networks, nodes: [aNode('one')] };
const THREE: ObservedSwarm = { ...ONE, nodes: ['one', 'two', 'three'].map((name) => aNode(name)) };

/** A service alone, on no network that would have to be made. */
const web = (image = '', more = '', gantry = '') => `
services: {web: {build: ., network_mode: none${image && `, image: "${image}"`}${more}}}
${gantry && `x-gantry: ${gantry}`}`;

interface Known {
  readonly local?: Readonly<Record<string, string>>;
  readonly answers?: Readonly<Record<string, ImageAnswer>>;
  readonly ownRegistry?: string;
  readonly engineNode?: string;
}

const factsOf = ({ local = {}, answers = {}, ...facts }: Known): ImageFacts => ({
  ...facts,
  local: new Map(Object.entries(local).map(([name, id]) => [name, { id: imageId(id) }])),
  answers: new Map(Object.entries(answers)),
});

const resolved = (digit: string): ImageAnswer => ({ kind: 'resolved', digest: digest(digit), platforms: [] });
const UNKNOWN: ImageAnswer = { kind: 'unresolved', why: 'the registry has no such image' };

async function up(text: string, observed: ObservedSwarm, known: Known = {}, intent: SwarmUpIntent = {}) {
  const { project } = await loadFiles(text);
  return planSwarmUp(project, observed, { ...intent, images: factsOf(known) });
}

const linesOf = (plan: Plan): readonly string[] => formatPlan(plan).split('\n').filter(Boolean);

/** As it is when the tasks run what a step of the plan told. */
async function running(text: string, observed: ObservedSwarm, image: string): Promise<ObservedSwarm> {
  const after = afterPlan(await up(text, observed, { ownRegistry: 'box:5000' }), observed);
  const services = after.services.map((service) => {
    const spec = JSON.parse(JSON.stringify(service.spec).replace(/"Image":"[^"]*"/, `"Image":"${image}"`));
    return { ...service, spec };
  });
  return { ...after, services };
}

describe('what is built, and has the name of a registry', () => {
  const FILE = web('box:5000/web:1');

  test('is built, pushed, and resolved before anything changes, where nobody has it', async () => {
    expect(linesOf(await up(FILE, THREE, { answers: { 'box:5000/web:1': UNKNOWN } }))).toEqual([
      '1 build-image box:5000/web:1 because missing',
      '2 push-image box:5000/web:1 after 1 because missing',
      '3 resolve-image box:5000/web:1 after 2 because missing',
      '4 create-swarm-service app_web from what 3 tells after 3 because missing',
      '5 await-tasks app_web running after 4 because missing',
    ]);
  });

  test('is taken from the registry that has it, whatever this engine has: it may be older', async () => {
    const { project } = await loadFiles(FILE);
    expect(imagesForUp(project, THREE, {})).toEqual(['box:5000/web:1']);
    const plan = await up(FILE, THREE, {
      answers: { 'box:5000/web:1': resolved('b') },
      local: { 'box:5000/web:1': digest('a') },
    });
    expect(linesOf(plan)[0]).toBe('1 create-swarm-service app_web because missing');
    expect(JSON.stringify(plan.steps[0]?.operation)).toContain(`box:5000/web:1@${digest('b')}`);
  });

  test('is pushed as this engine has it, where the registry does not', async () => {
    const known = { answers: { 'box:5000/web:1': UNKNOWN }, local: { 'box:5000/web:1': digest('a') } };
    expect(linesOf(await up(FILE, THREE, known)).slice(0, 2)).toEqual([
      '1 push-image box:5000/web:1 because missing',
      '2 resolve-image box:5000/web:1 after 1 because missing',
    ]);
  });

  test('is built again with --build, and an update only if that gives another image', async () => {
    const live = `box:5000/web:1@${digest('a')}`;
    const observed = await running(FILE, THREE, live);
    const { project } = await loadFiles(FILE);
    expect(imagesForUp(project, observed, { build: true })).toEqual([]);
    const plan = await up(FILE, observed, {}, { build: true });
    expect(linesOf(plan)).toEqual([
      '1 build-image box:5000/web:1 because requested by --build',
      '2 push-image box:5000/web:1 after 1 because requested by --build',
      '3 resolve-image box:5000/web:1 after 2 because requested by --build',
      `4 update-swarm-service app_web from what 3 tells after 3 if 3 tells another image than ${live} because image box:5000/web:1 may change`,
      `5 await-tasks app_web running after 4 if 3 tells another image than ${live} because image box:5000/web:1 may change`,
    ]);
    expect(showPlan(plan, { colour: false })).toContain(
      '? replace service app_web: update if the build of box:5000/web:1 gives another image',
    );
  });

  test('is updated in any case with --build when another setting has changed', async () => {
    const observed = await running(FILE, THREE, `box:5000/web:1@${digest('a')}`);
    const plan = await up(web('box:5000/web:1', ', environment: {A: b}'), observed, {}, { build: true });
    expect(linesOf(plan)[3]).toBe(
      '4 update-swarm-service app_web from what 3 tells after 3 because changed: environment.A (none) -> b',
    );
  });

  test('is left alone the second time', async () => {
    const observed = await running(FILE, THREE, `box:5000/web:1@${digest('a')}`);
    const { project } = await loadFiles(FILE);
    expect(imagesForUp(project, observed, {})).toEqual([]);
    expect((await up(FILE, observed, { local: { 'box:5000/web:1': digest('c') } })).steps).toEqual([]);
  });

  test('is pushed by its builder where it is of several platforms: an engine holds one', async () => {
    const file = FILE.replace('build: .', 'build: {context: ., platforms: [linux/amd64, linux/arm64]}');
    const plan = await up(file, THREE, { answers: { 'box:5000/web:1': UNKNOWN } });
    expect(plan.steps.map(({ operation }) => operation.kind).slice(0, 2)).toEqual([
      'build-image',
      'resolve-image',
    ]);
    expect(plan.steps[0]?.operation).toMatchObject({ pushes: true });
  });

  test('is built on one node alone, and nothing is pushed', async () => {
    const { project } = await loadFiles(FILE);
    expect(imagesForUp(project, ONE, {})).toEqual([]);
    expect(linesOf(await up(FILE, ONE)).slice(0, 2)).toEqual([
      '1 build-image box:5000/web:1 because missing',
      '2 create-swarm-service app_web from what 1 tells after 1 because missing',
    ]);
  });
});

describe('what is built, and has no registry in its name', () => {
  test('is an error where several nodes may run it, at its place, with the ways out', async () => {
    const error = await up(web(), THREE).catch((reason) => reason);
    expect(error).toMatchObject({
      code: 'image-without-registry',
      message:
        'service "web" is built, and 3 nodes may run it: they could not pull app-web, whose name has no registry',
      about: { of: ['services', 'web'], settings: ['image', 'build'] },
    });
    expect(hintText(error.hint)).toContain('x-gantry: {registry: HOST:PORT}');
  });

  test('is no error where it runs as it was deployed by its name, or where nothing builds it', async () => {
    const observed = await running(web(), THREE, 'app-web:latest');
    expect((await up(web(), observed)).steps).toEqual([]);
    expect((await up(web().replace('build: .', 'image: app-web'), THREE)).steps).toHaveLength(2);
  });

  test('is no error where constraints leave it the node that builds', async () => {
    const placed = web('', ', deploy: {placement: {constraints: [node.hostname==one]}}');
    expect(linesOf(await up(placed, THREE, { engineNode: 'id-of-one' }))[0]).toBe(
      '1 build-image app-web because missing',
    );
    await expect(up(placed, THREE, { engineNode: 'id-of-two' })).rejects.toMatchObject({
      code: 'image-without-registry',
    });
  });

  test('goes under a tag of its content to the registry of x-gantry, or to that of the swarm', async () => {
    const shared = [
      '1 build-image app-web because missing',
      '2 share-image app-web at box:5000/team/app-web after 1 because missing',
      '3 create-swarm-service app_web from what 2 tells after 2 because missing',
      '4 await-tasks app_web running after 3 because missing',
    ];
    expect(linesOf(await up(web('', '', '{registry: "box:5000/team/"}'), THREE))).toEqual(shared);
    expect(linesOf(await up(web(), THREE, { ownRegistry: 'box:5000/team' }))).toEqual(shared);
  });

  test('is loaded on the nodes that may run it where the file says so, and once they have it, left alone', async () => {
    const file = web('', ', deploy: {placement: {constraints: [node.hostname!=two]}}', '{load-images: true}');
    const nodes = [...THREE.nodes, aNode('four', { state: 'down' })];
    const plan = await up(file, { ...THREE, nodes });
    expect(linesOf(plan)).toEqual([
      '1 build-image app-web because missing',
      '2 load-image app-web on one three after 1 because missing',
      '3 create-swarm-service app_web from what 2 tells after 2 because missing',
      '4 await-tasks app_web running after 3 because missing',
    ]);
    expect(plan.warnings).toEqual([
      expect.stringContaining('cannot honour network_mode'),
      expect.stringContaining('is not loaded on four, which cannot be reached'),
    ]);
    const observed = await running(file, THREE, digest('a'));
    expect((await up(file, observed, { local: { 'app-web': digest('a') } })).steps).toEqual([]);
    expect(linesOf(await up(file, observed, { local: { 'app-web': digest('b') } }))[0]).toBe(
      '1 load-image app-web on one three because missing',
    );
  });

  test('is sent as this engine has it, and is a change when that is another one', async () => {
    const file = web('', '', '{registry: "box:5000"}');
    const live = `box:5000/app-web:gantry-aaaaaaaaaaaa@${digest('1')}`;
    const observed = await running(file, THREE, live);
    expect((await up(file, observed, { local: { 'app-web': digest('a') } })).steps).toEqual([]);
    // It was built elsewhere.
    expect((await up(file, observed)).steps).toEqual([]);
    expect(linesOf(await up(file, observed, { local: { 'app-web': digest('b') } }))).toEqual([
      '1 share-image app-web at box:5000/app-web because missing',
      '2 update-swarm-service app_web from what 1 tells after 1 because changed: image box:5000/app-web:gantry-aaaaaaaaaaaa@sha256:111111111111 -> box:5000/app-web:gantry-bbbbbbbbbbbb',
      '3 await-tasks app_web running after 2 because changed: image box:5000/app-web:gantry-aaaaaaaaaaaa@sha256:111111111111 -> box:5000/app-web:gantry-bbbbbbbbbbbb',
    ]);
  });

  test('is known by its id on one node, which then asks no registry for it', async () => {
    const known = { local: { 'app-web': digest('a') } };
    const plan = await up(web(), ONE, known);
    expect(linesOf(plan)).toEqual([
      '1 create-swarm-service app_web because missing',
      '2 await-tasks app_web running after 1 because missing',
    ]);
    const observed = afterPlan(plan, ONE);
    expect((await up(web(), observed, known)).steps).toEqual([]);
    expect(linesOf(await up(web(), observed, { local: { 'app-web': digest('b') } }))).toHaveLength(2);
    expect(linesOf(await up(web(), observed, known, { build: true }))[1]).toContain(
      `if 1 tells another image than ${digest('a')}`,
    );
  });

  test('is missing where it may not be built', async () => {
    await expect(up(web(), ONE, {}, { build: 'never' })).rejects.toMatchObject({ code: 'image-not-found' });
  });

  test('is built once for all services that run it, after what it is made from', async () => {
    const plan = await up(
      `
services:
  web: {build: {context: ., additional_contexts: {base: "service:base"}}, image: web, network_mode: none}
  worker: {image: web, network_mode: none}
  base: {build: ., network_mode: none}
`,
      ONE,
    );
    expect(linesOf(plan).slice(0, 2)).toEqual([
      '1 build-image app-base because missing',
      '2 build-image web after 1 because missing',
    ]);
    expect(linesOf(plan).filter((line) => line.includes('from what 2 tells'))).toHaveLength(2);
  });
});

test('a dependency that may get another image restarts what asks for it only then', async () => {
  const file = `
services:
  db: {build: ., network_mode: none}
  web: {image: web, network_mode: none, depends_on: {db: {condition: service_started, restart: true}}}
`;
  const observed = afterPlan(await up(file, ONE, { local: { 'app-db': digest('a') } }), ONE);
  const plan = await up(file, observed, { local: { 'app-db': digest('a') } }, { build: true });
  expect(linesOf(plan).filter((line) => line.includes('update-swarm-service'))).toEqual([
    expect.stringContaining('app_db from what 1 tells after 1 if 1 tells another image'),
    expect.stringContaining('app_web after 3 if 1 tells another image'),
  ]);
});
