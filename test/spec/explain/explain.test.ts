import { describe, expect, test } from 'vitest';
import { explain } from '../../../src/spec/explain/explain.ts';
import { explanationToJson } from '../../../src/ui/explain/explanation-to-json.ts';
import { explainFiles } from '../../support/explain-files.ts';
import { lines } from '../../support/lines.ts';
import { aRequest, filesInApp } from '../../support/load-files.ts';

const SHOP = {
  'compose.yaml': `services:
  base:
    image: app:\${TAG:-latest}
    restart: always
  web:
    extends: base
    image: app:\${TAG:-latest}
    ports: ["8080:80", "9000-9001:9000-9001"]
    environment:
      DB_HOST: db
      LEVEL:
    env_file: web.env
    labels: {com.example.team: shop}
    volumes: ["./data:/data"]
    build: .
    depends_on: [db]
  db:
    image: postgres
    profiles: [data]
networks:
  default:
    driver: bridge
`,
  'compose.override.yaml': `services:
  web:
    image: registry/app:\${TAG}
    environment: [DB_HOST=db2]
    ports: !override ["8443:443"]
`,
  '.env': 'TAG=v9\nLEVEL=info\n',
  'web.env': 'DB_HOST=other\nMODE=dev\n',
};

describe('explain()', () => {
  test('names every file with a say in order, what extends brought, and the variables of each', async () => {
    expect(await explainFiles('web.image', SHOP)).toEqual([
      'services.web.image is registry/app:v9',
      '',
      '    compose.yaml:3:12           app:${TAG:-latest}   of "base", which it extends, replaced',
      '      ${TAG:-latest}            → v9',
      '        .env:1:1                v9',
      '    compose.yaml:7:12           app:${TAG:-latest}   replaced',
      '      ${TAG:-latest}            → v9',
      '        .env:1:1                v9',
      '  ✓ compose.override.yaml:3:12  registry/app:${TAG}',
      '  ✓   ${TAG}                    → v9',
      '  ✓     .env:1:1                v9',
    ]);
  });

  test('tells when a default is used, and that the environment hides what .env says', async () => {
    const files = { 'compose.yaml': 'services: {web: {image: "a:${TAG:-b}"}}', '.env': 'TAG=v9' };

    expect(await explainFiles('web.image', files, { environment: { TAG: '' } })).toEqual([
      'services.web.image is a:b',
      '',
      '  ✓ compose.yaml:1:25  a:${TAG:-b}',
      '  ✓   ${TAG:-b}        → b          its default: TAG is empty',
      '        .env:1:1       v9           replaced',
      '        in the environment',
    ]);
  });

  test('follows environment through env_file, lists of NAME=value, and names without a value', async () => {
    expect(await explainFiles('web.environment.DB_HOST', SHOP)).toEqual([
      'services.web.environment.DB_HOST is db2',
      '',
      '    web.env:1:1                 ••••••       of its env_file, replaced',
      '    compose.yaml:10:16          db           replaced',
      '  ✓ compose.override.yaml:4:19  DB_HOST=db2',
      '',
      '  a container keeps its environment for life: `up` replaces it after a change, `restart` is not enough',
    ]);
    expect(await explainFiles('web.environment.LEVEL', SHOP)).toEqual([
      'services.web.environment.LEVEL is info',
      '',
      '  ✓ compose.yaml:11:7  (nothing)  no value of its own, so it is taken from the variables',
      '  ✓ .env:2:1           info',
      '',
      '  a container keeps its environment for life: `up` replaces it after a change, `restart` is not enough',
    ]);
    expect(await explainFiles('web.environment.MODE', SHOP, { options: { reveal: true } })).toEqual([
      'services.web.environment.MODE is dev',
      '',
      '  ✓ web.env:2:1  dev  of its env_file',
      '',
      '  a container keeps its environment for life: `up` replaces it after a change, `restart` is not enough',
    ]);
  });

  test('says that variables come from an env_file where the service has no environment of its own', async () => {
    const files = { 'compose.yaml': 'services: {web: {image: a, env_file: web.env}}', 'web.env': 'A=1\n' };
    expect(await explainFiles('web.environment', files)).toContain(
      '  ✓ gantry: the variables of its env_file',
    );
  });

  test('finds the short form behind what the model has in the long one', async () => {
    const files = { 'compose.yaml': SHOP['compose.yaml'], 'web.env': '' };

    expect(await explainFiles('web.ports[2].published', files)).toEqual([
      'services.web.ports[2].published is 9001',
      '',
      '  ✓ compose.yaml:8:24  9000-9001:9000-9001',
    ]);
    expect(await explainFiles('web.ports[0].protocol', files)).toEqual([
      'services.web.ports[0].protocol is tcp',
      '',
      '    compose.yaml:8:13  8080:80  does not say',
      '  ✓ gantry: a port is one of TCP, unless it says otherwise',
    ]);
    expect(await explainFiles('web.volumes[0].source', files)).toEqual([
      'services.web.volumes[0].source is /app/data',
      '',
      '  ✓ compose.yaml:14:15  ./data:/data',
      '',
      '  a relative path starts from /app',
      '',
      '  a running container sees every change in a mounted folder at once, and what is written into a mounted file',
      '',
      '  a new file in the place of a mounted one, as many editors make it, is seen after `restart`',
    ]);
  });

  test('tells what became of a value that a later file names: replaced, kept, merged, appended', async () => {
    const files = {
      'compose.yaml':
        'services: {web: {image: a, hostname: h, cap_add: [A], deploy: {replicas: 1}, command: [x]}}',
      'compose.override.yaml':
        'services: {web: {image: b, hostname: , cap_add: [B, A], deploy: {mode: global}, command: [x]}}',
    };
    const outcome = async (path: string) =>
      (await explainFiles(path, files)).map((line) => line.trim()).filter((line) => line.includes('compose'));

    expect((await outcome('web.image')).join('\n')).toBe(
      lines('compose.yaml:1:25           a  replaced', '✓ compose.override.yaml:1:25  b'),
    );
    expect((await outcome('web.hostname')).join('\n')).toBe(
      lines(
        '✓ compose.yaml:1:38           h',
        'compose.override.yaml:1:28  (nothing)  empty, so the earlier value is kept',
      ),
    );
    expect((await outcome('web.cap_add')).join('\n')).toBe(
      lines('✓ compose.yaml:1:50', '✓ compose.override.yaml:1:49    appended'),
    );
    expect((await outcome('web.deploy')).join('\n')).toBe(
      lines('✓ compose.yaml:1:63', '✓ compose.override.yaml:1:65    merged'),
    );
    expect((await outcome('web.command')).join('\n')).toBe(
      lines('compose.yaml:1:87    replaced', '✓ compose.override.yaml:1:90'),
    );
  });

  test('tells what !override took away', async () => {
    expect(await explainFiles('web.ports', SHOP)).toEqual([
      'services.web.ports has 1 item',
      '  Ports to publish on the host.',
      '  [0]: {"mode":"ingress","protocol":"tcp","published":"8443","targe…',
      '',
      '    compose.yaml:8:12    replaced, by !override',
      '  ✓ compose.override.yaml:5:22',
    ]);
  });

  test('takes dots as part of a name where such a name is there', async () => {
    const [line] = await explainFiles('web.labels.com.example.team', SHOP);

    expect(line).toBe('services.web.labels["com.example.team"] is shop');
  });

  test('explains a service that its profile switches off, and says so', async () => {
    expect(await explainFiles('db.image', SHOP)).toEqual([
      'services.db.image is postgres',
      '',
      '  ✓ compose.yaml:18:12  postgres',
      '',
      '  the service is switched off; --profile data switches it on',
    ]);
  });

  test('names the include that brought a value, and the .env beside the included file', async () => {
    const files = {
      'compose.yaml': 'include:\n  - db/compose.yaml\nservices: {web: {image: nginx}}\n',
      'db/compose.yaml': 'services:\n  db:\n    image: postgres:${VERSION}\n',
      'db/.env': 'VERSION=17\n',
    };

    expect(await explainFiles('db.image', files)).toEqual([
      'services.db.image is postgres:17',
      '',
      '  ✓ db/compose.yaml:3:12  postgres:${VERSION}  included by compose.yaml:2:5',
      '  ✓   ${VERSION}          → 17',
      '  ✓     db/.env:1:1       17',
    ]);
  });

  test('orders what the name of the project can come from', async () => {
    const files = {
      'compose.yaml': 'name: written\nservices: {web: {image: nginx}}',
      '.env': 'COMPOSE_PROJECT_NAME=env',
    };

    expect(await explainFiles('name', files, { projectName: 'flag' })).toEqual([
      'name is flag',
      '',
      '    compose.yaml:1:7  written  replaced',
      '    .env:1:1          env      COMPOSE_PROJECT_NAME, replaced',
      '  ✓ --project-name    flag',
    ]);
    expect(await explainFiles('name', 'services: {web: {image: nginx}}')).toEqual([
      'name is app',
      '',
      '  ✓ the name of the folder  app',
    ]);
  });

  test('explains a variable: who sets it, and where it is used', async () => {
    expect(await explainFiles('$TAG', SHOP, { environment: { TAG: 'v10' } })).toEqual([
      '$TAG is v10',
      '',
      '    .env:1:1            v9   replaced',
      '  ✓ in the environment  v10',
      '',
      '  used at compose.yaml:3:16, compose.yaml:7:16, compose.override.yaml:3:25',
    ]);
  });

  test('says of an attribute that is not set what it is for', async () => {
    expect(await explainFiles('web.stop_signal', SHOP)).toEqual([
      'services.web.stop_signal is not set',
      '  Signal that asks the containers to stop, such as `SIGINT`. Default: `SIGTERM`.',
    ]);
  });

  test.each([
    ['wbe.image', 'no such service: wbe', 'did you mean "web"?'],
    ['web.imagee', 'services.web has no "imagee"', 'did you mean "image"?'],
    ['web.environment.DB_HOTS', 'services.web.environment has no "DB_HOTS"', 'did you mean "DB_HOST"?'],
    ['web.ports[7]', 'services.web.ports has no "7"', 'there are [0]'],
    ['$TGA', 'no file uses $TGA, and it is not set', 'did you mean "$TAG"?'],
  ])('refuses %s with the nearest name', async (subject, message, hint) => {
    await expect(explainFiles(subject, SHOP)).rejects.toMatchObject({ message, hint });
  });

  test('gives the same as data', async () => {
    const { explanation } = await explain(
      'web.image',
      aRequest(),
      filesInApp({ 'compose.yaml': 'services: {web: {image: "a:${TAG}"}}', '.env': 'TAG=1' }),
    );

    expect(explanationToJson(explanation)).toMatchObject({
      subject: 'services.web.image',
      value: 'a:1',
      says: [
        {
          file: 'compose.yaml',
          line: 1,
          column: 25,
          text: 'a:${TAG}',
          wins: true,
          variables: [
            { name: 'TAG', value: '1', says: [{ file: '.env', line: 1, column: 1, text: '1', wins: true }] },
          ],
        },
      ],
    });
  });
});

describe('explain() of included files that one file is filled in for twice', () => {
  const TWICE = {
    'compose.yaml': `include:
  - {path: a/compose.yaml, env_file: a/us.env}
  - path: b/compose.yaml
`,
    'base.yaml': 'services:\n  app:\n    image: app:${REGION:-eu}\n',
    'a/compose.yaml': `services:
  a:
    extends: {file: ../base.yaml, service: app}
    environment: [API_TOKEN]
    env_file: a.env
`,
    'a/us.env': 'REGION=us\nAPI_TOKEN=canary\n',
    'a/a.env': 'NEAR=${REGION}\n',
    'b/compose.yaml': 'services:\n  b:\n    extends: {file: ../base.yaml, service: app}\n',
  };

  test('gives each service the variables of its own include', async () => {
    expect((await explainFiles('a.image', TWICE)).slice(2)).toEqual([
      '  ✓ base.yaml:3:12    app:${REGION:-eu}  of "app", which it extends',
      '  ✓   ${REGION:-eu}   → us',
      '  ✓     a/us.env:1:1  us',
    ]);
    expect((await explainFiles('b.image', TWICE)).slice(2)).toEqual([
      '  ✓ base.yaml:3:12   app:${REGION:-eu}  of "app", which it extends',
      '  ✓   ${REGION:-eu}  → eu               its default: REGION is not set',
    ]);
  });

  test('says where a name without a value, and an env file of a service, have theirs from', async () => {
    // Below it stands when a running container sees a change.
    const source = async (subject: string) => {
      const lines = await explainFiles(subject, TWICE, { options: { reveal: true } });
      return lines.slice(0, lines.indexOf('', 2));
    };
    expect(await source('a.environment.API_TOKEN')).toEqual([
      'services.a.environment.API_TOKEN is canary',
      '',
      '  ✓ a/compose.yaml:4:19  API_TOKEN  no value of its own, so it is taken from the variables',
      '  ✓ a/us.env:2:1         canary',
    ]);
    expect(await source('a.environment.NEAR')).toEqual([
      'services.a.environment.NEAR is us',
      '',
      '  ✓ a/a.env:1:1  us  of its env_file',
    ]);
  });

  test('knows a variable that only an include sets, and for which files', async () => {
    expect(await explainFiles('$API_TOKEN', TWICE)).toEqual([
      '$API_TOKEN is ••••••',
      '',
      '  ✓ a/us.env:2:1  ••••••  for what compose.yaml:2:12 includes',
    ]);
    const both = {
      ...TWICE,
      'compose.yaml': TWICE['compose.yaml'].replace(
        'path: b/compose.yaml',
        '{path: b/compose.yaml, env_file: b/fr.env}',
      ),
      'b/fr.env': 'REGION=fr\n',
    };
    expect(await explainFiles('$REGION', both)).toEqual([
      '$REGION is not the same in all included files',
      '',
      '  ✓ a/us.env:1:1  us  for what compose.yaml:2:12 includes',
      '  ✓ b/fr.env:1:1  fr  for what compose.yaml:3:12 includes',
      '',
      '  used at base.yaml:3:16',
    ]);
    expect(await explainFiles('$REGION', both, { environment: { REGION: 'asia' } })).toEqual([
      '$REGION is asia',
      '',
      '  ✓ in the environment  asia',
      '',
      '  used at base.yaml:3:16',
    ]);
  });
});

test('explain() finds in a short form what the long one says in other words', async () => {
  const file = `services:
  web:
    image: x
    volumes: ["data:/d:ro,nocopy", "./a$$b:/e:z"]
    command: echo a$$b
    gpus: all
    ports: ["127.0.0.1:8080:80"]
volumes: {data: }
`;
  const source = async (subject: string) =>
    (await explainFiles(subject, file)).findLast((line) => line.includes('✓'))?.trim();

  expect(await source('web.volumes[0].read_only')).toBe('✓ compose.yaml:4:15  data:/d:ro,nocopy');
  expect(await source('web.volumes[0].volume.nocopy')).toBe('✓ compose.yaml:4:15  data:/d:ro,nocopy');
  expect(await source('web.volumes[1].bind.selinux')).toBe('✓ compose.yaml:4:36  ./a$$b:/e:z');
  expect(await source('web.command[1]')).toBe('✓ compose.yaml:5:14  echo a$$b');
  expect(await source('web.gpus[0].count')).toBe('✓ compose.yaml:6:11  all');
  expect(await source('web.ports[0].mode')).toBe('✓ gantry: a default of the file format');
  expect(await source('web.volumes[0].type')).toBe('✓ gantry: derived from what is mounted');
});

test('explain() takes a variable without its $, and thinks of one where a name is misspelt', async () => {
  const file = 'services: {web: {image: "a:${SHOP_TAG:-1}"}, SHOP_OTHER: {image: x}}';

  expect((await explainFiles('SHOP_TAG', file))[0]).toBe('$SHOP_TAG is not set');
  expect((await explainFiles('SHOP_TAG', file, { environment: { SHOP_TAG: '2' } }))[0]).toBe(
    '$SHOP_TAG is 2',
  );
  expect((await explainFiles('SHOP_OTHER', file))[0]).toBe('services.SHOP_OTHER has 2 members');
  await expect(explainFiles('SHOP_TGA', file)).rejects.toMatchObject({
    message: 'no such service: SHOP_TGA',
    hint: 'did you mean "$SHOP_TAG"?',
  });
});
