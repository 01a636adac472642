import { PRACTICE_RULES, type PracticeRule, RULE_SET } from '../diagnostics/practice-rules.ts';
import type { Problem } from '../diagnostics/problem.ts';
import type { Source } from '../diagnostics/source.ts';
import { ruleSetOf } from '../model/check-settings.ts';
import type { Project } from '../model/project.ts';
import type { LoadDetails } from '../spec/load/load-project.ts';
import { elementAt, type Finding } from '../spec/tree/finding.ts';
import { type Baseline, type BaselineEntry, entriesOf } from './baseline.ts';
import { type FixesWriter, fixesWriter } from './fix-writer.ts';
import { ignoredBySettings } from './ignored-by-settings.ts';
import { placeOfSpot } from './place-of-spot.ts';
import { readIgnoreComments } from './read-ignore-comments.ts';
import { RULES } from './rule-table.ts';
import { readSubject } from './subject/read-subject.ts';
import type { PracticeFinding, Remedy, Rule, Spot } from './subject/rule.ts';
import type { ExaminedImage, ImageLooks, Subject, Use } from './subject/subject.ts';
import { withLooks } from './subject/with-looks.ts';
import { valueAt, writtenText } from './subject/written-text.ts';

export interface Practice {
  readonly problems: readonly Problem[];
  /** The Dockerfiles that were read. */
  readonly dockerfiles: ReadonlySet<Source>;
  /** What the rules found, for a baseline: also what is known. */
  readonly entries: () => readonly BaselineEntry[];
  /** What is known of the images that somebody has looked at. */
  readonly examined: readonly ExaminedImage[];
  /** Whether this warning of loading is taken back, or said better by one of the problems. */
  readonly supersedes: (warning: Problem) => boolean;
}

export interface PracticeOptions {
  readonly use: Use;
  /** Where messages are relative to. */
  readonly cwd: string;
  /** Rules of later sets are not asked. Absent: as the files say, else all. */
  readonly ruleSet?: number;
  /** What is known and not told. */
  readonly baseline?: Baseline;
  /** Whose problems are told, beside those of the project as a whole. Absent: those of all services. */
  readonly only?: ReadonlySet<string>;
  /** By absolute path: what a Dockerfile would say. */
  readonly texts?: ReadonlyMap<string, string>;
  /** Of a problem that has many fixes one is enough to say that it has one. */
  readonly oneFix?: boolean;
  /** Looks at the images of the services on the engine, and at those that they are built upon. Absent: nobody is to ask one. */
  readonly look?: (bases: readonly string[]) => Promise<ImageLooks>;
}

/**
 * What practice has against the files and the Dockerfiles of a project that loads without an error. It asks no engine, and what
 * cannot be known without one is no finding.
 */
export async function findPractice(
  project: Project,
  details: LoadDetails,
  { use, cwd, ruleSet, baseline, only, texts, look, oneFix = false }: PracticeOptions,
): Promise<Practice> {
  const written = readSubject(project, {
    use,
    cwd,
    ...(texts && { texts }),
    tree: (path) => valueAt(details.tree, path),
    written: writtenText(details),
  });
  const bases = written.images.flatMap(({ base }) =>
    base === undefined || base === 'scratch' ? [] : [base],
  );
  const subject = look ? withLooks(written, await look([...new Set(bases)])) : written;
  const set = ruleSet ?? ruleSetOf(project.extensions.get('x-gantry')) ?? RULE_SET;
  const rules = PRACTICE_RULES.filter((rule) => (RULES[rule].since ?? 1) <= set);
  const found = rules.flatMap((rule) => askRule(rule, subject));
  const comments = await readIgnoreComments(subject.images, details);
  const mattering = found.filter(
    (finding) =>
      isAbout(finding, only) &&
      !finding.isRetraction &&
      !ignoredBySettings(finding, project) &&
      !comments.cover(finding),
  );
  const entries = once(() => entriesOf(mattering, { project, cwd }, (finding) => fileOf(finding, details)));
  const told = baseline ? mattering.filter((_, index) => !isKnown(baseline, entries()[index])) : mattering;
  const dockerfiles = new Set<Source>(subject.images.map(({ file }) => file.source));
  const toFixes = await fixesWriter(told, details, oneFix);
  const toFinding = (finding: PracticeFinding): Finding => asFinding(finding, details, toFixes);
  const replaced = found.flatMap((finding) =>
    finding.replaces ? [{ ...toFinding(finding), code: finding.replaces }] : [],
  );
  const codes = new Set<Problem['code']>(replaced.map(({ code }) => code));
  // All places at once: the files are read once more for them.
  const located = await details.problemsOf(
    [
      ...byRule(told)
        .flatMap(([rule, own]) => together(rule, own))
        .map(toFinding),
      ...comments.wrong,
      ...replaced,
    ],
    dockerfiles,
  );
  const problems = located.filter(({ code }) => !codes.has(code));
  const superseded = new Set(located.filter(({ code }) => codes.has(code)).map(placeKey));
  return {
    problems,
    dockerfiles,
    entries,
    examined: subject.examined,
    supersedes: (warning) => superseded.has(placeKey(warning)),
  };
}

function isAbout({ service, at }: PracticeFinding, only: ReadonlySet<string> | undefined): boolean {
  if (!only) return true;
  const services = service === undefined ? servicesAt(at) : [service];
  return services.length === 0 || services.some((name) => only.has(name));
}

/** Empty: it is about the project as a whole. */
function servicesAt(at: Spot): readonly string[] {
  if (at.kind === 'dockerfile') return at.image.users;
  const [first, name] = at.path;
  return first === 'services' && typeof name === 'string' ? [name] : [];
}

const isKnown = (baseline: Baseline, entry: BaselineEntry | undefined): boolean =>
  entry !== undefined && baseline.takes(entry);

function fileOf({ at }: PracticeFinding, { placeOf }: LoadDetails): string | undefined {
  if (at.kind === 'dockerfile') return at.image.file.inline ? undefined : at.image.file.source.name;
  return placeOf(at.path, at.part)?.source.name;
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

const placeKey = ({ code, at }: Problem): string => JSON.stringify([code, at?.source.name, at?.start]);

function askRule(name: PracticeRule, subject: Subject): readonly PracticeFinding[] {
  const rule = RULES[name];
  const level = rule.levels[subject.use];
  if (level === 'off') return [];
  return [...rule.look(subject)].map((finding) => ({ level, ...finding, rule: name }));
}

function byRule(
  findings: readonly PracticeFinding[],
): readonly (readonly [PracticeRule, readonly PracticeFinding[]])[] {
  const found = new Map<PracticeRule, PracticeFinding[]>();
  for (const finding of findings) {
    const before = found.get(finding.rule);
    if (before) before.push(finding);
    else found.set(finding.rule, [finding]);
  }
  return [...found];
}

/** The findings of a rule; one for all services, where that is all there is to say. */
function together(name: PracticeRule, own: readonly PracticeFinding[]): readonly SharedFinding[] {
  const { together: words } = RULES[name];
  if (!words) return own;
  const levels = [...new Set(own.map(({ level }) => level))];
  return levels.flatMap((level) =>
    asOne(
      own.filter((finding) => finding.level === level),
      words,
    ),
  );
}

/** A finding for all that have it, with what mends each. */
interface SharedFinding extends PracticeFinding {
  readonly remedies?: readonly Remedy[];
}

function asOne(
  own: readonly PracticeFinding[],
  words: NonNullable<Rule['together']>,
): readonly SharedFinding[] {
  const [first] = own;
  if (!first) return [];
  const names = [...new Set(own.map(({ service, at }) => service ?? nameOf(at)))];
  if (names.length < 2) return [first];
  const shown = names.slice(0, SHOWN);
  const more = names.length - shown.length;
  const list =
    more > 0
      ? `${shown.join(', ')} and ${more} more`
      : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
  const remedies = own.flatMap(({ remedy }) => remedy ?? []);
  return [{ ...first, message: words(list, names.length), remedies }];
}

/** Names that a sentence has room for. */
const SHOWN = 6;

const nameOf = (at: Spot): string => (at.kind === 'dockerfile' ? at.image.file.source.name : '');

function asFinding(
  { rule, level, message, hint, at, remedy, remedies = remedy ? [remedy] : [] }: SharedFinding,
  details: LoadDetails,
  toFixes: FixesWriter,
): Finding {
  const fixes = toFixes(remedies);
  const place = placeOfSpot(at, details);
  const of = at.kind === 'compose' ? elementAt(at.path) : undefined;
  return {
    code: rule,
    severity: level,
    message,
    ...(hint !== undefined && { hint }),
    ...(place && { place }),
    ...(of && { of }),
    // Where some are left over, the problem is still there.
    ...(fixes.length > 0 && { fixes }),
  };
}
