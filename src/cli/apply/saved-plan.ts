import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { fileError } from '../../diagnostics/file-error.ts';
import { blank, gantry } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { Plan } from '../../model/plan.ts';
import { changesOf } from '../../ui/plan/plan-changes.ts';
import { planToJson } from '../../ui/plan/plan-to-json.ts';
import { labelOf } from '../../ui/plan/resource-of.ts';
import { becauseOf } from '../../ui/plan/wording.ts';
import { readRegular } from '../../util/read-regular.ts';
import { Sensitive } from '../../util/sensitive.ts';
import { stableJson } from '../../util/stable-json.ts';
import type { Cli } from '../context/cli.ts';
import type { Globals } from '../context/globals.ts';
import type { Planned } from '../context/planned.ts';
import { VERSION } from '../context/version.ts';
import { writeResult } from '../context/write-result.ts';
import { imageHider, withHiddenImages } from '../failures/hide-images.ts';
import { withoutSecretArguments } from './secret-arguments.ts';

/**
 * A plan on disk: how it was asked for, what it said, and a fingerprint of all of it. The requests themselves are not in
 * it, because they hold secrets: `apply` plans again and runs what it gets only if the fingerprint is the same.
 */
export interface SavedPlan {
  readonly gantry: 'plan';
  /** Of this format. */
  readonly version: 1;
  readonly savedBy: string;
  readonly cwd: string;
  readonly globals: Globals;
  /** What stood behind `gantry plan`, without secrets. */
  readonly words: readonly string[];
  /** The variables that have to give the values which are not in `words`. Absent: none. */
  readonly fromEnvironment?: readonly string[];
  /** Hexadecimal; new for every file, so that two files cannot be compared with each other. */
  readonly salt: string;
  readonly fingerprint: string;
  /** One line for each change, to say what is another one now. */
  readonly changes: readonly string[];
  /** As `plan --format json` prints it, for people and programs that look at it before it is applied. */
  readonly plan: unknown;
}

type ShownPlan = Pick<Planned, 'plan' | 'project'>;

/** Error: UserError `bad-usage` when a secret is in the words and could not be given in another way. */
export async function savePlan(
  { cwd, globals, words }: Cli,
  { plan, project }: ShownPlan,
  path: string,
): Promise<void> {
  const kept = withoutSecretArguments(words);
  const salt = randomBytes(32).toString('hex');
  const shown = withHiddenImages(plan, imageHider(project));
  const saved: SavedPlan = {
    gantry: 'plan',
    version: 1,
    savedBy: VERSION,
    cwd,
    globals,
    ...kept,
    salt,
    fingerprint: fingerprint(plan, salt),
    changes: changeLines(shown),
    plan: planToJson(shown),
  };
  // It tells of values that are no secret by any rule that we know.
  writeResult({ cwd }, path, `${JSON.stringify(saved, null, 2)}\n`, { isPrivate: true });
}

/** Error: UserError `missing-file`, `file-unreadable`, `bad-usage` when it is no plan, or one of another release's format. */
export function readSavedPlan(path: string): SavedPlan {
  const saved = parse(textOf(path));
  if (saved === undefined)
    throw new UserError('bad-usage', `${path} is not a plan that gantry saved`, {
      hint: ['save one with `', gantry('plan', '-o', blank('FILE')), '`'],
    });
  if (saved.version !== 1)
    throw new UserError('bad-usage', `${path} was saved by gantry ${saved.savedBy} in a format of its own`, {
      hint: 'plan again with this gantry',
    });
  return saved;
}

function textOf(path: string): string {
  try {
    return readRegular(path).toString('utf8');
  } catch (error) {
    throw fileError(`the plan ${path}`, 'cannot be read', error, {
      hint: ['save one with `', gantry('plan', '-o', path), '`'],
    });
  }
}

function parse(text: string): SavedPlan | undefined {
  try {
    const saved: SavedPlan = JSON.parse(text);
    const whole = saved.gantry === 'plan' && Array.isArray(saved.words) && Array.isArray(saved.changes);
    return whole && typeof saved.salt === 'string' && typeof saved.fingerprint === 'string'
      ? saved
      : undefined;
  } catch {
    return undefined;
  }
}

/** Error: UserError `plan-outdated`, which says what would be done now and was not planned, and the other way round. */
export function checkUnmoved(
  saved: SavedPlan,
  { plan, project }: ShownPlan,
  environment: ReadonlyMap<string, string> = new Map(),
): void {
  const now = Buffer.from(fingerprint(plan, saved.salt));
  const then = Buffer.from(saved.fingerprint);
  if (now.length === then.length && timingSafeEqual(now, then)) return;
  const lines = changeLines(withHiddenImages(plan, imageHider(project)));
  const gone = saved.changes.filter((line) => !lines.includes(line)).map((line) => `planned then: ${line}`);
  const come = lines.filter((line) => !saved.changes.includes(line)).map((line) => `planned now:  ${line}`);
  const differences = [...gone, ...come];
  const unset = saved.fromEnvironment?.filter((name) => !environment.has(name)) ?? [];
  throw new UserError(
    'plan-outdated',
    'the plan is outdated, and nothing was done: the files or the engine have changed since it was saved',
    {
      output:
        differences.length > 0 ? differences : ['the same changes, with other values or to other containers'],
      hint:
        unset.length > 0
          ? `set ${unset.join(', ')}: a saved plan does not have the values of secret build arguments`
          : ['look at it again: ', gantry('plan', ...saved.words)],
    },
  );
}

const changeLines = (plan: Plan): readonly string[] =>
  changesOf(plan).map(({ resource, action, cause }) => `${labelOf(resource)}: ${action} ${becauseOf(cause)}`);

/**
 * Secrets count, so a plan whose secrets have changed is another one; keyed, so the file does not tell them.
 *
 * @param salt hexadecimal
 */
export function fingerprint(plan: Plan, salt: string): string {
  return createHmac('sha256', Buffer.from(salt, 'hex'))
    .update(stableJson(opened(plan)))
    .digest('hex');
}

/** The same with the secrets in it. It goes into the hash above and nowhere else. */
function opened(value: unknown): unknown {
  if (value instanceof Sensitive) return value.reveal();
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [key, opened(item)]));
  if (Array.isArray(value)) return value.map(opened);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, opened(item)]));
}
