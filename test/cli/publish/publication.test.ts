import { expect, test } from 'vitest';
import { makePublication } from '../../../src/cli/publish/publication.ts';

const MODEL = {
  services: {
    web: {
      image: 'web:${TAG}',
      env_file: [{ path: '/app/a.env', required: true }],
      environment: { FROM_OUTSIDE: '${X}', DB_PASSWORD: 'hunter2', EMPTY: null },
      volumes: [
        { type: 'bind', source: '/app/data', target: '/data' },
        { type: 'volume', source: 'v', target: '/v' },
      ],
    },
  },
  configs: { c: { content: 'text' } },
};

test('makePublication() makes one file that stands for itself, and takes the env files along', () => {
  const { layers } = makePublication(MODEL, '/app', () => 'A=1\n');

  expect(layers.map(({ mediaType }) => mediaType)).toEqual([
    'application/vnd.docker.compose.file+yaml',
    'application/vnd.docker.compose.envfile',
  ]);
  const [file, env] = layers;
  expect(file?.content).toContain('web:${TAG}');
  expect(file?.content).toContain('source: ./data');
  expect(file?.content).not.toContain('/app');
  expect(file?.content).toContain(env?.annotations['com.docker.compose.envfile']);
});

test('makePublication() names what others should not get by accident, without its value', () => {
  const { concerns } = makePublication(MODEL, '/app', () => 'A=1\n');

  expect(concerns.map(({ kind }) => kind)).toEqual([
    'mount',
    'secret',
    'environment',
    'environment',
    'content',
  ]);
  const texts = concerns.map(({ text }) => text).join('\n');
  expect(texts).toContain('service "web" has variables with their values: DB_PASSWORD');
  expect(concerns[1]?.about).toEqual({
    of: ['services', 'web'],
    settings: ['environment.DB_PASSWORD', 'environment'],
  });
  expect(texts).not.toContain('hunter2');
});

test('makePublication() leaves out services, and what they would give away', () => {
  const { layers, concerns } = makePublication(MODEL, '/app', () => 'A=1\n', new Set(['web']));

  expect(layers[0]?.content).not.toContain('web');
  expect(concerns.map(({ kind }) => kind)).toEqual(['content']);
});
