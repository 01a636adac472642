import { describe, expect, test } from 'vitest';
import { formatPlan } from '../../../src/model/format-plan.ts';
import { type ImageId, imageId } from '../../../src/model/ids.ts';
import { LABEL } from '../../../src/model/labels.ts';
import type { Observed } from '../../../src/model/observed.ts';
import type { Project } from '../../../src/model/project.ts';
import { aBuild } from '../../support/a-build.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';
import { anObserved } from '../../support/an-observed.ts';
import { inspectionsNeeded, planUp } from '../../support/planning.ts';
import { running, withContainer } from '../../support/running.ts';

const OLD = imageId(`sha256:${'1'.repeat(64)}`);
const NEW = imageId(`sha256:${'2'.repeat(64)}`);
const LOGO = '/srv/logo=1';

const web = aService('web', { volumes: [{ type: 'image', source: 'assets', target: LOGO }] });
const project = aProject({ services: [web] });
const ofEngine = (assets: ImageId): Observed => {
  const { images } = anObserved();
  return anObserved({ images: new Map([...images, ['assets', { id: assets }]]) });
};

/** `web`, which mounts the image OLD, with an engine that has the image `assets`. */
function mounting(assets: ImageId, of: Project = project): Observed {
  const before = running(of, {}, ofEngine(OLD));
  const labels = before.containers.find(({ name }) => name === 'app-web-1')?.labels;
  const label = { [LABEL.imageVolumes]: `/other=${NEW},${LOGO}=${OLD}` };
  const observed = withContainer(before, 'app-web-1', { labels: { ...labels, ...label } });
  return { ...observed, images: ofEngine(assets).images };
}

const plan = (observed: Observed, of = project) => planUp(of, observed, {}, new Map());

describe('planUp() of a service that mounts an image', () => {
  test('pulls the image when it is missing, and tells the new container which one it became', () => {
    const { steps } = plan(anObserved());

    expect(steps[0]?.operation).toMatchObject({ kind: 'pull-image', image: 'assets' });
    expect(steps[1]?.operation).toMatchObject({
      kind: 'create-container',
      mountedImages: [{ target: LOGO, reference: 'assets', image: { madeBy: steps[0]?.id } }],
    });
  });

  test('keeps the container while the name stands for the same image, and looks at nothing closer', () => {
    expect(plan(mounting(OLD)).steps).toEqual([]);
    expect(inspectionsNeeded(project, mounting(OLD), {})).toEqual([]);
  });

  test('replaces it when the name stands for another one, which it names', () => {
    expect(inspectionsNeeded(project, mounting(NEW), {})).toEqual([]);
    expect(formatPlan(plan(mounting(NEW)))).toContain(
      'because changed: volumes./srv/logo=1 image assets (111111111111) -> image assets (222222222222)',
    );
  });

  test('takes one that says nothing of its images for right', () => {
    const observed = { ...running(project, {}, ofEngine(OLD)), images: ofEngine(NEW).images };

    expect(plan(observed).steps).toEqual([]);
  });

  test('replaces it only if what is built for another service turns out to be another image', () => {
    const assets = aService('assets', { image: 'assets', build: aBuild(), pullPolicy: 'build' });
    const builtAnew = aProject({ services: [web, assets] });
    const { steps } = plan(mounting(OLD, builtAnew), builtAnew);

    const build = steps.find(({ operation }) => operation.kind === 'build-image');
    const create = steps.find(
      ({ operation }) => operation.kind === 'create-container' && operation.service === 'web',
    );
    expect(create).toMatchObject({
      guard: { image: build?.id, differsFrom: OLD },
      cause: { kind: 'image-changed', image: 'assets' },
    });
  });
});
