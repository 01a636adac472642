import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dockerfileComments } from '../../../src/practice/dockerfile/comments.ts';
import { expand } from '../../../src/practice/dockerfile/expand.ts';
import { readDockerfile } from '../../../src/practice/dockerfile/read-dockerfile.ts';
import { commandsOf } from '../../../src/practice/dockerfile/shell-commands.ts';
import { planStages } from '../../../src/practice/dockerfile/stages.ts';
import { stepsOf } from '../../../src/practice/dockerfile/steps.ts';

const PIECES =
  'FROM a AS b\n|FROM b\n|RUN |COPY --from=b |ENV A=|ARG |ONBUILD |WORKDIR |USER |# c\n|\\\n|\\|<<EOF|<<-"X"|EOF\n|\n|\r\n|"|\'|$A|${A:-|}|`|(|)|[|]|x| |&&|;|--mount=type=cache,target=/x |# escape=`\n'.split(
    /(?<!\|)\|/,
  );

test('any text is read, and every word and command stands where it says', () => {
  const dockerfiles = fc
    .array(fc.constantFrom(...PIECES), { maxLength: 25 })
    .map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(dockerfiles, (text) => {
      const dockerfile = readDockerfile(text);
      const { chain } = planStages(dockerfile, { args: new Map([['A', '1']]) });
      for (const { instruction, lookup } of stepsOf(dockerfile, chain, new Map(), false)) {
        expect(instruction.start).toBeLessThanOrEqual(instruction.end);
        for (const { raw, start, end } of instruction.words) {
          expect(end - start).toBe(raw.length);
          expand(raw, dockerfile.escapeChar, lookup);
        }
        for (const { body, bodyStart } of instruction.heredocs)
          expect(text.slice(bodyStart, bodyStart + body.length)).toBe(body);
        for (const { start, end } of commandsOf(instruction)) {
          expect(start).toBeGreaterThanOrEqual(instruction.start);
          expect(end).toBeLessThanOrEqual(text.length);
        }
      }
      for (const { start, text: comment } of dockerfileComments(dockerfile))
        expect(text.slice(start, start + comment.length)).toBe(comment);
    }),
    { numRuns: 500 },
  );
});
