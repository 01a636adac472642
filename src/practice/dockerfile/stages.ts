import type { Dockerfile, Instruction, Stage } from './dockerfile.ts';
import { expand, type Lookup } from './expand.ts';
import { flagOf, optionsOf, pairsOf } from './words.ts';

/** What a build gives its Dockerfile. */
export interface BuildInput {
  /** `build.args`; null: declared without a value. */
  readonly args: ReadonlyMap<string, string | null>;
  /** `build.target` */
  readonly target?: string;
}

/** The stages of one build. */
export interface StagePlan {
  /** The stage that becomes the image; undefined: there is no such target. */
  readonly final: Stage | undefined;
  /** The stages that the image is made of, one upon the other: the first has an image, or nothing, below it. */
  readonly chain: readonly Stage[];
  /** All stages that are built: also those that files are copied from. */
  readonly built: readonly Stage[];
  /** The image below the first stage of the chain; undefined: unknown. */
  readonly base: string | undefined;
}

export function planStages(dockerfile: Dockerfile, { args, target }: BuildInput): StagePlan {
  const lookup = globalLookup(dockerfile, args);
  const { stages, escapeChar } = dockerfile;
  const final = target === undefined ? stages.at(-1) : stageNamed(stages, target);
  if (!final) return { final, chain: [], built: [], base: undefined };
  const chain = chainOf(dockerfile, final, lookup);
  const built = new Set<Stage>();
  const add = (stage: Stage): void => {
    if (built.has(stage)) return;
    built.add(stage);
    for (const needed of neededBy(dockerfile, stage, lookup)) add(needed);
  };
  add(final);
  const image = chain[0]?.from.words[0];
  return {
    final,
    chain,
    built: stages.filter((stage) => built.has(stage)),
    base: (image && expand(image.raw, escapeChar, lookup)) || undefined,
  };
}

/** The stage with this name or number. */
export function stageNamed(stages: readonly Stage[], name: string): Stage | undefined {
  const named = stages.findLast((stage) => stage.name === name.toLowerCase());
  return named ?? (/^\d+$/.test(name) ? stages[Number(name)] : undefined);
}

/** The stage and those that it is built upon, the lowest first. */
export function chainOf(dockerfile: Dockerfile, stage: Stage, lookup: Lookup): readonly Stage[] {
  const chain = [stage];
  for (let below = parentOf(dockerfile, stage, lookup); below; below = parentOf(dockerfile, below, lookup))
    chain.unshift(below);
  return chain;
}

function parentOf({ stages, escapeChar }: Dockerfile, stage: Stage, lookup: Lookup): Stage | undefined {
  const image = stage.from.words[0];
  const name = image && expand(image.raw, escapeChar, lookup)?.toLowerCase();
  // A later stage has not been named yet: the name is that of an image.
  return stages.findLast((other) => other.index < stage.index && name !== undefined && other.name === name);
}

function neededBy(dockerfile: Dockerfile, stage: Stage, lookup: Lookup): readonly Stage[] {
  const parent = parentOf(dockerfile, stage, lookup);
  const before = dockerfile.stages.filter(({ index }) => index < stage.index);
  const copied = stage.instructions.flatMap((instruction) =>
    sourcesOf(instruction).flatMap((name) => {
      const source = expand(name, dockerfile.escapeChar, lookup);
      return source === undefined ? [] : (stageNamed(before, source) ?? []);
    }),
  );
  return parent ? [parent, ...copied] : copied;
}

/** What `--from=` of COPY, or of a mount of RUN, names. */
export function sourcesOf(instruction: Instruction): readonly string[] {
  const from = flagOf(instruction, 'from');
  const mounts = instruction.flags.filter(({ name }) => name === 'mount').map(optionsOf);
  return [from?.value, ...mounts.map((options) => options.get('from'))].flatMap((name) => name || []);
}

/** Variables that the builder sets. */
const OF_BUILDER = /^(?:TARGET|BUILD)(?:PLATFORM|OS|ARCH|VARIANT|OSVERSION|STAGE)$/;

/** The variables that a FROM sees: the ARGs before the first one. */
export function globalLookup(
  { globals, escapeChar }: Dockerfile,
  args: ReadonlyMap<string, string | null>,
): Lookup {
  const known = new Map<string, string | null | undefined>();
  const lookup: Lookup = (name) =>
    known.has(name) ? known.get(name) : OF_BUILDER.test(name) ? undefined : null;
  for (const { name, value } of globals.flatMap(pairsOf)) {
    const given = args.get(name.raw);
    if (given !== undefined) known.set(name.raw, given);
    else if (value) known.set(name.raw, expand(value.raw, escapeChar, lookup));
    else if (!OF_BUILDER.test(name.raw)) known.set(name.raw, null);
  }
  return lookup;
}
