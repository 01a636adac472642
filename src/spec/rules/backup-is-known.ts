import { wordsOf } from '../../model/backup.ts';
import { suggest } from '../../util/suggest.ts';
import { isMap, type Path, type Tree } from '../tree/tree.ts';
import { type Checked, reportAt } from './rule.ts';

const EXAMPLE = 'write "backup: {command: pg_dump -U app app, restore: psql -U app app}"';
const KNOWN = ['command', 'restore'];

/** `backup` of an `x-gantry` of a service, at `here`: the commands that write and read its backup. */
export function checkBackup(checked: Checked, here: Path, backup: Tree): void {
  if (!isMap(backup)) {
    reportAt(checked, here, {
      code: 'bad-value',
      message: 'backup is a mapping with a command',
      hint: EXAMPLE,
    });
    return;
  }
  for (const [name, value] of Object.entries(backup)) {
    if (!KNOWN.includes(name))
      reportAt(checked, [...here, name], {
        code: 'unknown-attribute',
        part: 'key',
        message: `unknown attribute "${name}" in backup`,
        hint: suggest(name, KNOWN),
      });
    else if (wordsOf(value) === undefined)
      reportAt(checked, [...here, name], {
        code: 'bad-value',
        message: `${name} is a command: a text for the shell of the container, or a list of words`,
        hint: EXAMPLE,
      });
  }
  if (backup.command === undefined)
    reportAt(checked, here, {
      code: 'bad-value',
      message: 'backup says by which command',
      hint: EXAMPLE,
    });
}
