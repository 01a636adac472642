import { describe, expect, test } from 'vitest';
import type { JsonMap } from '../../../src/model/json.ts';
import type { ObservedSwarm } from '../../../src/model/observed-swarm.ts';
import type { Plan } from '../../../src/model/plan.ts';
import type { ImageAnswer } from '../../../src/model/swarm-image.ts';
import { imagesForUp, planSwarmUp, type SwarmUpIntent } from '../../../src/planner/swarm/plan-swarm-up.ts';
import { afterPlan, aNode, EMPTY_SWARM } from '../../support/a-swarm.ts';
import { loadFiles } from '../../support/load-files.ts';

const digest = (digit: string): string => `sha256:${digit.repeat(64)}`;
const resolved = (digit: string): ImageAnswer => ({
  kind: 'resolved',
  digest: digest(digit),
  platforms: [{ OS: 'linux', Architecture: 'amd64' }],
});
const THREE: ObservedSwarm = { ...EMPTY_SWARM, nodes: ['one', 'two', 'three'].map((name) => aNode(name)) };

const web = (image: string, more = '') => `services: {web: {image: "${image}"${more}}}`;

async function up(
  text: string,
  observed: ObservedSwarm,
  said: Readonly<Record<string, ImageAnswer>> = {},
  intent: SwarmUpIntent = {},
): Promise<{ readonly asked: readonly string[]; readonly plan: Plan }> {
  const { project } = await loadFiles(text);
  const asked = imagesForUp(project, observed, intent);
  const answers = new Map(asked.flatMap((name) => (said[name] ? [[name, said[name]] as const] : [])));
  return { asked, plan: planSwarmUp(project, observed, { ...intent, images: { answers } }) };
}

/** What the tasks are made of, and where. */
function sent({ steps }: Plan) {
  return steps.flatMap(({ operation }) => {
    if (operation.kind === 'create-swarm-service') return [imageIn(operation.request.TaskTemplate)];
    return operation.kind === 'update-swarm-service' ? [imageIn(operation.spec.TaskTemplate)] : [];
  });
}

function imageIn(template: unknown) {
  const task = JSON.parse(JSON.stringify(template));
  return { image: task.ContainerSpec.Image, platforms: task.Placement?.Platforms };
}

const PINNED = { image: `app:1@${digest('a')}`, platforms: [{ OS: 'linux', Architecture: 'amd64' }] };

const running = async (): Promise<ObservedSwarm> =>
  afterPlan((await up(web('app:1'), THREE, { 'app:1': resolved('a') })).plan, THREE);

describe('the image of a service on a swarm', () => {
  test('is sent with the digest and the platforms that its registry has, when the service is new', async () => {
    const { asked, plan } = await up(web('app:1'), THREE, { 'app:1': resolved('a') });
    expect(asked).toEqual(['app:1']);
    expect(sent(plan)).toEqual([PINNED]);
    expect(plan.warnings).toEqual([]);
  });

  test('gets the tag that nobody wrote', async () => {
    const { plan } = await up(web('localhost:5000/app'), THREE, { 'localhost:5000/app': resolved('a') });
    expect(sent(plan)).toMatchObject([{ image: `localhost:5000/app:latest@${digest('a')}` }]);
  });

  test('keeps the digest that runs, and asks nobody, as long as the files name the same one', async () => {
    const { asked, plan } = await up(web('app:1'), await running(), { 'app:1': resolved('b') });
    expect(asked).toEqual([]);
    expect(plan.steps).toEqual([]);
    const other = await up(web('app:1', ', environment: {A: b}'), await running());
    expect(other.asked).toEqual([]);
    expect(sent(other.plan)).toEqual([PINNED]);
  });

  test('is resolved again when the files name another one, for the platforms of that one', async () => {
    const arm: ImageAnswer = { kind: 'resolved', digest: digest('b'), platforms: [{ OS: 'linux' }] };
    const { asked, plan } = await up(web('app:2'), await running(), { 'app:2': arm });
    expect(asked).toEqual(['app:2']);
    expect(sent(plan)).toEqual([{ image: `app:2@${digest('b')}`, platforms: [{ OS: 'linux' }] }]);
    expect(plan.steps[0]?.cause).toEqual({
      kind: 'changed',
      fields: [{ field: 'image', from: 'app:1@sha256:aaaaaaaaaaaa', to: 'app:2@sha256:bbbbbbbbbbbb' }],
    });
  });

  test.each([
    ['--pull always', web('app:1'), { pull: 'always' }],
    ['pull_policy: always', web('app:1', ', pull_policy: always'), {}],
  ])('follows a tag that has moved with %s, and says so', async (_, text, intent) => {
    const { asked, plan } = await up(text, await running(), { 'app:1': resolved('b') }, intent);
    expect(asked).toEqual(['app:1']);
    expect(sent(plan)).toMatchObject([{ image: `app:1@${digest('b')}` }]);
    expect(plan.steps[0]?.cause).toMatchObject({
      fields: [{ field: 'image', remark: 'the tag is resolved to a new digest' }],
    });
  });

  test('is no change with --pull always when the tag has not moved', async () => {
    const { plan } = await up(web('app:1'), await running(), { 'app:1': resolved('a') }, { pull: 'always' });
    expect(plan.steps).toEqual([]);
  });

  test('is that of docker stack where it deployed the same file', async () => {
    const observed = await running();
    const spec = JSON.parse(
      JSON.stringify(observed.services[0]?.spec).replace('app:1@', 'docker.io/library/app:1@'),
    );
    const services = observed.services.map((service) => ({ ...service, spec }));
    expect(await up(web('app:1'), { ...observed, services })).toMatchObject({
      asked: [],
      plan: { steps: [] },
    });
  });

  test('is not asked for with --pull never, nor where the files say its digest', async () => {
    expect(await up(web('app:1'), THREE, {}, { pull: 'never' })).toMatchObject({ asked: [] });
    const pinned = `app:1@${digest('c')}`;
    const { asked, plan } = await up(web(pinned), THREE);
    expect(asked).toEqual([]);
    expect(sent(plan)).toEqual([{ image: pinned, platforms: undefined }]);
  });

  test('is asked for its platforms alone where the files say its digest and the nodes differ', async () => {
    const mixed = { ...THREE, nodes: [...THREE.nodes, aNode('four', { architecture: 'aarch64' })] };
    const pinned = `app:1@${digest('a')}`;
    expect(sent((await up(web(pinned), mixed, { [pinned]: resolved('a') })).plan)).toEqual([PINNED]);
    const away: ImageAnswer = { kind: 'unresolved', why: 'away' };
    const { plan } = await up(web(pinned), mixed, { [pinned]: away });
    expect(plan.warnings).toEqual([]);
  });

  test('is sent by its tag with a warning when the registry does not tell, and without the nodes of the former one', async () => {
    const away: ImageAnswer = { kind: 'unresolved', why: 'the registry cannot be reached' };
    const { plan } = await up(web('app:2'), await running(), { 'app:2': away });
    expect(sent(plan)).toEqual([{ image: 'app:2', platforms: undefined }]);
    expect(plan.warnings).toEqual([
      'image app:2 is sent by its tag, without a digest: the registry cannot be reached; each node takes what it finds under the tag, which may be another image than that of the others',
    ]);
    const again = await up(web('app:2'), afterPlan(plan, await running()));
    expect(again).toMatchObject({ asked: [], plan: { steps: [], warnings: [] } });
  });

  test('says that it is for the nodes that the file names, whatever the registry says', async () => {
    const { plan } = await up(web('app:1', ', platform: linux/arm64'), THREE, { 'app:1': resolved('a') });
    expect(sent(plan)).toMatchObject([{ platforms: [{ OS: 'linux', Architecture: 'arm64' }] }]);
  });

  test('is looked for once for all services that have it', async () => {
    const { asked } = await up('services: {a: {image: app}, b: {image: app}, c: {image: db}}', THREE);
    expect(asked).toEqual(['app', 'db']);
  });

  test('that somebody has changed by hand is a change', async () => {
    const observed = await running();
    const services = observed.services.map((service) => {
      const spec: JsonMap = JSON.parse(JSON.stringify(service.spec).replaceAll('app:1@', 'other:1@'));
      return { ...service, spec };
    });
    const { asked, plan } = await up(web('app:1'), { ...observed, services }, { 'app:1': resolved('a') });
    expect(asked).toEqual(['app:1']);
    expect(sent(plan)).toEqual([PINNED]);
  });
});
