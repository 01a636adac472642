import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { loadProject } from '../../../src/spec/load/load-project.ts';
import { printProject } from '../../../src/spec/print/print-project.ts';
import { aRequest, filesInApp, loadFiles, loadWeb, problemsOf } from '../../support/load-files.ts';

describe('loadProject()', () => {
  test.each([
    [
      'before it has checked the rest',
      'name: shop\nservices: {web: {image: x, depends_on: [gone]}}\n',
      ['shop'],
    ],
    ['unless the text is broken', 'name: shop\nservices: {web: {image: x\n', []],
  ])('tells the name of the project as soon as it knows it, %s', async (_, text, told) => {
    const names: string[] = [];
    const loading = loadProject(aRequest(), filesInApp(text), {
      onName: async (name) => {
        names.push(name);
        return undefined;
      },
    });

    await expect(loading).rejects.toThrow();
    expect(names).toEqual(told);
  });

  test('gives everything a name, joins the default network and follows what services imply', async () => {
    const { project } = await loadFiles(
      `name: shop
services:
  web: {image: x, links: ["db:store"], volumes_from: [api], volumes: ["logs:/logs"]}
  api: {image: x, network_mode: "service:db"}
  db: {image: x, networks: [back]}
networks: {back: {name: their-own}}
volumes: {logs: {external: true}}
`,
    );
    expect([...project.networks.values()].map(({ key, name }) => `${key}=${name}`).sort()).toEqual([
      'back=their-own',
      'default=shop_default',
    ]);
    expect(project.volumes.get('logs')?.name).toBe('logs');
    expect(Object.fromEntries(project.services.get('web')?.dependsOn ?? [])).toEqual({
      db: { condition: 'service_started', required: true, restart: true },
      api: { condition: 'service_started', required: true },
    });
    expect(project.services.get('api')?.networks.size).toBe(0);
  });

  test('resolves paths against the folder of the project', async () => {
    const web = await loadWeb(`
services:
  web:
    build: {context: api, additional_contexts: {a: ../b, c: "docker-image://d"}, ssh: ["k=./key"]}
    volumes: ["./x:/x", "~/y:/y", "/z/:/z/", {type: bind, source: q, target: /q}]
`);
    expect(web.build?.context).toBe('/app/api');
    expect(Object.fromEntries(web.build?.additionalContexts ?? [])).toEqual({
      a: '/b',
      c: 'docker-image://d',
    });
    expect(web.build?.ssh.get('k')).toBe('/app/key');
    expect(web.volumes.map(({ source, target }) => `${source}:${target}`)).toEqual([
      '/app/x:/x',
      '/home/user/y:/y',
      '/z/:/z',
      '/app/q:/q',
    ]);
  });

  test('reads env files under the environment, which wins even with no value', async () => {
    const web = await loadWeb(
      {
        'compose.yaml':
          'services: {web: {image: x, env_file: [a.env, {path: b.env}, {path: none.env, required: false}], environment: [A, B=own, HOST]}}',
        'a.env': 'A=1\nB=1\nC=1\nD=1\n',
        'b.env': `D=2\nE=\${B}-\${C}\n`,
      },
      { environment: { HOST: 'here' } },
    );
    expect(Object.fromEntries(web.environment)).toEqual({
      A: null,
      B: 'own',
      C: '1',
      D: '2',
      E: 'own-1',
      HOST: 'here',
    });
  });

  test('puts label files under the labels', async () => {
    const web = await loadWeb({
      'compose.yaml': 'services: {web: {image: x, label_file: l.env, labels: {a: own}}}',
      'l.env': 'a=file\nb=file\n',
    });
    expect(Object.fromEntries(web.labels)).toEqual({ a: 'own', b: 'file' });
  });

  test('misses an env file where it is named, but not that of a service nobody asked for', async () => {
    const text = 'services: {web: {image: x, env_file: no.env}, db: {image: x}}';
    expect(await problemsOf(text)).toEqual([
      'compose.yaml:1:38 env-file-not-found «no.env» the env file no.env does not exist (create it, or write "- {path: no.env, required: false}")',
    ]);
    expect(await problemsOf(text, { services: ['db'] })).toEqual([]);
  });

  test('keeps the contents of secrets and configs out of every print of the project', async () => {
    const { project } = await loadFiles(
      `services: {web: {image: x, secrets: [s], configs: [c]}}
secrets: {s: {environment: TOKEN}}
configs: {c: {content: "pass \${TOKEN}"}}
`,
      { environment: { TOKEN: 'hunter2' } },
    );
    const from = project.secrets.get('s')?.from;
    expect(from?.kind === 'environment' && from.value?.reveal()).toBe('hunter2');
    expect(inspect({ ...project, services: undefined }, { depth: 9 })).not.toContain('hunter2');
    expect(JSON.stringify(printProject(project).secrets)).not.toContain('hunter2');
  });

  test('reports the problems of all files and all phases at once', async () => {
    const problems = await problemsOf({
      'compose.yaml': 'services:\n  web:\n    imagee: x\n    mem_limit: 1q\n    depends_on: [db]\n',
      'compose.override.yaml': 'services:\n  web:\n    ports: ["x"]\n    image: a${B\n',
    });
    expect(problems.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
      'compose.yaml:3:5 unknown-attribute',
      'compose.yaml:4:16 bad-value',
      'compose.yaml:5:18 unknown-dependency',
      'compose.override.yaml:3:14 bad-value',
      'compose.override.yaml:4:13 bad-interpolation',
    ]);
  });
});

describe('the services that are on', () => {
  const text = `services:
  web: {image: x, depends_on: [db]}
  db: {image: x, networks: [back]}
  debug: {image: x, profiles: [tools]}
  trace: {image: x, profiles: [tools], depends_on: [web]}
networks: {back: }
`;
  const on = async (settings: Parameters<typeof loadFiles>[1]) => {
    const { project } = await loadFiles(text, settings);
    return [[...project.services.keys()], [...project.disabledServices.keys()].sort()];
  };

  test('are those without profiles and those with an active one', async () => {
    expect(await on({})).toEqual([
      ['db', 'web'],
      ['debug', 'trace'],
    ]);
    expect(await on({ profiles: ['tools'] })).toEqual([['db', 'debug', 'trace', 'web'], []]);
    expect(await on({ profiles: ['*'] })).toEqual([['db', 'debug', 'trace', 'web'], []]);
    expect(await on({ environment: { COMPOSE_PROFILES: 'tools' } })).toEqual([
      ['db', 'debug', 'trace', 'web'],
      [],
    ]);
  });

  test('are reduced to those named and what they need, profiles of their own included', async () => {
    expect(await on({ services: ['web'] })).toEqual([
      ['db', 'web'],
      ['debug', 'trace'],
    ]);
    expect(await on({ services: ['trace'] })).toEqual([['db', 'trace', 'web'], ['debug']]);
    expect(await on({ services: ['web'], withDependencies: false })).toEqual([
      ['web'],
      ['db', 'debug', 'trace'],
    ]);
  });

  test('take only the networks they use along', async () => {
    const { project } = await loadFiles(text, { services: ['debug'] });
    expect([...project.networks.keys()]).toEqual(['default']);
  });

  test('must be declared, and there should be one', async () => {
    expect(await problemsOf(text, { services: ['wbe'] })).toEqual([
      'unknown-service no such service: wbe (did you mean "web"?)',
    ]);
    expect(await problemsOf('services: {a: {image: x, profiles: [p]}}')).toEqual([
      'no-service warning no service is active: all have profiles, and none of these is active (activate one with --profile: p)',
    ]);
  });
});

describe('extends and include', () => {
  test('name what is missing and what goes round in circles, where it is written', async () => {
    expect(
      await problemsOf({
        'compose.yaml': `include: [more.yaml, gone.yaml]
services:
  a: {extends: b}
  b: {extends: a, image: x}
  c: {extends: {file: base.yaml, service: basee}, image: x}
  d: {extends: {file: none.yaml, service: x}, image: x}
`,
        'more.yaml': 'include: [compose.yaml]\nservices: {m: {image: x}}\n',
        'base.yaml': 'services: {base: {image: x}}\n',
      }),
    ).toEqual([
      'compose.yaml:1:22 file-not-found «gone.yaml» the file to include gone.yaml does not exist (did you mean "more.yaml"?)',
      'compose.yaml:4:16 dependency-cycle «a» these services extend one another: a → b → a (remove one of these "extends")',
      'compose.yaml:5:43 unknown-service «basee» service "c" extends "basee", which base.yaml does not have (did you mean "base"?)',
      'compose.yaml:6:23 file-not-found «none.yaml» the file to extend none.yaml does not exist (did you mean "more.yaml"?)',
      'more.yaml:1:11 dependency-cycle «compose.yaml» these files include one another: compose.yaml → more.yaml → compose.yaml (remove one of them)',
    ]);
  });

  test('let a problem point into the file that the value was written in', async () => {
    expect(
      await problemsOf({
        'compose.yaml': 'services: {web: {extends: {file: in/base.yaml, service: base}, image: x}}',
        'in/base.yaml': 'services:\n  base:\n    mem_limit: 1q\n    volumes: ["./x:/y"]\n',
      }),
    ).toEqual([
      'in/base.yaml:3:16 bad-value «1q» mem_limit: "1q" is not a size (write a number with a unit (b, k, m, g), such as "512m")',
    ]);
  });

  test('are held against the shape of a file too', async () => {
    const problems = await problemsOf({
      'compose.yaml': 'include: [{paht: a.yaml}]\nservices: {web: {extends: {servce: x}, image: x}}\n',
    });
    expect(problems.map((line) => line.split(' ').slice(0, 3).join(' '))).toContain(
      'compose.yaml:2:28 unknown-attribute «servce»',
    );
    expect(problems.some((line) => line.startsWith('compose.yaml:1:'))).toBe(true);
  });

  test('build in the folder of an included file, but not in that of an extended one, where no context is written', async () => {
    const { project } = await loadFiles({
      'compose.yaml':
        'include: [in/compose.yaml]\nservices: {web: {extends: {file: in/base.yaml, service: base}}}\n',
      'in/compose.yaml': 'services: {tool: {build: {target: dev}}}\n',
      'in/base.yaml': 'services: {base: {build: {target: dev}}}\n',
    });

    expect([...project.services.values()].map(({ name, build }) => [name, build?.context])).toEqual([
      ['tool', '/app/in'],
      ['web', '/app'],
    ]);
  });

  test('merge what is included under what the file says, and inherit everything', async () => {
    const web = await loadWeb({
      'compose.yaml':
        'include: [sub/in.yaml]\nservices: {web: {extends: base, environment: {A: own}}, base: {image: x, init: true, environment: {A: b, B: b}}}\n',
      'sub/in.yaml': 'services: {web: {volumes: ["./v:/v"], extends: {file: deep.yaml, service: deep}}}\n',
      'sub/deep.yaml': 'services: {deep: {labels: {a: b}}}\n',
    });
    expect(web.image).toBe('x');
    expect(web.init).toBe(true);
    expect(Object.fromEntries(web.environment)).toEqual({ A: 'own', B: 'b' });
    expect(web.labels.get('a')).toBe('b');
    expect(web.volumes[0]?.source).toBe('/app/sub/v');
  });
});
