import { expect, test } from 'vitest';
import { loadModel } from '../../../src/spec/load/load-model.ts';
import { memoryFiles } from '../../support/memory-files.ts';

test('loadModel() leaves variables as they are written and makes everything else canonical', async () => {
  const text = `services:
  web:
    image: "$IMAGE"
    command: run $THIS
    ports: ["8080:80"]
    volumes: ["\${DIR:-./x}:/x", "./y:/y/"]
    env_file: $FILE
    depends_on: [db]
  db: {image: db, ports: ["$PORT:1"], links: [web]}
volumes: {spare: }
`;
  const { model } = await loadModel(
    { cwd: '/app', environment: new Map([['IMAGE', 'x']]), files: [], envFiles: [], profiles: [] },
    memoryFiles({ '/app/compose.yaml': text }),
  );

  expect(model).toEqual({
    name: 'app',
    services: {
      web: {
        image: '$IMAGE',
        command: 'run $THIS',
        ports: [{ mode: 'ingress', target: 80, published: '8080', protocol: 'tcp' }],
        volumes: [
          { type: 'volume', source: `\${DIR:-./x}`, target: '/x', volume: {} },
          { type: 'bind', source: '/app/y', target: '/y', bind: { create_host_path: true } },
        ],
        env_file: [{ path: '/app/$FILE', required: true }],
        depends_on: { db: { condition: 'service_started', required: true } },
        networks: { default: null },
      },
      db: {
        image: 'db',
        ports: ['$PORT:1'],
        links: ['web'],
        depends_on: { web: { condition: 'service_started', required: true, restart: true } },
        networks: { default: null },
      },
    },
    networks: { default: { name: 'app_default' } },
    volumes: { spare: { name: 'app_spare' } },
  });
});
