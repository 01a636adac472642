import type { Source } from '../diagnostics/source.ts';
import { assemble, type ReadDocument } from './assemble.ts';
import { dropRepeats } from './drop-repeats.ts';
import type { FilePort } from './file-port.ts';
import { type FoundFiles, findFiles } from './find-files.ts';
import type { Place, Report } from './finding.ts';
import { interpolate } from './interpolate.ts';
import type { LoadRequest } from './load-request.ts';
import { Origins } from './origins.ts';
import { projectName } from './project-name.ts';
import { readYaml } from './read-yaml.ts';
import { isMap, type Path, type TreeMap } from './tree.ts';
import { validateShape } from './validate-shape.ts';

interface LoadedTree {
  readonly name: string;
  /** All files as one; its shape has been checked. */
  readonly tree: TreeMap;
  readonly found: FoundFiles;
  /** What the files could refer to: the environment, the env files, and the project's name. */
  readonly variables: ReadonlyMap<string, string>;
  readonly origins: Origins;
  readonly placeOf: (path: Path, part?: 'key' | 'value') => Place | undefined;
}

interface TreeResult {
  /** In the order of the files, which is the order for problems too. */
  readonly sources: readonly Source[];
  /** Absent when what is wrong with the text of the files hides too much of the rest to go on. */
  readonly loaded?: LoadedTree;
}

/** The first half of loading, up to one tree whose shape has been checked. */
export function loadTree(request: LoadRequest, files: FilePort, reportTo: Report): TreeResult {
  let isReadable = true;
  const report: Report = (finding) => {
    if (finding.severity === 'error') isReadable = false;
    reportTo(finding);
  };
  const found = findFiles(request, files, report);
  if (!found) return { sources: [] };
  const { sources } = found;

  const origins = new Origins();
  const documents: ReadDocument[] = [];
  for (const [index, source] of sources.entries()) {
    for (const [document, tree] of readYaml(source, report).entries()) {
      origins.addRoot(tree, source, document);
      if (isMap(tree)) documents.push({ tree, file: found.configFiles[index] ?? '' });
    }
  }
  const isFilling = request.options?.interpolate ?? true;
  const trees = documents.map(({ tree }) => (isFilling ? tree : literalName(tree)));
  const name = projectName(request, found, trees, report);
  if (!isReadable) return { sources };

  const variables = new Map([...found.variables, ['COMPOSE_PROJECT_NAME', name]]);
  const assembled = assemble(documents, {
    files,
    cwd: request.cwd,
    workingDir: found.workingDir,
    homeDir: files.homeDir,
    origins,
    report,
    variables,
    fill: (written, known) =>
      isFilling ? interpolate(written, (key) => known.get(key), origins, report) : written,
    including: found.configFiles,
    documents: new Map(),
  });
  const tree = dropRepeats(assembled, origins, report);
  const placeOf = (path: Path, part?: 'key' | 'value') => origins.at(tree, path, part);
  validateShape(tree, placeOf, report);
  return { sources, loaded: { name, tree, found, variables, origins, placeOf } };
}

/** Where variables stay as they are written, the name is made of that text too, as docker compose does it. */
function literalName(tree: TreeMap): TreeMap {
  return typeof tree.name === 'string' ? { ...tree, name: tree.name.replaceAll('$', '$$$$') } : tree;
}
