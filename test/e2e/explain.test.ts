import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aWorkspace, type Workspace } from '../support/gantry.ts';

const CANARY = 'c4n4ry';
let shop: Workspace;

beforeAll(() => {
  shop = aWorkspace('explain', {
    'compose.yaml': [
      'services:',
      '  web:',
      '    image: app:${TAG:-latest}',
      '    env_file: web.env',
      '    environment:',
      '      DB_PASSWORD: ${DB_PASSWORD}',
      '',
    ].join('\n'),
    'web.env': `MODE=${CANARY}\n`,
    '.env': `TAG=v9\nDB_PASSWORD=${CANARY}\n`,
    'broken.yaml': `services:\n  web:\n    image: app\n    environment: {DB_PASSWORD: ${CANARY}}\n    prots: [80]\n`,
  });
});
afterAll(() => shop.remove());

describe('gantry explain', () => {
  test('shows what has a say, and keeps secrets unless they are asked for', async () => {
    const image = await shop.gantry('explain web.image');
    const hidden = await shop.gantry('explain web.environment');
    const shown = await shop.gantry('explain web.environment.DB_PASSWORD --reveal');

    expect([image.code, image.stdout]).toEqual([
      0,
      'services.web.image is app:v9\n\n  ✓ compose.yaml:3:12  app:${TAG:-latest}\n  ✓   ${TAG:-latest}   → v9\n  ✓     .env:1:1       v9\n',
    ]);
    expect(hidden.stdout).not.toContain(CANARY);
    expect(shown.stdout).toContain(`services.web.environment.DB_PASSWORD is ${CANARY}\n`);
  });

  test('ends with 1 and the nearest name for what is not there', async () => {
    const { code, stderr } = await shop.gantry('explain web.imgae');

    expect(code).toBe(1);
    expect(stderr).toContain('did you mean "image"?');
  });
});

describe('gantry config', () => {
  test('--provenance and --mask show no secret; without them it prints what docker compose prints', async () => {
    const outputs = [
      await shop.gantry('config --provenance'),
      await shop.gantry('config --mask'),
      await shop.gantry('config --mask --format json'),
      await shop.gantry('config --mask --no-interpolate'),
      await shop.gantry('config --mask --environment'),
      await shop.gantry('-f broken.yaml config'),
      await shop.gantry('-f broken.yaml config --format json'),
      await shop.gantry('--progress json -f broken.yaml config'),
    ];

    expect(outputs.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0, 1, 1, 1]);
    for (const { stdout, stderr } of outputs) expect(stdout + stderr).not.toContain(CANARY);
    expect((await shop.gantry('config')).stdout).toContain(CANARY);
  });

  test('--format json tells problems as JSON too', async () => {
    const { code, stdout, stderr } = await shop.gantry('-f broken.yaml config --format json');

    expect([code, stdout]).toEqual([1, '']);
    expect(JSON.parse(stderr)).toMatchObject({
      type: 'error',
      error: true,
      code: 'unknown-attribute',
      line: 5,
    });
  });
});

describe('gantry check', () => {
  test('lists problems as text, JSON and SARIF, and ends with 1 when there is an error', async () => {
    const fine = await shop.gantry('check');
    const text = await shop.gantry('-f broken.yaml check');
    const json = await shop.gantry('-f broken.yaml check --format json');
    const sarif = await shop.gantry('-f broken.yaml check --format sarif');

    expect([fine.code, fine.stdout]).toEqual([0, 'no problems\n']);
    expect(text.stdout).toMatch(
      /broken\.yaml:5:5\nerror: unknown attribute "prots"[\s\S]*\n1 error, 0 warnings\n$/,
    );
    expect([text.code, json.code, sarif.code]).toEqual([1, 1, 1]);
    expect(JSON.parse(json.stdout).problems).toHaveLength(1);
    expect(JSON.parse(sarif.stdout).runs[0].results).toHaveLength(1);
    expect(text.stdout + json.stdout + sarif.stdout).not.toContain(CANARY);
  });
});

test('gantry schema prints the schema that editors read', async () => {
  const { code, stdout } = await shop.gantry('schema');

  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    title: 'Compose file',
    properties: { services: { type: 'object' } },
  });
});
