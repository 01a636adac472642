import { existsSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { gantry, type Hint } from '../../diagnostics/hint.ts';
import { noSuchServiceError } from '../../diagnostics/no-such-service.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { AffectedService, UnseenInput } from '../../model/affected.ts';
import type { Project } from '../../model/project.ts';
import { Changes, type FileChange } from '../../reach/changes.ts';
import { allAffected, findAffected } from '../../reach/find-affected.ts';
import type { LoadRequest } from '../../spec/files/load-request.ts';
import { printModel } from '../../spec/print/print-project.ts';
import type { FilePort } from '../../spec/read/file-port.ts';
import { isRemote } from '../../spec/read/is-remote.ts';
import { shownReference } from '../../spec/read/remote-reference.ts';
import { byKey } from '../../util/by-key.ts';
import type { Cli } from '../context/cli.ts';
import { loadRequest, reportWarnings } from '../files/load.ts';
import { nodeFiles } from '../files/node-files.ts';
import { BaseFiles } from '../git/base-files.ts';
import { changesSince, type GitChange, ignoredPaths } from '../git/changes-since.ts';
import { type Base, type Clone, findBase, isRevision, lookAtClone, NotToTell } from '../git/find-base.ts';
import { RealPaths } from '../git/real-paths.ts';
import { GitError } from '../git/run-git.ts';
import { type Loaded, loadBase, loadNoting, readOnce, textsOf } from './read-revisions.ts';

/** The services that a change reaches, and how that was found out. */
export interface AffectedSince {
  readonly project: Project;
  readonly services: readonly AffectedService[];
  /** Affected services that were not asked for, as far as others are affected by way of them. */
  readonly through: readonly AffectedService[];
  readonly removed: readonly string[];
  /** Whether a service of the project is, asked for or not, or is gone. */
  readonly isAny: boolean;
  readonly unseen: readonly UnseenInput[];
  /** Absent: nobody can tell what has changed, so all services are affected. */
  readonly base?: Base & { readonly changedFiles: number };
  /** Why all are. */
  readonly everything?: { readonly why: string; readonly hint?: Hint | undefined };
}

interface Asked {
  /** A revision; absent: what the pipeline compares with, else the main branch of `origin`. */
  readonly since?: string | undefined;
  /** Only these; empty: those that the profiles enable. */
  readonly services: readonly string[];
  /** And these, whatever the profiles say. */
  readonly beside?: ((project: Project) => readonly string[]) | undefined;
}

/** Error: SpecError; UserError `no-such-service`, and `git-failed` for a revision that does not exist. */
export async function findAffectedSince(
  cli: Cli,
  { since, services, beside = () => [] }: Asked,
): Promise<AffectedSince> {
  // A service that was not asked for may be the one by which another is affected.
  const request = loadRequest(cli, { services: [] });
  refuseRemote(request);
  // git looks at all its files while ours are read: reading lets nobody else begin anything.
  const asking = await new Promise<{ readonly answer: Promise<GitAnswer> }>((begun) => {
    const answer = askGit(folderOf(request), since, cli, () => begun({ answer }));
    answer.catch(() => begun({ answer }));
  });
  const files = readOnce(nodeFiles);
  const loaded = await loadNoting(request, files);
  await reportWarnings(cli, loaded.warnings);
  const { project } = loaded;
  const asked = new Set([...(await askedFor(project, services)), ...beside(project)]);
  try {
    const answer = await asking.answer;
    const found = await compare(loaded, request, files, await fromRootOf(project, answer, since, cli));
    const isAny = found.services.length + found.removed.length > 0;
    return { project, ...found, isAny, ...divided(found.services, asked) };
  } catch (error) {
    const everything = whyEverything(error);
    if (!everything) throw error;
    const all = allAffected(project, everything.why).filter(({ name }) => asked.has(name));
    return { project, services: all, through: [], removed: [], isAny: true, unseen: [], everything };
  }
}

/** Error: UserError `bad-usage`, where the first file is on another machine. */
function refuseRemote({ files, environment }: LoadRequest): void {
  const [first = environment.get('COMPOSE_FILE')] = files;
  if (first === undefined || !isRemote(first)) return;
  throw new UserError(
    'bad-usage',
    `${shownReference(first)} is on another machine, and has no changes here`,
    {
      hint: 'clone the repository, and ask for the file there: what is affected needs files in a repository of this machine',
    },
  );
}

/** Error: UserError `no-such-service`. */
async function askedFor(project: Project, named: readonly string[]): Promise<ReadonlySet<string>> {
  const { services, disabledServices, workingDir } = project;
  const known = [...services.keys(), ...disabledServices.keys()];
  const unknown = named.filter((name) => !known.includes(name));
  if (unknown.length === 0) return new Set(named.length > 0 ? named : services.keys());
  const error = noSuchServiceError(unknown, known);
  const [first = ''] = unknown;
  if (unknown.length > 1 || !(await isRevision(workingDir, first))) throw error;
  const hint: Hint = ['to compare with a revision: ', gantry('affected', '--since', first)];
  throw new UserError(error.code, error.message, { hint });
}

/** Those that were asked for, and what the others are to them. */
function divided(found: readonly AffectedService[], asked: ReadonlySet<string>) {
  const byName = new Map(found.map((service) => [service.name, service]));
  const through = new Set<AffectedService>();
  const follow = ({ reasons }: AffectedService): void => {
    for (const reason of reasons) {
      const other = reason.kind === 'service' ? byName.get(reason.service) : undefined;
      if (!other || asked.has(other.name) || through.has(other)) continue;
      through.add(other);
      follow(other);
    }
  };
  const services = found.filter(({ name }) => asked.has(name));
  services.forEach(follow);
  return { services, through: found.filter((service) => through.has(service)) };
}

/** Where git itself cannot tell, nothing is left out: what is too much costs time, and what is missing is not noticed. */
function whyEverything(error: unknown): AffectedSince['everything'] {
  if (error instanceof NotToTell) return { why: error.message, hint: error.hint };
  if (error instanceof GitError) return { why: error.message, hint: error.hint };
  return undefined;
}

interface GitAnswer {
  readonly clone: Clone;
  readonly base: Base;
  readonly changes: readonly GitChange[];
  readonly ignored: readonly string[];
}

/** @param onBegun called when nothing is asked that hangs on another answer any more */
async function askGit(
  folder: string,
  since: string | undefined,
  cli: Cli,
  onBegun: () => void = () => {},
): Promise<GitAnswer> {
  const clone = await lookAtClone(folder);
  const finding = findBase(clone, since, { environment: cli.environment, now: new Date() });
  const changing = finding.then((base) => {
    const changes = changesSince(clone, base);
    onBegun();
    return changes;
  });
  const [base, changes, ignored] = await Promise.all([finding, changing, ignoredPaths(clone)]);
  return { clone, base, changes, ignored };
}

/** The folder that loading begins in; that of the project is known only behind it. */
function folderOf({ cwd, files, projectDirectory }: LoadRequest): string {
  const [first] = files;
  if (projectDirectory !== undefined) return resolve(cwd, projectDirectory);
  return first === undefined || first === '-' ? cwd : dirname(resolve(cwd, first));
}

/** The project may be in another repository than the folder that was asked first. */
async function fromRootOf(
  { workingDir }: Project,
  answer: GitAnswer,
  since: string | undefined,
  cli: Cli,
): Promise<GitAnswer> {
  const { root } = answer.clone;
  const folder = realpathSync(workingDir);
  if (folder === root || folder.startsWith(`${root}/`)) return answer;
  return askGit(workingDir, since, cli);
}

async function compare(
  loaded: Loaded,
  request: LoadRequest,
  files: FilePort,
  { clone, base, changes: list, ignored: ignoredList }: GitAnswer,
): Promise<Omit<AffectedSince, 'project' | 'through' | 'isAny'>> {
  const paths = new RealPaths();
  const changes = new Changes(list);
  const ignored = new Changes(ignoredList.map((path): FileChange => ({ path, how: 'modified' })));
  const locate = (path: string): readonly string[] => paths.of(path);
  const isOutside = (path: string): boolean => !path.startsWith(`${clone.root}/`) && path !== clone.root;
  const around = { clone, base, changes, paths, files };
  const before = await loadBase(loaded, request, around);
  const baseFiles = new BaseFiles({ ...around, now: files });
  const found = findAffected({
    now: textsOf(loaded.project, files),
    before: textsOf(before.project, baseFiles),
    ...(before !== loaded && {
      models: { now: modelOf(loaded.project), before: modelOf(before.project) },
    }),
    changes,
    ignored,
    isOutside,
    locate,
    filesOf: (setting) => filesOf(setting, [loaded, before], { changes, paths, cwd: request.cwd }),
  });
  return {
    ...found,
    unseen: [
      ...unseenFiles(loaded, { ignored, isOutside, locate }).filter(
        ({ path }) => !isIdleEnvFile(path, loaded, files),
      ),
      ...found.unseen,
    ],
    base: { ...base, changedFiles: list.length },
  };
}

/** Whether a path is an env file of the project that no file names, and of which none has a variable: whatever is in it, it counts for nothing. */
function isIdleEnvFile(path: string, { asked }: Loaded, files: FilePort): boolean {
  if (!basename(path).startsWith('.env') || !isFile(path)) return false;
  const names = [...(files.read(path) ?? '').matchAll(/^[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.]*)/gm)].flatMap(
    ([, name]) => name ?? [],
  );
  if (names.some((name) => /^(?:COMPOSE|GANTRY|DOCKER)_/.test(name))) return false;
  const texts = [...asked].flatMap((other) =>
    isFile(other) && realpathSync(other) !== path ? (files.read(other) ?? []) : [],
  );
  // A service may read the file as a whole.
  return ![basename(path), ...names].some((name) => texts.some((text) => text.includes(name)));
}

interface Unseen {
  readonly ignored: Changes;
  readonly isOutside: (path: string) => boolean;
  readonly locate: (path: string) => readonly string[];
}

/** Files that the project itself is made of, and that git does not look at. */
function unseenFiles({ asked }: Loaded, { ignored, isOutside, locate }: Unseen): readonly UnseenInput[] {
  const found = new Map<string, UnseenInput['why']>();
  for (const path of asked) {
    const real = locate(path);
    for (const one of real) {
      const above = ignored.at(one) ?? ignored.above(one);
      if (above) found.set(above.path, 'ignored');
    }
    if (real.every(isOutside) && isFile(path)) found.set(path, 'outside');
  }
  return byKey(found)
    .filter(([path]) => existsSync(path))
    .map(([path, why]) => ({ path, why, services: [] }));
}

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

const modelOf = (project: Project) =>
  printModel({ ...project, services: new Map([...project.disabledServices, ...project.services]) }, 'yaml');

interface Around {
  readonly changes: Changes;
  readonly paths: RealPaths;
  readonly cwd: string;
}

/** Where a setting that differs is written, if that file has changed; else the changed files that its value may come from. */
function filesOf(
  setting: readonly string[],
  revisions: readonly Loaded[],
  { changes, paths, cwd }: Around,
): readonly string[] {
  const asked = new Set(revisions.flatMap((revision) => [...revision.asked]));
  const changed = new Set([...asked].flatMap((path) => paths.of(path)).filter((path) => changes.at(path)));
  const written = revisions.flatMap(({ details }) => {
    const place = details.placeOf(setting);
    return place ? paths.of(resolve(cwd, place.source.name)) : [];
  });
  const own = written.filter((path) => changed.has(path));
  if (own.length > 0) return [...new Set(own)].sort();
  // It is written in a file that is as it was, so a variable of another one has changed.
  const composeFiles = new Set(revisions.flatMap(({ project }) => project.configFiles));
  const others = [...changed].filter((path) => !composeFiles.has(path)).sort();
  return others.length > 0 ? others : [...changed].sort();
}
