import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';
import { expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/context/command-names.ts';

const SRC = resolve(import.meta.dirname, '../../src');

/** A command of gantry, or the start of one that goes on in a template. */
const COMMAND = new RegExp(`\\bgantry (?:-|$|(?:${COMMANDS.map(({ name }) => name).join('|')})\\b)`);

/** What `--help` prints, and programs of shells: whole files of it. */
const OTHER_TEXTS = ['cli/help/examples.ts', 'cli/help/help.ts', 'cli/completion/scripts.ts'];

/** No hints of problems: descriptions for `--help`, headings, and notices, all of which are printed as they are. */
const ALLOWED: readonly string[] = [
  ' s, with gantry ',
  '  gantry ',
  ' was written by gantry ',
  'the release, as `gantry history` has it',
  ' was saved by gantry ',
  ' was written by gantry ',
  '  gantry ',
  ' s, with gantry ',
  '## gantry ci: ',
  '## gantry test: ',
  'gantry test',
  '(holds anonymous volumes until the next `gantry up`)',
  'Detached: the containers keep running. `gantry down` stops them.',
  'Restart containers as they are; changes of the files need `gantry up`',
  'Run a plan that `gantry plan -o FILE` saved: exactly that, or nothing when the files or the engine have changed since',
  'Show what a command would do, and why; changes nothing. Without a command it is `up`, whose flags `gantry plan up --help` lists',
  'gantry ',
  'gantry ci ',
  '`gantry attach` would connect this terminal to ',
  '`gantry exec` would run this in ',
  'gantry version ',
  'save it for `gantry apply`, without the values of secrets',
  // Of the screen of `tui`, which is no hint of a problem.
  '    gantry up -d ',
  '   gantry up -d',
  'Copy: gantry ',
  '`gantry tui` needs a terminal, and ',
];

test('a command of gantry in a hint is data, so that it gets the flags of the project', () => {
  const found = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !OTHER_TEXTS.includes(file))
    .flatMap((file) => textsOf(file));

  expect(new Set(found)).toEqual(new Set(ALLOWED));
});

/** The texts of a file that have a command in them. */
function textsOf(file: string): readonly string[] {
  const source = readFileSync(join(SRC, file), 'utf8');
  if (!source.includes('gantry ')) return [];
  const found: string[] = [];
  const take = (text: string | null | undefined): void => {
    if (text && COMMAND.test(text)) found.push(text);
  };
  new Visitor({
    Literal: ({ value }) => take(typeof value === 'string' ? value : undefined),
    TemplateElement: ({ value }) => take(value.cooked),
  }).visit(parseSync(file, source).program);
  return found;
}
