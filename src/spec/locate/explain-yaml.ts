import {
  type Alias,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type ParsedNode,
  visit,
  type YAMLMap,
} from 'yaml';
import type { Problem, ProblemCode } from '../../diagnostics/problem.ts';
import { positionOf, type Source } from '../../diagnostics/source.ts';
import { didYouMean } from '../../util/did-you-mean.ts';
import { type ParserError, wordSyntaxError } from './syntax-wording.ts';
import { aliasTargets, type YamlDocument } from './yaml-document.ts';

/**
 * Everything that makes a file not good YAML, or not YAML that Compose takes: syntax, repeated keys, keys that are
 * not texts, aliases without an anchor or inside of what they stand for, wrong merges.
 *
 * At most one syntax error per line: later errors of the parser usually follow from the first.
 */
export function explainYaml(source: Source, documents: readonly YamlDocument[]): readonly Problem[] {
  // A git conflict breaks the syntax around it in many ways; one message for it is enough.
  const markers = conflictMarkers(source);
  if (markers.length > 0) return markers;

  const problems = documents.flatMap((document) => {
    const syntax = unrelated(document.errors).map((error) => wordSyntaxError(error, source));
    const found = check(document, source);
    // A broken structure puts keys where nobody wrote them.
    return [...firstOfEachLine(syntax), ...(syntax.length > 0 ? found.filter(isOfAlias) : found)];
  });
  return problems.sort((a, b) => (a.at?.start ?? 0) - (b.at?.start ?? 0));
}

const isOfAlias = ({ at }: Problem): boolean => at?.source.text[at.start] === '*';

/** A second error of the parser at the same characters follows from the first. */
function unrelated(errors: readonly ParserError[]): readonly ParserError[] {
  return errors.filter((error, index) => errors.findIndex(({ pos }) => pos[0] === error.pos[0]) === index);
}

function firstOfEachLine(problems: readonly Problem[]): readonly Problem[] {
  const lines = new Set<number>();
  return problems.filter(({ at }) => {
    const line = at === undefined ? 0 : positionOf(at.source, at.start).line;
    return !lines.has(line) && lines.add(line);
  });
}

function conflictMarkers(source: Source): Problem[] {
  if (!/^<{7} /m.test(source.text)) return [];
  return [...source.text.matchAll(/^<{7} .*(?=\r?$)/gm)].map((match) => ({
    code: 'yaml-syntax',
    severity: 'error',
    message: 'a merge conflict of git is left in this file',
    hint: 'keep one side, and remove the lines that begin with "<<<<<<<", "=======" and ">>>>>>>"',
    at: { source, start: match.index, end: match.index + match[0].length },
  }));
}

function check(document: YamlDocument, source: Source): readonly Problem[] {
  const problems: Problem[] = [];
  const anchors = new Set<string>();
  const targets = aliasTargets(document);
  const report = (code: ProblemCode, message: string, node: Node | null | undefined, hint?: string) => {
    const [start = 0, end = start] = node?.range ?? [];
    const at = { source, start, end: start + source.text.slice(start, end).trimEnd().length };
    problems.push({ code, severity: 'error', message, at, ...(hint !== undefined && { hint }) });
  };

  visit(document, {
    Node(_key, node, path) {
      if (isAlias(node)) {
        const target = targets.get(node);
        if (node.source === '') return; // a syntax error, reported already
        if (target === undefined) reportNoAnchor(node);
        else if (path.includes(target))
          report('yaml-syntax', `*${node.source} refers to something that contains it`, node);
        return;
      }
      if (node.anchor !== undefined) anchors.add(node.anchor);
      if (isMap(node)) checkKeys(node, isSeq(path.at(-1)));
    },
  });
  return problems;

  function reportNoAnchor(alias: Alias): void {
    const near = didYouMean(alias.source, anchors);
    const hint = near === undefined ? 'put the value in quotes if it is a text' : `did you mean "*${near}"?`;
    report('yaml-syntax', `there is no anchor &${alias.source} before this alias`, alias, hint);
  }

  function checkKeys(map: YAMLMap, isItem: boolean): void {
    const [only, ...others] = map.items as readonly { key: ParsedNode; value: ParsedNode | null }[];
    // `- 8080: 80`
    if (
      isItem &&
      others.length === 0 &&
      isScalar(only?.key) &&
      isScalar(only.value) &&
      typeof only.key.value === 'number'
    ) {
      const meant = `${only.key.source}:${only.value.source}`;
      report(
        'wrong-type',
        'this is a mapping, because of the space after the colon',
        map,
        `write "${meant}"`,
      );
      return;
    }
    const seen = new Map<string, Node>();
    for (const { key, value } of map.items as readonly { key: ParsedNode; value: ParsedNode | null }[]) {
      const name = keyText(key);
      if (name === undefined) {
        const quoted =
          isScalar(key) && key.value !== null ? `write "${key.source}" with the quotes` : undefined;
        report('wrong-type', `a key must be a text, but this is ${kindOf(key)}`, key, quoted);
        continue;
      }
      const first = seen.get(name);
      seen.set(name, first ?? key);
      if (first !== undefined) {
        const { line } = positionOf(source, first.range?.[0] ?? 0);
        const isSameLine = line === positionOf(source, key.range?.[0] ?? 0).line;
        const where = isSameLine ? 'earlier on this line' : `on line ${line}`;
        const hint = name === '<<' ? 'write one "<<" with a list: "<<: [*a, *b]"' : 'keep one of them';
        report('duplicate-key', `the key "${name}" is here already, ${where}`, key, hint);
      } else if (name === '<<' && !isMergeable(value)) {
        report('yaml-syntax', '"<<" takes a mapping, or a list of mappings', value ?? key);
      }
    }
  }

  /** @returns undefined for a key that is no text. A symbol stands for merge keys, so repeated ones are found too. */
  function keyText(key: ParsedNode): string | undefined {
    const target = isAlias(key) ? targets.get(key) : key;
    if (!isScalar(target)) return undefined;
    if (typeof target.value === 'symbol') return '<<';
    return typeof target.value === 'string' ? target.value : undefined;
  }

  function isMergeable(value: Node | null): boolean {
    const target = isAlias(value) ? targets.get(value) : value;
    if (isSeq(target)) return target.items.every((item) => isMap(isAlias(item) ? targets.get(item) : item));
    // An alias without an anchor has its own message.
    return target === undefined || isMap(target);
  }
}

function kindOf(key: Node): string {
  if (!isScalar(key)) return isSeq(key) ? 'a list' : 'a mapping';
  return key.value === null ? 'empty' : `a ${typeof key.value}`;
}
