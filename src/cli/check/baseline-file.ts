import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileError } from '../../diagnostics/file-error.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import { Baseline, type BaselineEntry } from '../../practice/baseline.ts';
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
  const entries = entriesIn(text);
  if (!entries)
    throw new UserError('bad-usage', `${name} is no baseline of gantry`, {
      hint: 'write it again: add --write-baseline',
    });
  return new Baseline(entries);
}

function entriesIn(text: string): readonly { readonly fingerprint: string }[] | undefined {
  try {
    const read: unknown = JSON.parse(text);
    if (typeof read !== 'object' || read === null || !('version' in read) || read.version !== 1)
      return undefined;
    const findings = 'findings' in read && Array.isArray(read.findings) ? read.findings : undefined;
    return findings?.every(isEntry) ? findings : undefined;
  } catch {
    return undefined;
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
