import { expect, test } from 'vitest';
import { problemsOf } from '../../support/load-files.ts';

test('keys that are there twice hide no other problem, and what is below either of them is there', async () => {
  const file = `services:
  web:
    image: x
    image: y
    imge: z
    depends_on: [dbb, late]
  "db":
    image: a
services:
  late:
    image: z
    netwoks: [a]
  "db": {image: b, "image": c, ports: 5, volumes: ["vol:/v"]}
volumes:
  vol: {<<: {name: a}, <<: {name: b}}
`;

  expect(await problemsOf(file)).toEqual([
    'compose.yaml:4:5 duplicate-key «image» the key "image" is here already, on line 3 (keep one of them)',
    'compose.yaml:5:5 unknown-attribute «imge» unknown attribute "imge" in services.web (did you mean "image"?)',
    'compose.yaml:6:18 unknown-dependency «dbb» service "web" needs "dbb", which is not declared (did you mean "db"?)',
    'compose.yaml:9:1 duplicate-key «services» the key "services" is here already, on line 1 (keep one of them)',
    'compose.yaml:12:5 unknown-attribute «netwoks» unknown attribute "netwoks" in services.late (did you mean "networks"?)',
    'compose.yaml:13:20 duplicate-key «"image"» the key "image" is here already, earlier on this line (keep one of them)',
    'compose.yaml:13:39 wrong-type «5» services.db.ports must be a list, not the number 5 (write it as a list: put each item on a line of its own, after a dash)',
    'compose.yaml:15:24 duplicate-key «<<» the key "<<" is here already, earlier on this line (write one "<<" with a list: "<<: [*a, *b]")',
  ]);
});

test('a key that is there three times is told twice, and the first value counts', async () => {
  expect(await problemsOf('services: {web: {image: x, image: y, image: [z]}}')).toEqual([
    'compose.yaml:1:28 duplicate-key «image» the key "image" is here already, earlier on this line (keep one of them)',
    'compose.yaml:1:38 duplicate-key «image» the key "image" is here already, earlier on this line (keep one of them)',
  ]);
});

test('a repeated key that cannot be read beside the other one is told alone', async () => {
  const file = 'services:\n  web: {image: x}\nx-a: &a k\nx-b: {*a : 1, *a : 2}\n';

  expect(await problemsOf(file)).toEqual([expect.stringContaining('duplicate-key')]);
});

test('what follows from broken YAML is still not told', async () => {
  const file = 'services:\n  web:\n    image: x\n    image: y\n    ports: [\n';

  expect((await problemsOf(file)).every((line) => /yaml-syntax|duplicate-key/.test(line))).toBe(true);
});
