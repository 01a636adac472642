import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileError } from '../../diagnostics/file-error.ts';
import { commandHint } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import { Baseline, type BaselineEntry } from '../../practice/baseline.ts';
import { visible } from '../../util/disarm.ts';
import { readRegular } from '../../util/read-regular.ts';

/** Error: UserError, when it cannot be read, or is none. */
export function readBaseline(name: string, cwd: string): Baseline {
  let text: string;
  try {
    text = readRegular(resolve(cwd, name)).toString('utf8');
  } catch (error) {
    throw fileError(`the baseline ${name}`, 'cannot be read', error, {
      hint: 'write it first: add --write-baseline',
    });
  }
  return new Baseline(entriesIn(text, name));
}

const VERSION = 1;

/** Error: UserError */
function entriesIn(text: string, name: string): readonly { readonly fingerprint: string }[] {
  const read = jsonOf(text, name);
  if (typeof read === 'object' && read !== null && 'version' in read) {
    const { version } = read;
    if (typeof version === 'number' && version > VERSION)
      throw new UserError(
        'bad-usage',
        `the baseline ${name} is of version ${version}, and this gantry knows version ${VERSION}`,
        { hint: ['use the gantry that wrote it: ', commandHint('gantry', 'upgrade')] },
      );
    const findings = 'findings' in read && Array.isArray(read.findings) ? read.findings : undefined;
    if (version === VERSION && findings?.every(isEntry)) return findings;
  }
  throw new UserError('bad-usage', `${name} is no baseline of gantry`, {
    hint: 'name the one that --write-baseline wrote, or write it: add --write-baseline',
  });
}

/** A merge may leave its marks in it, and a full disk half of it. */
function jsonOf(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new UserError('bad-usage', `the baseline ${name} is damaged: ${visible(why)}`, {
      cause,
      hint: 'take it back from git; --write-baseline would take all that is new for known',
    });
  }
}

const isEntry = (one: unknown): one is { readonly fingerprint: string } =>
  typeof one === 'object' && one !== null && 'fingerprint' in one && typeof one.fingerprint === 'string';

/** In an order of its own, so that a difference shows what is new. Error: UserError. */
export function writeBaseline(name: string, cwd: string, entries: readonly BaselineEntry[]): void {
  const key = ({ file = '', rule, service = '', message }: BaselineEntry) =>
    [file, rule, service, message].join('\n');
  const findings = entries.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
  try {
    writeFileSync(resolve(cwd, name), `${JSON.stringify({ version: 1, findings }, null, 2)}\n`);
  } catch (error) {
    throw fileError(`the baseline ${name}`, 'cannot be written', error);
  }
}
