import { resolve } from 'node:path';
import { gantry, type Hint, hintText } from '../../diagnostics/hint.ts';
import type { Problem } from '../../diagnostics/problem.ts';
import { SpecError } from '../../diagnostics/spec-error.ts';
import type { ImageReport, UnseenImage } from '../../model/image-report.ts';
import type { Project } from '../../model/project.ts';
import { secretHider } from '../../model/secret-hider.ts';
import type { BaselineEntry } from '../../practice/baseline.ts';
import type { ExaminedImage } from '../../practice/subject/subject.ts';
import { defined } from '../../util/defined.ts';
import type { Cli } from '../context/cli.ts';
import { completeHint } from '../context/complete-hint.ts';
import { EXIT } from '../context/exit-codes.ts';
import { VERSION } from '../context/version.ts';
import { loadWithDetailsOf } from '../files/load.ts';
import { fromRoot, isInside, repositoryRoot } from '../pipeline/repository.ts';
import { findObstacles } from './find-obstacles.ts';
import type { Shown } from './fix-files.ts';
import type { ProjectImages } from './look-at-images.ts';
import { reportImages } from './report-images.ts';

export interface CheckOptions {
  /** What the files are for. */
  readonly for: 'dev' | 'prod';
  readonly format: 'text' | 'json' | 'sarif';
  readonly reveal?: boolean;
  /** Writes what mends problems; with `--dry-run` it is shown. */
  readonly fix?: boolean;
  /** The file with the findings that are known. */
  readonly baseline?: string;
  readonly writeBaseline?: boolean;
  /** The set of rules to ask. */
  readonly rules?: number;
  /** Looks at the images on the engine too. */
  readonly images?: boolean;
  /** Whose problems are told, beside those of the project as a whole. Absent: those of all services. */
  readonly only?: ReadonlySet<string>;
}

/** Nobody is to take the answer for more than it is. */
const NOT_LOOKED_AT: Hint = [
  'no engine was asked; ',
  gantry('plan'),
  ' also finds ports, names and subnets that are taken, and external resources that are missing',
];

const ONLY_IMAGES: Hint = [
  'the engine was asked for images only; ',
  gantry('plan'),
  ' also finds ports, names and subnets that are taken, and external resources that are missing',
];

const notLookedAt = ({ image, services, isBuilt }: UnseenImage): Hint => [
  `${image} was not looked at, because the engine does not have it: run `,
  gantry(isBuilt ? 'build' : 'pull', ...services),
];

const fixesFor = (fixable: number): Hint => [
  gantry('check', '--fix'),
  ` mends ${fixable === 1 ? 'one' : fixable} of them, and with --dry-run shows how`,
];

function nothingToMend(cli: Cli, { problems }: Pick<Checked, 'problems'>): string {
  const left: Hint =
    problems.length === 0 ? '' : ['; ', gantry('check'), ' lists what needs a decision of yours'];
  return `nothing to mend${hintText(completeHint(left, cli.globals))}\n`;
}

/** Lists what is wrong with the files. @returns the exit code: failed when there is an error among it. */
export async function checkFiles(
  cli: Cli,
  services: readonly string[],
  { format, fix = false, ...asked }: Omit<CheckOptions, 'reveal'>,
): Promise<number> {
  const onEngine = asked.images ? await projectImages(cli) : undefined;
  const { for: use, rules, baseline, writeBaseline, only } = asked;
  const ask = defined<Asked>({
    for: use,
    rules,
    only,
    onEngine,
    oneFix: !fix,
    baseline: writeBaseline ? undefined : baseline,
  });
  const check: Check = (texts) => checkOnce(cli, services, ask, texts);
  if (writeBaseline) return noteAll(cli, check, baseline);
  const checked = await check();
  if (fix && cli.globals.dryRun) {
    const { showFixes } = await import('./fix-files.ts');
    const diff = showFixes(await fixesOf(cli, checked, check), checked.shown);
    cli.stdout.write(diff);
    if (diff === '') cli.stderr.write(nothingToMend(cli, checked));
    return EXIT.ok;
  }
  const {
    problems: found,
    project,
    examined,
    known = 0,
  } = fix ? await fixAll(cli, checked, check, format) : checked;
  const problems = cli.globals.strict ? found.map(strictly) : found;
  const unseen = onEngine?.unseen ?? [];
  const seen = onEngine && project && { images: imagesOf(cli, project, examined), unseen };
  cli.stdout.write(await textOf(problems, format, cli, { project, seen, known }));
  if (format === 'text') {
    const fixable = problems.filter(({ fixes }) => fixes !== undefined).length;
    const about = onEngine ? [...unseen.map(notLookedAt), ONLY_IMAGES] : [NOT_LOOKED_AT];
    const notes = [...(fixable > 0 ? [fixesFor(fixable)] : []), ...about];
    for (const note of notes) cli.stderr.write(`note: ${hintText(completeHint(note, cli.globals))}\n`);
  }
  return problems.some(({ severity }) => severity === 'error') ? EXIT.failed : EXIT.ok;
}

async function projectImages(cli: Cli): Promise<ProjectImages> {
  const { ProjectImages } = await import('./look-at-images.ts');
  return new ProjectImages(cli);
}

/** Instructions may repeat a secret of the project. */
function imagesOf({ globals }: Cli, project: Project, examined: Checked['examined']): readonly ImageReport[] {
  const hide = globals.reveal ? (text: string) => text : secretHider(project);
  return reportImages(examined, hide);
}

/** A warning is as bad as an error. What is only good to know stays that. */
const strictly = (problem: Problem): Problem =>
  problem.severity === 'warning' ? { ...problem, severity: 'error' } : problem;

interface Checked {
  readonly problems: readonly Problem[];
  /** Texts that files have, or are to get, as they may be shown. */
  readonly shown: Shown;
  /** Absent: it cannot be loaded. */
  readonly project?: Project;
  /** How many findings the baseline keeps from being told. */
  readonly known?: number;
  /** All of them, for a baseline. */
  readonly entries: () => readonly BaselineEntry[];
  /** The images that were looked at. */
  readonly examined: readonly ExaminedImage[];
}

/** What is known is not told any more. */
async function noteAll(cli: Cli, check: Check, name = BASELINE): Promise<number> {
  const { problems, project, entries } = await check();
  if (!project) throw new SpecError(problems);
  const { writeBaseline } = await import('./baseline-file.ts');
  const all = entries();
  writeBaseline(name, cli.cwd, all);
  // A problem that services share is a finding of each.
  const listed =
    problems.length === all.length ? '' : `, which \`check\` lists as ${count(problems.length, 'problem')}`;
  cli.stderr.write(`${count(all.length, 'finding')} noted in ${name}${listed}\n`);
  return EXIT.ok;
}

const BASELINE = 'gantry-baseline.json';
const DEFAULT_FILE = 'compose.yaml';

interface Asked extends Pick<CheckOptions, 'for' | 'baseline' | 'rules' | 'only'> {
  readonly onEngine?: ProjectImages;
  readonly oneFix?: boolean;
}

/** @param texts by absolute path: what a file would say */
type Check = (texts?: ReadonlyMap<string, string>) => Promise<Checked>;

/** The files with what mends the problems; that it does is tried before. */
async function fixesOf(cli: Cli, { problems, entries }: Checked, check: Check) {
  const { canBeFixed } = await import('./fix-files.ts');
  const { triedFixes } = await import('../../practice/tried-fixes.ts');
  return triedFixes(problems.filter(canBeFixed), {
    before: entries(),
    async after(files) {
      const tried = await check(
        new Map(files.map(({ source, text }) => [resolve(cli.cwd, source.name), text])),
      );
      return tried.project && tried.entries();
    },
  });
}

/** More rounds than fixes that stand in the way of one another. */
const MOST_ROUNDS = 5;

/** @returns what is left, without fixes that did not mend it */
async function fixAll(
  cli: Cli,
  first: Checked,
  check: Check,
  format: CheckOptions['format'],
): Promise<Checked> {
  const { showFixes, writeFixed } = await import('./fix-files.ts');
  let checked = first;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const files = await fixesOf(cli, checked, check);
    if (files.length === 0 && round === 0) cli.stderr.write('nothing to mend\n');
    if (files.length === 0)
      return { ...checked, problems: checked.problems.map(({ fixes: _, ...rest }) => rest) };
    for (const file of files) writeFixed(file, cli.cwd);
    // A program that reads JSON reads nothing else.
    (format === 'text' ? cli.stdout : cli.stderr).write(showFixes(files, checked.shown));
    checked = await check();
  }
  return checked;
}

/** What `check` lists of the files, for who shows it in another way. */
export const findFileProblems = async (cli: Cli): Promise<readonly Problem[]> =>
  (await checkOnce(cli, [], { for: 'dev' })).problems;

async function checkOnce(
  cli: Cli,
  services: readonly string[],
  { for: use, baseline: name, rules: ruleSet, only, oneFix, onEngine }: Asked,
  texts?: ReadonlyMap<string, string>,
): Promise<Checked> {
  const { readBaseline } = await import('./baseline-file.ts');
  const baseline = name === undefined ? undefined : readBaseline(name, cli.cwd);
  try {
    const { details, ...loaded } = await loadWithDetailsOf(
      cli,
      { services, options: { lint: true } },
      undefined,
      texts,
    );
    const obstacles = await findObstacles(cli, loaded);
    const { findPractice } = await import('../../practice/find-practice.ts');
    const { problems, supersedes, dockerfiles, entries, examined } = await findPractice(
      loaded.project,
      details,
      {
        use,
        cwd: cli.cwd,
        ...(ruleSet !== undefined && { ruleSet }),
        ...(baseline && { baseline }),
        ...(only && { only }),
        ...(texts && { texts }),
        ...(oneFix !== undefined && { oneFix }),
        ...(onEngine && { look: (bases: readonly string[]) => onEngine.look(loaded.project, bases) }),
      },
    );
    const { withFixOfVersion } = await import('../../practice/fix-version.ts');
    const { entryOfProblem } = await import('../../practice/baseline.ts');
    const warnings = await withFixOfVersion(loaded.warnings, details);
    const others = [...warnings.filter((warning) => !supersedes(warning)), ...obstacles].map((problem) => ({
      problem,
      entry: entryOfProblem(problem, { project: loaded.project, cwd: cli.cwd }),
    }));
    const news = others.filter(({ entry }) => !baseline?.takes(entry)).map(({ problem }) => problem);
    return {
      problems: [...news, ...problems],
      project: loaded.project,
      entries: () => [...others.map(({ entry }) => entry), ...entries()],
      shown: (texts) => details.shown(texts, dockerfiles),
      examined,
      known: baseline?.taken ?? 0,
    };
  } catch (error) {
    if (error instanceof SpecError)
      return { problems: error.problems, shown: () => [], entries: () => [], examined: [] };
    throw error;
  }
}

interface About {
  readonly project: Project | undefined;
  readonly seen:
    | { readonly images: readonly ImageReport[]; readonly unseen: readonly UnseenImage[] }
    | undefined;
  /** How many findings are not told because the baseline has them. */
  readonly known: number;
}

async function textOf(
  problems: readonly Problem[],
  format: CheckOptions['format'],
  cli: Cli,
  { project, seen, known }: About,
): Promise<string> {
  if (format === 'json') {
    const { problemsJson } = await import('../../ui/errors/problems-json.ts');
    const { imagesJson } = await import('../../ui/errors/images-json.ts');
    return problemsJson(problems, seen && imagesJson(seen.images, seen.unseen));
  }
  if (format === 'sarif') {
    const { errorMeanings } = await import('../../spec/generated/error-meanings.js');
    const { sarifLog } = await import('../../ui/errors/sarif.ts');
    const { fingerprintOf } = await import('../../practice/baseline.ts');
    const around = project && { project, cwd: cli.cwd };
    return sarifLog(problems, {
      version: VERSION,
      meanings: errorMeanings,
      ...(around && { fingerprintOf: (problem) => fingerprintOf(problem, around) }),
      repository: repositoryOf(cli, project),
    });
  }
  const { showProblems } = await import('../../ui/errors/show-error.ts');
  const text = `${showProblems(problems, { colour: cli.colour })}${countText(problems, known)}\n`;
  if (!seen || seen.images.length === 0) return text;
  const { layersText } = await import('../../ui/tables/layers-output.ts');
  return `${text}\n${layersText(seen.images, cli.stdout.columns ?? Infinity)}`;
}

/** A scanner runs elsewhere, and knows files from the root of the repository. */
function repositoryOf({ cwd, environment }: Cli, project: Project | undefined) {
  const root = repositoryRoot(project?.workingDir ?? cwd, environment);
  const place = (name: string) => {
    const known = fromRoot(root, { name, folder: cwd });
    return { name: known, isInside: isInside(known) };
  };
  const files = [...(project?.configFiles ?? []), DEFAULT_FILE].map(place);
  const standIn = files.find((file) => file.isInside)?.name ?? DEFAULT_FILE;
  return { fromRoot: place, standIn };
}

/** @param known findings that are not among them, as the baseline has them */
function countText(problems: readonly Problem[], known: number): string {
  const besides = known === 0 ? '' : ` (and ${count(known, 'known finding')})`;
  if (problems.length === 0) return known === 0 ? 'no problems' : `no new problems${besides}`;
  const amount = (of: Problem['severity']): number =>
    problems.filter(({ severity }) => severity === of).length;
  const infos = amount('info');
  const more = infos > 0 ? `, ${count(infos, 'info')}` : '';
  return `${count(amount('error'), 'error')}, ${count(amount('warning'), 'warning')}${more}${besides}`;
}

const count = (amount: number, what: string): string => `${amount} ${what}${amount === 1 ? '' : 's'}`;
