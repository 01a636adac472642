import type { Source } from '../../diagnostics/source.ts';
import { type FoundFiles, findFiles, folderOf } from '../files/find-files.ts';
import type { LoadRequest } from '../files/load-request.ts';
import { projectName, writtenSetting } from '../files/project-name.ts';
import { assemble } from '../merge/assemble.ts';
import type { Gap } from '../merge/assembly.ts';
import { dropDuplicates } from '../merge/drop-duplicates.ts';
import { IncludedModels } from '../merge/included-models.ts';
import type { FilePort } from '../read/file-port.ts';
import { type ReadDocument, readDocuments } from '../read/read-documents.ts';
import { Remotes } from '../read/remotes.ts';
import { validateShape } from '../shape/validate-shape.ts';
import type { Finding, Place, Report } from '../tree/finding.ts';
import type { History } from '../tree/history.ts';
import { Origins } from '../tree/origins.ts';
import type { Path, Tree, TreeMap } from '../tree/tree.ts';
import { interpolate } from '../variables/interpolate.ts';
import { type Offer, OfferedVariables } from '../variables/offered-variables.ts';
import { SecretVariables } from '../variables/secret-variables.ts';

interface LoadedTree {
  readonly name: string;
  /** The merged files; their shape has been checked. */
  readonly tree: TreeMap;
  readonly found: FoundFiles;
  /** What the files could refer to: the environment, the env files, and the project's name. */
  readonly variables: ReadonlyMap<string, string>;
  /** The variables of included files, by service, secret or config (`secrets.key`). */
  readonly includedVariables: ReadonlyMap<string, ReadonlyMap<string, string>>;
  readonly origins: Origins;
  readonly placeOf: (path: Path, part?: 'key' | 'value') => Place | undefined;
  readonly gaps: ReadonlySet<Gap>;
  readonly secretVariables: SecretVariables;
  readonly remotes: Remotes;
}

interface TreeResult {
  /** The files, those of remote folders with their names. */
  readonly files: FilePort;
  /** In the order of the files, which is also the order of problems. */
  readonly sources: readonly Source[];
  /** As far as they are known: a problem may be in a line that repeats the secret of one. */
  readonly variables: ReadonlyMap<string, string>;
  /** Absent when the problems of the text hide too much of the content to go on. */
  readonly loaded?: LoadedTree;
}

/** Hooks into loading for callers that need more than the result. */
export interface LoadHooks {
  /** Records the history for an explanation. */
  readonly history?: History;
  /**
   * Called, and waited for, as soon as the project's name is known, unless there is a problem already.
   * @returns what the files find in COMPOSE_PROJECT_NAME. undefined: that name
   */
  readonly onName?: (project: string, context: NameContext) => Promise<string | undefined>;
  /** Variables beside those of the environment and the env files. */
  readonly offer?: Offer;
}

/** What may decide which instance of a project is meant. */
export interface NameContext {
  readonly workingDir: string;
  /** The environment of the process over the env files. */
  readonly variables: ReadonlyMap<string, string>;
  /** `x-gantry.instance`. */
  readonly instance?: string;
  /** `x-gantry.on`: what runs the project. */
  readonly on?: string;
}

/** The first half of loading, up to one tree whose shape has been checked. */
export async function loadTree(
  request: LoadRequest,
  ownFiles: FilePort,
  report: Report,
  { history, onName, offer }: LoadHooks = {},
): Promise<TreeResult> {
  const remotes = new Remotes(request.fetchRemote, ownFiles);
  const { files } = remotes;
  const early = new Findings();
  const found = await findFiles(request, remotes, early.report, history);
  early.passOn(report);
  // Without the variables of an env file, most findings would follow from their absence.
  if (!found || early.errors > 0)
    return { files, sources: found?.sources ?? [], variables: found?.variables ?? request.environment };
  let asked: Promise<string | undefined> | undefined;
  const askOnce: LoadHooks['onName'] = (name, context) => {
    asked ??= onName?.(name, context);
    return asked ?? Promise.resolve(undefined);
  };
  for (;;) {
    const findings = new Findings();
    const hooks = { onName: askOnce, ...(history && { history }), ...(offer && { offer }) };
    const result = await readTree(request, found, remotes, findings, hooks);
    // What a remote file says is known when it is here: all is read once more, as if it had been.
    const folder = found.remoteName === undefined ? folderOf(found.configFiles, found.workingDir) : undefined;
    const isComplete = remotes.hasStrayed || !(await remotes.fetchWanted(folder));
    if (isComplete) {
      findings.passOn(report);
      return { ...result, files };
    }
    history?.startAnew();
  }
}

/** What is found in one attempt. */
class Findings {
  readonly #all: Finding[] = [];
  errors = 0;
  /** Of a file that could not be read: what others refer to may be in it. */
  unread = 0;
  readonly report: Report = (finding) => {
    if (finding.severity === 'error') this.errors++;
    if (finding.severity === 'error' && finding.code !== 'duplicate-key') this.unread++;
    this.#all.push(finding);
  };

  passOn(report: Report): void {
    for (const finding of this.#all) report(finding);
  }
}

async function readTree(
  request: LoadRequest,
  found: FoundFiles,
  remotes: Remotes,
  findings: Findings,
  { history, onName, offer }: LoadHooks,
): Promise<Omit<TreeResult, 'files'>> {
  const { sources } = found;
  const { report } = findings;
  const { files } = remotes;
  const origins = new Origins(history);
  const documents: readonly ReadDocument[] = sources.flatMap((source, index) =>
    readDocuments(source, found.configFiles[index] ?? '', origins, report),
  );
  const gaps = new Set<Gap>(findings.unread > 0 ? ['file'] : []);
  if (documents.length === 0) return { sources, variables: found.variables };
  const isFilling = request.options?.interpolate ?? true;
  const trees = documents.map(({ tree }) => (isFilling ? tree : literalName(tree)));
  const name = projectName(request, found, trees, origins, report);
  const seenName = (findings.errors === 0 && (await onName?.(name, nameContext(found, trees)))) || name;

  const all = new Map([...found.variables, ['COMPOSE_PROJECT_NAME', seenName]]);
  const variables = OfferedVariables.of(all, offer);
  const includedVariables = new Map<string, ReadonlyMap<string, string>>();
  const secretVariables = new SecretVariables();
  const assembled = assemble(documents, {
    files,
    remotes,
    cwd: request.cwd,
    workingDir: found.workingDir,
    homeDir: files.homeDir,
    origins,
    report,
    variables,
    fill: (written, given) => {
      const known = OfferedVariables.of(given, offer);
      const filled = isFilling ? interpolate(written, known, origins, report, secretVariables) : written;
      secretVariables.noteSecrets(written, filled, known);
      return filled;
    },
    including: found.configFiles,
    documents: new Map(),
    included: new IncludedModels(),
    appliedDirectives: new Set(),
    includedVariables,
    gaps,
  });
  // A file that names one which it may not read is not followed any further.
  if (remotes.hasStrayed) return { sources, variables };
  const tree = dropDuplicates(assembled, origins, report);
  const placeOf = (path: Path, part?: 'key' | 'value') => origins.at(tree, path, part);
  validateShape(tree, placeOf, report);
  const loaded = {
    name,
    tree,
    found,
    variables,
    includedVariables,
    origins,
    placeOf,
    gaps,
    secretVariables,
    remotes,
  };
  return { sources, variables, loaded };
}

/** Without interpolation the name comes from the written text too, as in docker compose. */
function literalName(tree: TreeMap): TreeMap {
  return typeof tree.name === 'string' ? { ...tree, name: tree.name.replaceAll('$', '$$$$') } : tree;
}

function nameContext({ workingDir, variables }: FoundFiles, trees: readonly Tree[]): NameContext {
  const instance = writtenSetting('instance', trees, variables);
  const on = writtenSetting('on', trees, variables);
  return {
    workingDir,
    variables,
    ...(instance !== undefined && { instance }),
    ...(on !== undefined && { on }),
  };
}
