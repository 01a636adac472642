import { describe, expect, test } from 'vitest';
import { loadFiles, loadWeb, problemsOf } from '../../support/load-files.ts';

const base = `services:
  web: {image: web, command: run, ports: ["80:80"], labels: [a=1, b=2], environment: {A: "1", B: "2"}}
`;
const overridden = (text: string) => loadWeb({ 'compose.yaml': base, 'compose.override.yaml': text });
const published = (web: Awaited<ReturnType<typeof loadWeb>>) => web.ports.map((port) => port.published);

describe('!reset', () => {
  test('takes an attribute away, whatever stands behind it', async () => {
    const web = await overridden('services:\n  web:\n    ports: !reset ["81:81"]\n    command: !reset\n');
    expect(web.ports).toEqual([]);
    expect(web.command).toBeUndefined();
  });

  test('takes one key away, out of a list too', async () => {
    const web = await overridden('services: {web: {environment: {A: !reset }, labels: {a: !reset }}}');
    expect([...web.environment]).toEqual([['B', '2']]);
    expect([...web.labels]).toEqual([['b', '2']]);
  });

  test('takes a whole service away, and none whose name only begins the same', async () => {
    const { project } = await loadFiles({
      'compose.yaml': 'services: {a: {image: x}, a.b: {image: x}, ab: {image: x}}',
      'compose.override.yaml': 'services: {a: !reset }',
    });
    expect([...project.services.keys()]).toEqual(['a.b', 'ab']);
  });

  test('counts wherever aliases and merge keys lead to it, even where the value itself is hidden', async () => {
    const text = `x-none: &none !reset []
x-quiet: &quiet {ports: *none, command: !reset , labels: !reset }
services:
  web: {<<: *quiet, labels: {c: "3"}}
`;
    const web = await overridden(text);
    expect(web.ports).toEqual([]);
    expect(web.command).toBeUndefined();
    expect([...web.labels.keys()]).toEqual(['c']);
  });

  test('says so when there is nothing to take away, or when it stands in a list', async () => {
    const text = 'services:\n  web:\n    port: !reset []\n    ports: [!reset "80:80", "81:81"]\n';
    expect(await problemsOf({ 'compose.yaml': base, 'compose.override.yaml': text })).toEqual([
      'compose.override.yaml:3:5 no-effect warning «port» there is no services.web.port before this, so !reset has no effect (name what an earlier file, an included file or an extended service has)',
      'compose.override.yaml:4:20 no-effect warning «"80:80"» !reset takes nothing out of a list (write the whole list again, with !override before it)',
    ]);
  });

  test('says nothing where something was taken away, out of a map, a list, or altogether', async () => {
    const text = `services:
  web:
    labels: {a: !reset }
    environment: !reset
    command: !override [other]
`;
    expect(await problemsOf({ 'compose.yaml': base, 'compose.override.yaml': text })).toEqual([]);
  });

  test('keeps the name in a list of which it takes away only what the list cannot say', async () => {
    const { project } = await loadFiles({
      'compose.yaml': 'services: {web: {image: x, depends_on: [db]}, db: {image: x}}',
      'compose.override.yaml': 'services: {web: {depends_on: {db: {restart: !reset }}}}',
    });
    expect([...(project.services.get('web')?.dependsOn.keys() ?? [])]).toEqual(['db']);
  });

  test('leaves what follows in its list at its own place', async () => {
    const text = 'services:\n  web:\n    ports: [!reset "80:80", "x:81"]\n';
    const problems = await problemsOf({ 'compose.yaml': base, 'compose.override.yaml': text });
    expect(problems.find((line) => line.includes('bad-value'))).toContain('3:30 bad-value «x»');
  });
});

describe('!override', () => {
  test('puts its value in the place of what was there, in the next document of a file too', async () => {
    const web = await loadWeb(`${base}---
services: {web: {ports: !override ["81:81"], environment: !override {C: "3"}}}
`);
    expect(published(web)).toEqual(['81']);
    expect([...web.environment.keys()]).toEqual(['C']);
  });

  test('reaches what is extended, and only for the service that says so', async () => {
    const { project } = await loadFiles({
      'compose.yaml': `services:
  web: {extends: {file: base.yaml, service: two}, ports: ["3:3"], command: !reset }
  other: {extends: {file: base.yaml, service: two}}
`,
      'base.yaml': `services:
  one: {image: x, ports: ["1:1"], command: run}
  two: {extends: one, ports: !override ["2:2"]}
`,
    });
    const [other, web] = [...project.services.values()];
    expect(web && published(web)).toEqual(['2', '3']);
    expect(web?.command).toBeUndefined();
    expect(other && published(other)).toEqual(['2']);
    expect(other?.command).toEqual(['run']);
  });

  test('reaches what is included', async () => {
    const web = await loadWeb({
      'compose.yaml': 'include: [more.yaml]\nservices: {web: {ports: !override ["9:9"], command: !reset }}',
      'more.yaml': base,
    });
    expect(published(web)).toEqual(['9']);
    expect(web.image).toBe('web');
    expect(web.command).toBeUndefined();
  });

  test('has its own value filled in, and problems there at their place', async () => {
    const text = 'services: {web: {ports: !override ["${P:-82}:82", "y:1"]}}';
    expect(await problemsOf({ 'compose.yaml': base, 'compose.override.yaml': text })).toEqual([
      expect.stringContaining('compose.override.yaml:1:52 bad-value «y»'),
    ]);
  });
});
