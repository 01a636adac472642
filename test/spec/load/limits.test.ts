import { describe, expect, test } from 'vitest';
import { loadFiles, loadWeb, problemsOf } from '../../support/load-files.ts';

const lines = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('\n');

describe('a chain that is longer than the stack is deep', () => {
  const COUNT = 10_000;

  test('of services that extend one another, the last one first', async () => {
    const { project } = await loadFiles({
      'compose.yaml': `services:\n${lines(COUNT, (index) => `  s${index}: {extends: s${index + 1}}`)}\n  s${COUNT}: {image: x}\n`,
    });

    expect(project.services.get('s0')).toMatchObject({ image: 'x' });
  });

  test('of services that need one another', async () => {
    const { project } = await loadFiles({
      'compose.yaml': `services:\n  s0: {image: x}\n${lines(COUNT, (index) => `  s${index + 1}: {image: x, depends_on: [s${index}]}`)}\n`,
    });

    expect(project.services.size).toBe(COUNT + 1);
  });
});

describe('files that include one another', () => {
  const name = (index: number): string => (index === 0 ? 'compose.yaml' : `f${index}.yaml`);
  const service = 'services: {web: {image: x}}\n';

  test('are read once each, also where each is included by all before it', async () => {
    const count = 26;
    const later = (index: number): readonly string[] =>
      Array.from({ length: count - index - 1 }, (_, offset) => name(index + 1 + offset));
    const files = Array.from({ length: count }, (_, index) => [
      name(index),
      index === count - 1 ? service : `include: [${later(index).join(', ')}]\n`,
    ]);

    expect(await loadWeb(Object.fromEntries(files))).toMatchObject({ image: 'x' });
  });

  test('may each add variables of their own', async () => {
    const web = await loadWeb({
      'compose.yaml': 'include: [a/a.yaml, b/b.yaml]\nservices: {web: {image: x, labels: {}}}\n',
      'a/a.yaml': 'include: [../c/c.yaml]\nservices: {a: {image: "a:$A"}}\n',
      'a/.env': 'A=1\n',
      'b/b.yaml': 'include: [../c/c.yaml]\nservices: {b: {image: "b:$B"}}\n',
      'b/.env': 'B=2\n',
      'c/c.yaml': 'services: {c: {image: "c:${A:-none}"}}\n',
    });

    expect(web.image).toBe('x');
  });

  test('in more ways than anybody follows are refused', async () => {
    const files: Record<string, string> = { 'compose.yaml': 'include: [d0/f.yaml, e0/f.yaml]\n' };
    for (let index = 0; index < 14; index += 1)
      for (const folder of ['d', 'e']) {
        files[`${folder}${index}/.env`] = `${folder.toUpperCase()}${index}=1\n`;
        files[`${folder}${index}/f.yaml`] =
          index === 13 ? service : `include: [../d${index + 1}/f.yaml, ../e${index + 1}/f.yaml]\n`;
      }

    expect(await problemsOf(files)).toContainEqual(
      expect.stringContaining('too many files include one another'),
    );
  });
});

describe('a number of containers', () => {
  test.each(['deploy: {replicas: 1000000}', 'scale: 2147483648'])(
    'that no engine has room for: %s',
    async (written) => {
      const problems = await problemsOf({ 'compose.yaml': `services: {web: {image: x, ${written}}}\n` });

      expect(problems).toEqual([
        expect.stringContaining('more than one engine runs: at most 10000 of a service'),
      ]);
    },
  );
});

describe('variables that double with each line', () => {
  const doubling = `A0=xxxxxxxxxx\n${lines(60, (index) => `A${index + 1}=\${A${index}}\${A${index}}`)}\n`;

  test('are refused in an env file, at the first line that is too long', async () => {
    const [first, ...others] = await problemsOf({
      'compose.yaml': 'services: {web: {image: x}}\n',
      '.env': doubling,
    });

    expect(first).toContain('.env:18:5 bad-interpolation');
    expect(others.every((problem) => problem.startsWith('.env:'))).toBe(true);
  });

  test('do not count the text itself', async () => {
    const content = 'x'.repeat(2 * 1024 * 1024);
    const { project } = await loadFiles({
      'compose.yaml': `services: {web: {image: x, configs: [c]}}\nconfigs: {c: {content: "\${A:-a}${content}"}}\n`,
    });

    expect(project.configs.get('c')?.from).toMatchObject({ kind: 'content' });
  });
});

describe('names that JavaScript has a meaning for', () => {
  test('are names like others', async () => {
    const { project } = await loadFiles({
      'compose.yaml': `
services:
  web:
    image: x
    environment: {__proto__: "1", constructor: "2"}
    labels: {__proto__: v, toString: w}
  __proto__: {image: y, extends: {service: web}}
  constructor: {image: z}
`,
      'compose.override.yaml':
        'services: {web: {labels: {valueOf: u}, environment: {hasOwnProperty: "3"}}}\n',
    });
    const web = project.services.get('web');

    expect([...project.services.keys()].sort()).toEqual(['__proto__', 'constructor', 'web']);
    expect([...(web?.environment ?? [])]).toEqual([
      ['__proto__', '1'],
      ['constructor', '2'],
      ['hasOwnProperty', '3'],
    ]);
    expect([...(web?.labels ?? [])]).toEqual([
      ['__proto__', 'v'],
      ['toString', 'w'],
      ['valueOf', 'u'],
    ]);
    expect(project.services.get('__proto__')?.environment.get('constructor')).toBe('2');
  });

  test('are unknown where nobody wrote them', async () => {
    expect(
      await problemsOf({
        'compose.yaml':
          'services:\n  web: {image: x, extends: constructor}\n  b: {image: x, depends_on: [toString], networks: [valueOf]}\n',
      }),
    ).toEqual([
      expect.stringContaining('unknown-service «constructor»'),
      expect.stringContaining('«toString»'),
      expect.stringContaining('«valueOf»'),
    ]);
  });
});
