import {
  type Alias,
  Composer,
  type Document,
  isAlias,
  type Node,
  Parser,
  parseAllDocuments,
  type ScalarTag,
  visit,
} from 'yaml';
import type { Source } from '../../diagnostics/source.ts';
import { base64Text } from '../read/go-schema.ts';
import { isNumeric, plainScalar } from '../read/yaml-scalars.ts';

export type YamlDocument = Document.Parsed;

/**
 * The documents of a file with the place of everything in it, and with every error the parser finds.
 * Slow, so only for files with findings, and once for each. Invariant: it reads the same values as `readYaml`.
 */
export function parseDocuments(source: Source): readonly YamlDocument[] {
  const documents = known.get(source) ?? parseText(source);
  known.set(source, documents);
  return documents;
}

/** `check` locates what loading found, and then what practice found. */
const known = new WeakMap<Source, readonly YamlDocument[]>();

/** The same, if they have been read before. */
export const documentsRead = (source: Source): readonly YamlDocument[] | undefined => known.get(source);

/** Lines of a file as a document of their own, in which each place is that in the file. */
export function parseLines({ text }: Source, start: number, end: number): YamlDocument | undefined {
  const parser = new Parser();
  parser.offset = start;
  const [document] = new Composer(options()).compose(parser.parse(text.slice(start, end)));
  return document;
}

function parseText(source: Source): readonly YamlDocument[] {
  const documents = parseAllDocuments(source.text, options());
  return Array.isArray(documents) ? documents : [];
}

const options = () =>
  ({
    schema: 'failsafe',
    customTags: SCALAR_TAGS,
    merge: true,
    // gantry has its own message for these, with the place of the first one too.
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  }) as const;

/** The targets of the aliases of a document. Cached, because `Alias.resolve` walks the document for each. */
export function aliasTargets(document: YamlDocument): ReadonlyMap<Alias, Node> {
  const before = targets.get(document);
  if (before) return before;
  const anchors = new Map<string, Node>();
  const found = new Map<Alias, Node>();
  visit(document, {
    Node(_key, node) {
      if (!isAlias(node)) {
        if (node.anchor !== undefined) anchors.set(node.anchor, node);
        return;
      }
      const target = anchors.get(node.source);
      if (target) found.set(node, target);
    },
  });
  targets.set(document, found);
  return found;
}

const targets = new WeakMap<YamlDocument, ReadonlyMap<Alias, Node>>();

const core = (name: string) => `tag:yaml.org,2002:${name}`;

const SCALAR_TAGS: ScalarTag[] = [
  // For scalars without quotes and without a tag. The pattern matches every text that may be another type.
  { tag: core('plain'), default: true, test: /^(?:[-+.\d]|[~nNtTfF]|$)/, resolve: plainScalar },
  converting('int', isNumeric),
  converting('float', isNumeric),
  converting('bool', (text) => typeof plainScalar(text) === 'boolean'),
  converting('null', (text) => plainScalar(text) === null),
  { tag: core('timestamp'), resolve: (text) => text },
  { tag: core('binary'), resolve: base64Text },
];

function converting(name: string, accepts: (text: string) => boolean): ScalarTag {
  return {
    tag: core(name),
    resolve: (text, onError) => {
      if (!accepts(text)) onError(`this cannot be read as !!${name}`);
      return plainScalar(text);
    },
  };
}
