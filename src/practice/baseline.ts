import { createHash } from 'node:crypto';
import { relative, resolve, sep } from 'node:path';
import type { Problem } from '../diagnostics/problem.ts';
import type { Project } from '../model/project.ts';
import { secretHider } from '../model/secret-hider.ts';
import { RULES } from './rule-table.ts';
import type { PracticeFinding } from './subject/rule.ts';

/** A finding as a baseline has it: by what it says, not by its line, since lines move. */
export interface BaselineEntry {
  readonly fingerprint: string;
  readonly rule: string;
  readonly service?: string;
  /** Relative to the folder of the project, with `/`. */
  readonly file?: string;
  readonly message: string;
}

interface Around {
  readonly project: Pick<Project, 'workingDir' | 'services' | 'variables' | 'secrets' | 'secrecy'>;
  readonly cwd: string;
}

/** Makes entries of findings. Secrets are no part of them. */
export function entriesOf(
  findings: readonly PracticeFinding[],
  around: Around,
  fileOf: FileOf,
): readonly BaselineEntry[] {
  const hide = secretHider(around.project);
  return findings.map((finding) => {
    const { rule, service, message } = finding;
    return entry(
      { rule, ...(service !== undefined && { service }), message: hide(message) },
      fileOf(finding),
      around,
    );
  });
}

type FileOf = (finding: PracticeFinding) => string | undefined;

export const entryOfProblem = ({ code, message, at }: Problem, around: Around): BaselineEntry =>
  entry({ rule: code, message }, at?.source.name, around);

/** What code scanners recognise a problem by. That of all services is the same one, whichever these are. */
export function fingerprintOf(problem: Problem, around: Around): string {
  const { code } = problem;
  const isShared =
    Object.hasOwn(RULES, code) &&
    Object.entries(RULES).some(([name, rule]) => name === code && rule.together);
  return entryOfProblem(isShared ? { ...problem, message: '' } : problem, around).fingerprint;
}

function entry(
  known: Pick<BaselineEntry, 'rule' | 'service' | 'message'>,
  name: string | undefined,
  { project, cwd }: Around,
): BaselineEntry {
  const file =
    name === undefined ? undefined : relative(project.workingDir, resolve(cwd, name)).split(sep).join('/');
  const text = JSON.stringify([known.rule, known.service ?? '', file ?? '', normalised(known.message)]);
  const fingerprint = createHash('sha256').update(text).digest('hex').slice(0, 32);
  return { fingerprint, ...known, ...(file !== undefined && { file }) };
}

/** Sizes and numbers of things change without anything being another problem. */
const normalised = (message: string): string =>
  message
    .replaceAll(/\b\d+(?:\.\d+)? ?(?:[kKMGT]i?)?B\b/g, '#')
    .replaceAll(/\s+/g, ' ')
    .trim();

/** Which findings are known. One that is there twice as often as it is known is new once. */
export class Baseline {
  readonly #left = new Map<string, number>();
  #taken = 0;

  constructor(entries: readonly Pick<BaselineEntry, 'fingerprint'>[]) {
    for (const { fingerprint } of entries)
      this.#left.set(fingerprint, (this.#left.get(fingerprint) ?? 0) + 1);
  }

  /** How many findings it has taken. */
  get taken(): number {
    return this.#taken;
  }

  takes({ fingerprint }: BaselineEntry): boolean {
    const left = this.#left.get(fingerprint) ?? 0;
    this.#left.set(fingerprint, left - 1);
    if (left <= 0) return false;
    this.#taken++;
    return true;
  }
}
