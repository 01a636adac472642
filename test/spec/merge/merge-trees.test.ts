import { describe, expect, test } from 'vitest';
import { mergeTrees } from '../../../src/spec/merge/merge-trees.ts';
import { Origins } from '../../../src/spec/tree/origins.ts';
import type { Tree } from '../../../src/spec/tree/tree.ts';
import { loadFiles, loadWeb, problemsOf } from '../../support/load-files.ts';
import { noFindings } from '../../support/no-findings.ts';

const merged = (base: Tree, over: Tree) => {
  const root = mergeTrees(
    { services: { web: base } },
    { services: { web: over } },
    new Origins(),
    noFindings,
  );
  return root.services;
};

describe('mergeTrees()', () => {
  test('replaces single values, appends lists and merges maps', () => {
    expect(
      merged(
        { image: 'a', build: { cache_from: ['x'] }, deploy: { replicas: 1 } },
        { image: 'b', build: { cache_from: ['x'] }, deploy: { mode: 'global' } },
      ),
    ).toEqual({
      web: { image: 'b', build: { cache_from: ['x', 'x'] }, deploy: { replicas: 1, mode: 'global' } },
    });
  });

  test('keeps what was there when the later file says null, except for a command', () => {
    expect(merged({ image: 'a', command: 'x' }, { image: null, command: null })).toEqual({
      web: { image: 'a', command: null },
    });
  });

  test('merges a list of pairs with a map, the later value of a key counting', () => {
    expect(merged({ environment: ['A=1', 'B'] }, { environment: { A: null, C: 3 } })).toEqual({
      web: { environment: { A: null, B: null, C: 3 } },
    });
  });

  test('sees a list of names as a map of them', () => {
    expect(merged({ depends_on: ['db'] }, { depends_on: { db: { condition: 'service_healthy' } } })).toEqual({
      web: { depends_on: { db: { condition: 'service_healthy', required: true } } },
    });
    expect(merged({ networks: ['a'] }, { networks: { a: { aliases: ['x'] } } })).toEqual({
      web: { networks: { a: { aliases: ['x'] } } },
    });
  });

  test('sees a text as the context of a build', () => {
    expect(merged({ build: '.' }, { build: { target: 'x' } })).toEqual({
      web: { build: { context: '.', target: 'x' } },
    });
  });

  test('starts the options of a log anew when the driver is another one', () => {
    const base = { logging: { driver: 'local', options: { a: '1' } } };
    expect(merged(base, { logging: { options: { b: '2' } } })).toEqual({
      web: { logging: { driver: 'local', options: { a: '1', b: '2' } } },
    });
    expect(merged(base, { logging: { driver: 'syslog' } })).toEqual({
      web: { logging: { driver: 'syslog' } },
    });
  });

  test('changes neither of the trees', () => {
    const base = { environment: ['A=1'], ports: ['80'] };
    merged(base, { environment: { A: '2' }, ports: ['80', '81'] });
    expect(base).toEqual({ environment: ['A=1'], ports: ['80'] });
  });

  test('keeps one mount a target and one port an address, the later file counting', async () => {
    const web = await loadWeb({
      'compose.yaml': 'services: {web: {image: x, ports: ["80:80"], volumes: ["./a:/data", "./b:/log"]}}',
      'compose.override.yaml':
        'services: {web: {ports: ["0.0.0.0:80:80", "81:80"], volumes: ["./c:/data:ro"]}}',
    });
    expect(web.ports.map(({ hostIp, published }) => [hostIp, published])).toEqual([
      ['0.0.0.0', '80'],
      [undefined, '81'],
    ]);
    expect(web.volumes.map(({ source, target }) => [source, target])).toEqual([
      ['/app/c', '/data'],
      ['/app/b', '/log'],
    ]);
  });

  test('lets every problem point into the file that it was written in', async () => {
    const problems = await problemsOf({
      'compose.yaml': 'services:\n  web:\n    image: x\n    depends_on: [dbb]\n    mem_limit: 1q\n',
      'compose.override.yaml': 'services:\n  web:\n    depends_on: [cachee]\n  cache: {image: x}\n',
    });
    expect(problems.map((line) => line.split(' ').slice(0, 3).join(' '))).toEqual([
      'compose.yaml:4:18 unknown-dependency «dbb»',
      'compose.yaml:5:16 bad-value «1q»',
      'compose.override.yaml:3:18 unknown-dependency «cachee»',
    ]);
  });

  test('lets what is below an x- key have another shape in a later file, as nobody reads it', async () => {
    const { project } = await loadFiles(
      {
        'compose.yaml': 'x-team: {on: [a], of: 1}\nservices: {web: {image: x, x-note: [1]}}',
        'compose.override.yaml': 'x-team: {on: {b: 2}}\nservices: {web: {x-note: {c: 3}}}',
      },
      { files: ['compose.yaml', 'compose.override.yaml'] },
    );

    expect(project.extensions.get('x-team')).toEqual({ on: { b: 2 }, of: 1 });
    expect(project.services.get('web')?.extensions.get('x-note')).toEqual({ c: 3 });
  });

  test('reports a map over a list where nothing says how to see one as the other', async () => {
    expect(
      await problemsOf({
        'compose.yaml': 'services: {web: {image: x, cap_add: [A]}}',
        'compose.override.yaml': 'services: {web: {cap_add: {B: 1}}}',
      }),
    ).toEqual([
      'compose.override.yaml:1:27 merge-conflict «{B: 1}» "cap_add" is a mapping here, but a list where it is written first (write both the same way, or put !override before this one)',
    ]);
  });
});
