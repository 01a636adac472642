import { describe, expect, test } from 'vitest';
import { loadFiles, loadWeb, problemsOf } from '../../support/load-files.ts';

/** A file whose service extends a service of another file. */
const extending = (base: string, web = '') => ({
  'compose.yaml': `services: {web: {extends: {file: sub/base.yaml, service: base}${web}}}\n`,
  'sub/base.yaml': base,
});

describe('a service that extends one of another file', () => {
  test('has the paths and the variables of that file, which may have several documents', async () => {
    const web = await loadWeb(
      extending(`services: {base: {image: "x:$TAG", command: run, ports: ["1:1"], volumes: ["./a:/a"]}}
---
services: {base: {init: true, ports: !override ["2:2"]}}
`),
      { environment: { TAG: '7' } },
    );

    expect(web).toMatchObject({ image: 'x:7', command: ['run'], init: true });
    expect(web.ports.map(({ published }) => published)).toEqual(['2']);
    expect(web.volumes.map(({ source }) => source)).toEqual(['/app/sub/a']);
  });

  test('may have the same name as that one', async () => {
    const web = await loadWeb({
      'compose.yaml': 'services: {web: {extends: {file: base.yaml, service: web}, init: true}}\n',
      'base.yaml': 'services: {web: {image: x}}\n',
    });

    expect(web).toMatchObject({ image: 'x', init: true });
  });

  test('that extends a third one, by a path from there', async () => {
    const web = await loadWeb({
      ...extending(
        'services: {base: {extends: {file: more/deep.yaml, service: deep}, volumes: ["./b:/b"]}}\n',
      ),
      'sub/more/deep.yaml': 'services: {deep: {image: x, volumes: ["./d:/d"]}}\n',
    });

    expect(web.volumes.map(({ source }) => source)).toEqual(['/app/sub/more/d', '/app/sub/b']);
  });

  test('is as it is written where that one says nothing', async () => {
    expect(await loadWeb(extending('services: {base: }\n', ', image: y'))).toMatchObject({ image: 'y' });
  });

  test.each([
    ['has nothing', ''],
    ['has only a comment', '# soon\n'],
    ['has no services', 'x-note: 1\n'],
    ['has a list of services', 'services: [base]\n'],
  ])('is told when that file %s', async (_what, base) => {
    expect(await problemsOf(extending(base))).toEqual([
      'compose.yaml:1:58 unknown-service «base» service "web" extends "base", which sub/base.yaml does not have',
    ]);
  });

  test('is told once that the file is missing, and nothing about what it may have there', async () => {
    const missing = '{extends: {file: gone.yaml, service: base}}';

    expect(await problemsOf(`services: {web: ${missing}, api: ${missing}}\n`)).toEqual([
      'compose.yaml:1:34 file-not-found «gone.yaml» the file to extend gone.yaml does not exist',
    ]);
  });

  test('is not told what it lacks where that file cannot be read', async () => {
    expect(await problemsOf(extending('services: [\n', ', networks: [nope]'))).toEqual([
      expect.stringContaining('compose.yaml:1:76 unknown-network «nope»'),
      'sub/base.yaml:1:11 yaml-syntax «[» the "[" is not closed',
    ]);
  });
});

describe('a service that extends one of its own file', () => {
  test('is told which one is meant, and nothing of what it may have there', async () => {
    const told = (column: number) => [
      `compose.yaml:1:${column} unknown-service «bse» service "web" extends "bse", which compose.yaml does not have (did you mean "base"?)`,
    ];

    expect(await problemsOf('services: {web: {extends: bse}, base: {image: x}}')).toEqual(told(27));
    expect(await problemsOf('services: {web: {extends: {service: bse}}, base: {image: x}}')).toEqual(
      told(37),
    );
  });

  test('is told once for all that share its words by an anchor', async () => {
    const file = 'x-e: &e {service: nope}\nservices: {a: {extends: *e}, b: {extends: *e}, c: {image: x}}\n';

    expect(await problemsOf(file)).toEqual([
      'compose.yaml:1:19 unknown-service «nope» service "a" extends "nope", which compose.yaml does not have (there are a, b, c)',
    ]);
  });

  test('takes nothing from one that is no mapping, and the check of the shape says so', async () => {
    expect(await problemsOf('services: {web: {extends: base, image: x}, base: text}')).toEqual([
      'compose.yaml:1:50 wrong-type «text» services.base must be a mapping, not text (indent "image: …" below it)',
    ]);
  });

  test('inherits what that one inherits, in whichever order they are written', async () => {
    const { project } = await loadFiles(
      'services: {web: {extends: mid}, mid: {extends: base}, base: {image: x}}\n',
    );

    expect([...project.services.values()].map(({ image }) => image)).toEqual(['x', 'x', 'x']);
  });
});

describe('services that extend one another', () => {
  test('are reported once a circle, at its last step, and not for those that lead into it', async () => {
    expect(
      await problemsOf(`services:
  a: {extends: b}
  b: {extends: c}
  c: {extends: b}
  d: {extends: c}
  e: {extends: f}
  f: {extends: e}
`),
    ).toEqual([
      'compose.yaml:4:16 dependency-cycle «b» these services extend one another: b → c → b (remove one of these "extends")',
      'compose.yaml:7:16 dependency-cycle «e» these services extend one another: e → f → e (remove one of these "extends")',
    ]);
  });

  test('are reported where one extends itself', async () => {
    expect(await problemsOf('services: {web: {extends: web}}')).toEqual([
      'compose.yaml:1:27 dependency-cycle «web» service "web" extends itself (remove it)',
    ]);
  });

  test('are reported across files', async () => {
    expect(
      await problemsOf(extending('services: {base: {extends: {file: ../compose.yaml, service: web}}}\n')),
    ).toEqual([
      'sub/base.yaml:1:61 dependency-cycle «web» these services extend one another: web → base → web (remove one of these "extends")',
    ]);
  });
});

test('an included file that has nothing hides no problem', async () => {
  expect(
    await problemsOf({
      'compose.yaml': 'include: [empty.yaml]\nservices: {web: {image: x, networks: [nope]}}\n',
      'empty.yaml': '',
    }),
  ).toEqual([expect.stringContaining('compose.yaml:2:39 unknown-network «nope»')]);
});
