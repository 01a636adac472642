import { expect, test } from 'vitest';
import { imageHider, refuseSecretNames, withHiddenImages } from '../../../src/cli/failures/hide-images.ts';
import { planToJson } from '../../../src/ui/plan/plan-to-json.ts';
import { anObserved } from '../../support/an-observed.ts';
import { inspectionsOf } from '../../support/apply-plan.ts';
import { loadFiles } from '../../support/load-files.ts';
import { planUp } from '../../support/planning.ts';
import { running } from '../../support/running.ts';

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

test('a plan shows no secret that stands in the name of an image in clear', async () => {
  const plain = (image: string) =>
    loadFiles(`services: {web: {image: "${image}", environment: {DB_PASSWORD: ${SECRET}}}}`);
  const { project } = await plain(`https://u:${SECRET}@h/x:1`);
  const { project: later } = await plain(`h/${SECRET}/x:2`);
  const observed = running(project);
  const plans = [
    withHiddenImages(planUp(project, anObserved(), {}, new Map()), imageHider(project)),
    withHiddenImages(planUp(later, observed, {}, inspectionsOf(observed)), imageHider(later)),
  ];

  const shown = JSON.stringify(plans.map(planToJson));

  expect(shown).toContain('https://u:••••••@h/x:1');
  expect(shown).toContain('if the pull of h/••••••/x:2 gives another image');
  expect(shown).not.toContain(SECRET);
});

test('the commit that an env file names for the tag of an image is no secret', async () => {
  const files = {
    'compose.yaml': `services: {web: {image: "app:\${COMMIT}", env_file: .env}}`,
    '.env': 'COMMIT=abc123def456',
  };
  const { project } = await loadFiles(files);

  expect(imageHider(project)('app:abc123def456')).toBe('app:abc123def456');
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
