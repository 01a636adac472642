import { expect, test } from 'vitest';
import { imageHider, refuseSecretNames, withHiddenImages } from '../../../src/cli/failures/hide-images.ts';
import { anObserved } from '../../support/an-observed.ts';
import { loadFiles } from '../../support/load-files.ts';
import { planUp } from '../../support/planning.ts';

const SECRET = 'plansecret4711val';

const load = async (image: string) => {
  const { project, variables } = await loadFiles(`services: {web: {image: "${image}"}}`, {
    environment: { DB_PASSWORD: SECRET, VERSION: '1.2' },
  });
  return { ...project, variables };
};

test('a plan shows no secret in the name of an image', async () => {
  const project = await load(`127.0.0.1:5000/x\${DB_PASSWORD}:1`);
  const plan = planUp(project, anObserved(), {}, new Map());

  const shown = JSON.stringify(
    withHiddenImages(plan, imageHider(project)).steps.map(
      ({ operation }) => operation.kind === 'pull-image' && operation.image,
    ),
  );

  expect(shown).toMatch(/127\.0\.0\.1:5000\/x•+:1/);
  expect(shown).not.toContain(SECRET);
});

test('what is filled in and no secret stays', async () => {
  const project = await load(`web:\${VERSION}`);
  const plan = planUp(project, anObserved(), {}, new Map());

  expect(withHiddenImages(plan, imageHider(project))).toEqual(plan);
  expect(() => refuseSecretNames(project)).not.toThrow();
});

test('nothing is written down or asked for by such a name', async () => {
  const project = await load(`127.0.0.1:5000/x\${DB_PASSWORD}:1`);

  expect(() => refuseSecretNames(project)).toThrow(
    /^the name of the image of service "web" has a secret in it: 127\.0\.0\.1:5000\/x•+:1$/,
  );
});
