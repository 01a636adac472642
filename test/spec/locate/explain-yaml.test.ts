import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readYaml } from '../../../src/spec/read/read-yaml.ts';
import { findProblems } from '../../support/find-problems.ts';
import { showProblems } from '../../support/show-problems.ts';

const explain = async (text: string) =>
  showProblems(await findProblems((report) => readYaml({ name: 'c.yaml', text }, report)));

const fixture = (name: string) =>
  readFileSync(new URL(`../../../fixtures/${name}/compose.yaml`, import.meta.url), 'utf8');

describe('explainYaml() names the mistake and marks it:', () => {
  test('tabs, each line of them', async () => {
    expect(await explain(fixture('broken-tabs'))).toEqual([
      'c.yaml:2:1 yaml-syntax «\t» a tab is used as indentation (YAML takes spaces only)',
      'c.yaml:3:1 yaml-syntax «\t\t» a tab is used as indentation (YAML takes spaces only)',
    ]);
  });

  test('missing colons and blanks, all of one file at once', async () => {
    expect(await explain(fixture('broken-colons'))).toEqual([
      'c.yaml:2:3 yaml-syntax «web» a colon is missing after "web" (write "web:")',
      'c.yaml:5:5 yaml-syntax «image:busybox» a space is missing after "image:" (write "image: busybox")',
      'c.yaml:9:5 yaml-syntax «-80:80» a space is missing after the dash (write "- 80:80")',
      'c.yaml:11:14 yaml-syntax «echo a: b» a value cannot have another ": " in it (put the value in quotes)',
    ]);
  });

  test('a quote that is not closed, where it opens', async () => {
    expect(await explain(fixture('broken-quotes'))).toEqual([
      'c.yaml:3:12 yaml-syntax «"busybox» the quote " is not closed',
    ]);
    expect(await explain("a: 'it''s\nb: c\n")).toEqual([
      "c.yaml:1:4 yaml-syntax «'it''s» the quote ' is not closed",
    ]);
  });

  test('repeated keys, merge keys included, and keys that are no texts', async () => {
    expect(await explain(fixture('broken-keys'))).toEqual([
      'c.yaml:6:5 duplicate-key «<<» the key "<<" is here already, on line 5 (write one "<<" with a list: "<<: [*a, *b]")',
      'c.yaml:9:7 wrong-type «8080» a key must be a text, but this is a number (write "8080" with the quotes)',
      'c.yaml:10:7 wrong-type «true» a key must be a text, but this is a boolean (write "true" with the quotes)',
      'c.yaml:12:5 duplicate-key «image» the key "image" is here already, on line 7 (keep one of them)',
      'c.yaml:13:3 duplicate-key «web» the key "web" is here already, on line 4 (keep one of them)',
      'c.yaml:14:13 wrong-type «{ image }» a key must be a text, but this is a mapping',
    ]);
  });

  test('aliases without an anchor and aliases of what they are in', async () => {
    expect(await explain(fixture('broken-aliases'))).toEqual([
      'c.yaml:5:9 yaml-syntax «*bsae» there is no anchor &bsae before this alias (did you mean "*base"?)',
      'c.yaml:6:14 yaml-syntax «*.sh» there is no anchor &.sh before this alias (put the value in quotes if it is a text)',
      'c.yaml:9:13 yaml-syntax «*db» *db refers to something that contains it',
    ]);
  });

  test('a merge conflict, and nothing of what it breaks', async () => {
    expect(await explain(fixture('broken-conflict'))).toEqual([
      'c.yaml:3:1 yaml-syntax «<<<<<<< HEAD» a merge conflict of git is left in this file (keep one side, and remove the lines that begin with "<<<<<<<", "=======" and ">>>>>>>")',
    ]);
  });

  test.each([
    [
      'services:\n  web:\n    image: x\n   build: .\n',
      'c.yaml:4:4 yaml-syntax «build: .» this line is indented unlike the ones it belongs to (give it the same indentation as its neighbours)',
    ],
    [
      'services:\n  web:\n    image: x\n      build: .\n',
      'c.yaml:4:7 yaml-syntax «build: .» this line is indented below a key that has a value already (give it the same indentation as its neighbours)',
    ],
    [
      'a:\n  b: c\n  - d\n',
      'c.yaml:3:3 yaml-syntax «- d» a list item cannot be among the keys of a mapping (give it the same indentation as its neighbours)',
    ],
    ['a: [1, 2\nb: 3\n', 'c.yaml:1:4 yaml-syntax «[1, 2» the "[" is not closed'],
    ['a: "x" y\n', 'c.yaml:1:8 yaml-syntax «y» nothing may follow the closing "'],
    ['a: @x\n', 'c.yaml:1:4 yaml-syntax «@» a value cannot start with "@" (put the value in quotes)'],
    [
      'a: "\\d"\n',
      'c.yaml:1:5 yaml-syntax «\\d» "\\d" means nothing inside double quotes (write "\\\\" for a backslash, or use single quotes)',
    ],
    ['a: {<<: 1}\n', 'c.yaml:1:9 yaml-syntax «1» "<<" takes a mapping, or a list of mappings'],
    ['a: !!int x\n', 'c.yaml:1:4 yaml-syntax «!!int» this cannot be read as !!int'],
    ['a: [1,,2]\n', 'c.yaml:1:7 yaml-syntax «,» there is no value before this comma'],
  ])('%j', async (text, problem) => {
    expect(await explain(text)).toEqual([problem]);
  });
});
