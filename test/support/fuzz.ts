import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { InternalError } from '../../src/diagnostics/internal-error.ts';
import { SpecError } from '../../src/diagnostics/spec-error.ts';
import { UserError } from '../../src/diagnostics/user-error.ts';

const CORPUS = join(import.meta.dirname, '../../fixtures/fuzz');

/** `GANTRY_FUZZ_RUNS=100000 npx vitest --project unit test/fuzz` tries longer. */
const RUNS = Number(process.env.GANTRY_FUZZ_RUNS ?? 300);

/** Inputs that once failed, or are nasty by design: by the name of their file. */
export const corpusOf = (what: string): readonly (readonly [name: string, bytes: Buffer])[] =>
  globSync('*', { cwd: join(CORPUS, what) })
    .sort()
    .map((name) => [basename(name), readFileSync(join(CORPUS, what, name))] as const);

/** Tries made-up inputs; what fails is printed with the seed that makes it again. */
export async function tryMany<T>(
  inputs: fc.Arbitrary<T>,
  check: (input: T) => void | Promise<void>,
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(inputs, async (input) => check(input)),
    { numRuns: RUNS },
  );
}

/** Whether somebody foresaw it: everything else is a bug, and so is what gantry itself calls one. */
export const isForeseen = (error: unknown): boolean =>
  !(error instanceof InternalError) && (error instanceof UserError || error instanceof SpecError);

/** A text with some of its parts repeated, removed, moved or replaced. */
export function damaged(texts: readonly string[], pieces: readonly string[]): fc.Arbitrary<string> {
  const change = fc.record({
    at: fc.nat(),
    length: fc.nat(40),
    put: fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 6 }), fc.constant('')),
    times: fc.constantFrom(1, 1, 1, 2, 50),
  });
  return fc.tuple(fc.constantFrom(...texts), fc.array(change, { maxLength: 6 })).map(([text, changes]) =>
    changes.reduce((before, { at, length, put, times }) => {
      const start = before.length === 0 ? 0 : at % (before.length + 1);
      return before.slice(0, start) + put.repeat(times) + before.slice(start + length);
    }, text),
  );
}
