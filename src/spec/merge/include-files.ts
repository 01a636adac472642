import { dirname, join } from 'node:path';
import type { ReadDocument } from '../read/read-documents.ts';
import { fileName, readSource } from '../read/read-source.ts';
import type { Origins } from '../tree/origins.ts';
import { emptyMap, isMap, type Tree, type TreeMap } from '../tree/tree.ts';
import { parseEnvFile } from '../variables/env-file.ts';
import { applyDirectives } from './apply-directives.ts';
import {
  type AssembleDocuments,
  type Assembly,
  type Mention,
  namedPath,
  pathWithin,
  readMentioned,
  reportAt,
} from './assembly.ts';
import { dropExtended } from './extend-services.ts';
import { fillIncludedEnvironment } from './fill-included-environment.ts';
import { mergeTrees } from './merge-trees.ts';
import { rebaseModel } from './rebase-paths.ts';

/**
 * The keys that an included file contributes; its name and its `x-…` keys stay its own. `include` is kept only for the check of the
 * shape.
 */
const SECTIONS = ['include', 'services', 'volumes', 'networks', 'secrets', 'configs', 'models'];

/** A longer chain of files, each of which includes the next one, is none that a person made. */
const DEEPEST = 200;

/**
 * Merges a document over the files that it includes: the document itself wins, and of two included files the earlier one.
 *
 * @param assemble makes one tree of the documents of an included file, which may include others
 * Error: `file-not-found`, `dependency-cycle`, and all problems of the included files.
 * Source: https://github.com/compose-spec/compose-spec/blob/main/14-include.md.
 */
export function includeFiles(
  { tree, directives, file }: ReadDocument,
  assembly: Assembly,
  assemble: AssembleDocuments,
): TreeMap {
  const { include } = tree;
  if (!Array.isArray(include)) return tree;
  let included: TreeMap = emptyMap();
  for (const [index, item] of include.entries()) {
    const model = includeItem(item, { container: include, key: index }, file, assembly, assemble);
    included = mergeTrees(model, included, assembly.origins, assembly.report);
  }
  return mergeTrees(applyDirectives(included, directives, assembly), tree, assembly.origins, assembly.report);
}

function includeItem(
  item: Tree,
  at: Mention,
  by: string,
  assembly: Assembly,
  assemble: AssembleDocuments,
): TreeMap {
  const { origins } = assembly;
  const paths = mentions(isMap(item) ? item.path : item, isMap(item) ? { container: item, key: 'path' } : at);
  const files = paths.flatMap(({ text, mention }) => {
    const file = namedPath({ text, mention, by }, assembly, assembly);
    return file === undefined ? [] : [{ file, mention }];
  });
  const [first] = files;
  if (files.length < paths.length) assembly.gaps.add('include');
  if (!first || files.length < paths.length) return {};

  const circle = files.find(({ file }) => assembly.including.includes(file));
  if (circle) {
    const trail = [...assembly.including.slice(assembly.including.indexOf(circle.file)), circle.file];
    const names = trail.map((file) => fileName(file, assembly.cwd, assembly.files)).join(' → ');
    const message =
      trail.length > 2 ? `these files include one another: ${names}` : 'this file includes itself';
    reportAt(
      assembly,
      circle.mention,
      'dependency-cycle',
      message,
      trail.length > 2 ? 'remove one of them' : 'remove it',
    );
    assembly.gaps.add('include');
    return {};
  }

  const workingDir =
    isMap(item) && typeof item.project_directory === 'string'
      ? pathWithin(
          { text: item.project_directory, mention: { container: item, key: 'project_directory' }, by },
          assembly,
          assembly,
        )
      : dirname(first.file);
  if (workingDir === undefined) return {};
  const variables = variablesOf(item, first.mention, by, workingDir, assembly);
  const key = [workingDir, ...files.map(({ file }) => file)].join('\0');
  // An explanation tells of each way that leads to a file.
  const known = origins.history ? undefined : assembly.included.find(variables, key);
  if (known) return known;
  if (assembly.included.areTooMany() || assembly.including.length > DEEPEST) {
    if (!assembly.gaps.has('include'))
      reportAt(
        assembly,
        first.mention,
        'bad-value',
        'too many files include one another',
        'include each file once, from the file that needs it',
      );
    assembly.gaps.add('include');
    return {};
  }
  const inner: Assembly = {
    ...assembly,
    workingDir,
    variables,
    including: [...assembly.including, ...files.map(({ file }) => file)],
  };
  const documents = files.flatMap(({ file, mention }) =>
    readMentioned(file, 'the file to include', mention, inner),
  );
  const whole = dropExtended(rebaseModel(assemble(documents, inner), inner, origins), origins);
  const model = fillIncludedEnvironment(whole, inner.variables, origins);
  for (const section of ['services', 'secrets', 'configs']) {
    for (const key of Object.keys(Object(model[section]))) {
      const name = `${section}.${key}`;
      // Of two files the one included first wins; nested files are included before the outer one.
      if (!assembly.includedVariables.has(name)) assembly.includedVariables.set(name, inner.variables);
    }
  }
  // Whoever includes it again need not check it again; the lists would grow with each way that leads to them.
  const again = SECTIONS.filter((section) => section !== 'include');
  assembly.included.add(variables, key, withSections(model, again, origins));
  return withSections(model, SECTIONS, origins);
}

function withSections(model: TreeMap, sections: readonly string[], origins: Origins): TreeMap {
  const brought: TreeMap = emptyMap();
  for (const section of sections) {
    if (model[section] === undefined) continue;
    brought[section] = model[section];
    origins.take(brought, section, model);
  }
  return brought;
}

/** The variables that are set already, and those of the env files of the included file. */
function variablesOf(
  item: Tree,
  at: Mention,
  by: string,
  workingDir: string,
  assembly: Assembly,
): ReadonlyMap<string, string> {
  const { files, cwd, report, variables, origins } = assembly;
  const named = isMap(item) ? mentions(item.env_file, { container: item, key: 'env_file' }) : [];
  const values = new Map<string, string>();
  const ofUser = assembly.remotes.noting(workingDir, (name) => variables.get(name));
  const lookup = (name: string) => ofUser(name) ?? values.get(name);
  const standard = join(workingDir, '.env');
  const sources =
    named.length > 0
      ? named.map(({ text, mention }) => {
          if (text === '/dev/null') return undefined;
          const path = pathWithin({ text, mention, by }, assembly, assembly);
          if (path === undefined) return undefined;
          const place = origins.place(mention.container, mention.key);
          return readSource(path, 'the env file', 'env-file-not-found', cwd, files, (finding) =>
            report(place ? { ...finding, place } : finding),
          );
        })
      : files.isDirectory(standard) || files.read(standard) === undefined
        ? []
        : [readSource(standard, 'the env file', 'env-file-not-found', cwd, files, report)];
  for (const source of sources) {
    if (!source) continue;
    for (const [name, value] of parseEnvFile(source, lookup, report)) values.set(name, value);
  }
  const read = sources.flatMap((source) => (source ? [source] : []));
  if (!origins.history)
    return assembly.included.widened(
      variables,
      read.map(({ name }) => name),
      values,
    );
  const known = new Map([...values, ...variables]);
  origins.history.recordInclude(known, { at, outer: variables, sources: read });
  return known;
}

/** A text or a list of texts, each with its place. */
function mentions(
  tree: Tree | undefined,
  at: Mention,
): readonly { readonly text: string; readonly mention: Mention }[] {
  if (typeof tree === 'string') return [{ text: tree, mention: at }];
  if (!Array.isArray(tree)) return [];
  return tree.flatMap((text, key) =>
    typeof text === 'string' ? [{ text, mention: { container: tree, key } }] : [],
  );
}
