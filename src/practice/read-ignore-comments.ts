import type { Source } from '../diagnostics/source.ts';
import type { LoadDetails } from '../spec/load/load-project.ts';
import { type Locator, openLocator } from '../spec/locate/open-locator.ts';
import type { Finding } from '../spec/tree/finding.ts';
import { dockerfileComments } from './dockerfile/comments.ts';
import { placeOfSpot } from './place-of-spot.ts';
import { IGNORE_MARK, type IgnoredArea, readIgnoreComment } from './subject/ignore-comments.ts';
import type { PracticeFinding } from './subject/rule.ts';
import type { BuiltImage } from './subject/subject.ts';

interface IgnoreComments {
  readonly cover: (finding: PracticeFinding) => boolean;
  /** About comments that are not obeyed. */
  readonly wrong: readonly Finding[];
}

interface Areas {
  readonly areas: readonly IgnoredArea[];
  readonly wrong: readonly Finding[];
}

/** The comments `# gantry-ignore RULE: reason` of the Dockerfiles and the Compose files. */
export async function readIgnoreComments(
  images: readonly BuiltImage[],
  details: LoadDetails,
): Promise<IgnoreComments> {
  const dockerfiles = new Map(
    images
      .filter(({ dockerfile }) => dockerfile.text.includes(IGNORE_MARK))
      .map((image) => [image.file.source, areasOfDockerfile(image)]),
  );
  const compose = await readComposeFiles(details);
  // The files say it, so nobody has to look for places in the others.
  const locate = compose.size > 0 ? await openLocator() : undefined;
  return {
    wrong: [...dockerfiles.values(), ...compose.values()].flatMap(({ wrong }) => wrong),
    cover: ({ at, rule }) => {
      const { source, start } =
        at.kind === 'dockerfile'
          ? { source: at.image.file.source, start: at.range.start }
          : (placed(at, details, locate) ?? {});
      if (source === undefined || start === undefined) return false;
      const { areas = [] } = dockerfiles.get(source) ?? compose.get(source) ?? {};
      return areas.some((area) => area.start <= start && start < area.end && area.rules.includes(rule));
    },
  };
}

function placed(at: PracticeFinding['at'], details: LoadDetails, locate: Locator | undefined) {
  const place = locate && placeOfSpot(at, details);
  return place && locate?.(place);
}

/** A comment is about the instruction that it stands in or above. */
function areasOfDockerfile({ dockerfile, file }: BuiltImage): Areas {
  const read = dockerfileComments(dockerfile).map((comment) => {
    const { rules, wrong } = readIgnoreComment(comment, file.source);
    const { start = 0, end = 0 } = comment.instruction ?? {};
    // Of a Dockerfile in a Compose file, these places are in no file.
    const shown = file.inline ? wrong.map(({ place: _, ...finding }) => finding) : wrong;
    return { area: { rules, start, end }, wrong: shown };
  });
  return { areas: read.map(({ area }) => area), wrong: read.flatMap(({ wrong }) => wrong) };
}

async function readComposeFiles({ origins }: LoadDetails): Promise<ReadonlyMap<Source, Areas>> {
  const sources = origins.documents().map(({ source }) => source);
  const marked = new Set(sources.filter(({ text }) => text.includes(IGNORE_MARK)));
  if (marked.size === 0) return new Map();
  const { yamlComments } = await import('../spec/locate/yaml-comments.ts');
  return new Map([...marked].map((source) => [source, areasOfLines(source, yamlComments(source.text))]));
}

/** A comment is about its own line, or, if that has nothing else, about the next one that has. */
function areasOfLines(
  source: Source,
  comments: readonly { readonly start: number; readonly text: string }[],
): Areas {
  const read = comments.map((comment) => {
    const lineStart = source.text.lastIndexOf('\n', comment.start - 1) + 1;
    const isAlone = source.text.slice(lineStart, comment.start).trim() === '';
    const from = isAlone ? lineStart + skippedLines(source.text.slice(lineStart)) : lineStart;
    const line = /[^\n]*\n?/.exec(source.text.slice(from))?.[0] ?? '';
    const { rules, wrong } = readIgnoreComment(comment, source);
    return { area: { rules, start: from, end: from + line.length }, wrong };
  });
  return { areas: read.map(({ area }) => area), wrong: read.flatMap(({ wrong }) => wrong) };
}

/** The length of the lines with nothing but a comment, or with nothing. */
const skippedLines = (text: string): number => /^(?:[ \t]*(?:#[^\n]*)?\r?\n)*/.exec(text)?.[0].length ?? 0;
