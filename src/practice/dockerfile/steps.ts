import { posix } from 'node:path';
import type { Dockerfile, Instruction, Stage } from './dockerfile.ts';
import { expand, type Lookup } from './expand.ts';
import { globalLookup } from './stages.ts';
import { pairsOf } from './words.ts';

/** An instruction, and what is known where it stands. */
export interface Step {
  readonly instruction: Instruction;
  readonly stage: Stage;
  /** Its variables: those of the image below are unknown. */
  readonly lookup: Lookup;
  /** Absolute; undefined: the image below decides. */
  readonly workdir: string | undefined;
  /** As USER has it; undefined: the image below decides. */
  readonly user: string | undefined;
}

type Variables = ReadonlyMap<string, string | null | undefined>;

interface State {
  readonly variables: Variables;
  readonly workdir: string | undefined;
  readonly user: string | undefined;
}

/** Follows a chain of stages, the lowest first. @param isScratch there is no image below: whatever it does not say is known */
export function stepsOf(
  dockerfile: Dockerfile,
  chain: readonly Stage[],
  args: ReadonlyMap<string, string | null>,
  isScratch: boolean,
): readonly Step[] {
  const steps: Step[] = [];
  const globals = globalLookup(dockerfile, args);
  const nothing = { workdir: isScratch ? '/' : undefined, user: isScratch ? 'root' : undefined };
  let state: State = { variables: new Map(), ...nothing };
  for (const stage of chain)
    for (const instruction of stage.instructions) {
      const { variables, workdir, user } = state;
      const lookup: Lookup = (name) =>
        variables.has(name) ? variables.get(name) : isScratch ? null : undefined;
      steps.push({ instruction, stage, lookup, workdir, user });
      state = after(state, instruction, { escapeChar: dockerfile.escapeChar, lookup, args, globals });
    }
  return steps;
}

interface Around {
  readonly escapeChar: string;
  readonly lookup: Lookup;
  readonly args: ReadonlyMap<string, string | null>;
  readonly globals: Lookup;
}

function after(state: State, instruction: Instruction, around: Around): State {
  const { escapeChar, lookup, args, globals } = around;
  const [word] = instruction.words;
  switch (instruction.keyword) {
    case 'WORKDIR':
      return {
        ...state,
        workdir: resolved(state.workdir, expand(instruction.text.trim(), escapeChar, lookup)),
      };
    case 'USER':
      return { ...state, user: word && expand(word.raw, escapeChar, lookup) };
    case 'ENV':
    case 'ARG': {
      const variables = new Map(state.variables);
      for (const { name, value } of pairsOf(instruction)) {
        const own = value && expand(value.raw, escapeChar, lookup);
        if (instruction.keyword === 'ENV') variables.set(name.raw, own);
        else variables.set(name.raw, args.get(name.raw) ?? (value ? own : globals(name.raw)));
      }
      return { ...state, variables };
    }
    default:
      return state;
  }
}

/** A path in the image, against the working directory. @returns undefined when either is unknown */
export function resolved(workdir: string | undefined, path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  if (path.startsWith('/')) return posix.normalize(path);
  return workdir === undefined ? undefined : posix.join(workdir, path);
}
