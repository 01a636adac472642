import type { FieldChange } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import type { Hide } from '../../model/secret-hider.ts';
import { defined } from '../../util/defined.ts';
import { HIDDEN } from '../../util/sensitive.ts';
import type { UpContext } from '../snapshot/up-context.ts';

/**
 * The same changes without values that are secret because of where they come from. Nobody knows what the old one was, so it is
 * hidden wherever the new one is.
 */
export function withoutSecrets(
  fields: readonly FieldChange[],
  { project, hide }: Pick<UpContext, 'project' | 'hide'>,
  service?: string,
): readonly FieldChange[] {
  return fields.map((field) => withoutSecret(field, hide, hidesVariable(project, service)));
}

type HidesVariable = (name: string, isRemoved: boolean) => boolean;

/** A variable that nobody sets any more may have come from anywhere. */
const hidesVariable =
  ({ secrecy }: Project, service: string | undefined): HidesVariable =>
  (name, isRemoved) =>
    isRemoved || (service !== undefined && secrecy?.fromEnvFiles.get(service)?.has(name) === true);

function withoutSecret(change: FieldChange, hide: Hide, hidesVariable: HidesVariable): FieldChange {
  const { field, from, to } = change;
  const name = /^environment\.(.+)$/s.exec(field)?.[1];
  if (name !== undefined && hidesVariable(name, to === undefined))
    return defined<FieldChange>({ ...change, from: hidden(from), to: hidden(to) });
  if (to === undefined) return defined<FieldChange>({ ...change, from: from && hide(from) });
  const shown = hide(to);
  const isSecret = shown !== to || to.includes(`"${HIDDEN}"`) || to === HIDDEN;
  return defined<FieldChange>({
    ...change,
    from: from === undefined ? from : isSecret ? withoutOthers(hide(from), to) : hide(from),
    to: shown,
  });
}

const hidden = (value: string | undefined): string | undefined => value && HIDDEN;

/** Of the words of a command, those that the other one has too can be read. */
function withoutOthers(from: string, to: string): string {
  const [old, next] = [wordsIn(from), wordsIn(to)];
  if (!old || !next) return HIDDEN;
  return JSON.stringify(old.map((word) => (next.includes(word) ? word : HIDDEN)));
}

function wordsIn(text: string): readonly string[] | undefined {
  if (!text.startsWith('[')) return undefined;
  try {
    const words: unknown = JSON.parse(text);
    return Array.isArray(words) && words.every((word) => typeof word === 'string') ? words : undefined;
  } catch {
    return undefined;
  }
}
