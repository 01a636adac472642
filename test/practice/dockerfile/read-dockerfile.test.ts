import { describe, expect, test } from 'vitest';
import type { Instruction } from '../../../src/practice/dockerfile/dockerfile.ts';
import { readDockerfile } from '../../../src/practice/dockerfile/read-dockerfile.ts';
import { pairsOf } from '../../../src/practice/dockerfile/words.ts';

function instructionsOf(text: string): readonly Instruction[] {
  const { globals, stages } = readDockerfile(text);
  return [...globals, ...stages.flatMap(({ from, instructions }) => [from, ...instructions])];
}

const shown = (text: string): readonly string[] =>
  instructionsOf(text).map(({ keyword, words }) => [keyword, ...words.map(({ raw }) => raw)].join(' '));

describe('readDockerfile()', () => {
  test('takes continued lines for one, without the comments and empty lines between them', () => {
    const text = 'FROM a\nRUN one \\\n  # comment \\\n\n  two \\  \n  three\nCMD x\n';
    expect(shown(text)).toEqual(['FROM a', 'RUN one two three', 'CMD x']);
  });

  test('gives every word the place that it has in the file', () => {
    const text = 'FROM a\nRUN --mount=type=cache,target=/x one \\\n  # no\n  "two words" && three\n';
    for (const { words, flags } of instructionsOf(text)) {
      for (const { raw, start, end } of words) expect(text.slice(start, end)).toBe(raw);
      for (const { name, start, end } of flags) expect(text.slice(start, end)).toContain(`--${name}`);
    }
    expect(shown(text)[1]).toBe('RUN one "two words" && three');
  });

  test('keeps heredocs apart, several of one instruction too, and a here-string is none', () => {
    const text = `FROM a
COPY <<-"ONE" <<TWO /d/
\tFROM in one
\tONE
RUN in two
TWO
RUN cat <<<text
RUN <<EOF
RUN no instruction
EOF
CMD x
`;
    expect(shown(text)).toEqual([
      'FROM a',
      'COPY <<-"ONE" <<TWO /d/',
      'RUN cat <<<text',
      'RUN <<EOF',
      'CMD x',
    ]);
    const [, copy, , run] = instructionsOf(text);
    expect(copy?.heredocs.map(({ name, body }) => [name, body])).toEqual([
      ['ONE', '\tFROM in one\n'],
      ['TWO', 'RUN in two\n'],
    ]);
    const [heredoc] = run?.heredocs ?? [];
    expect(text.slice(heredoc?.bodyStart).startsWith('RUN no instruction')).toBe(true);
  });

  test('a heredoc that never ends goes to the end of the file', () => {
    const [, run] = instructionsOf('FROM a\nRUN <<EOF\necho x');
    expect(run?.heredocs).toEqual([{ name: 'EOF', body: 'echo x', bodyStart: 17 }]);
  });

  test('obeys the escape directive, ends of lines of Windows, and a byte order mark', () => {
    expect(shown('# escape=`\nFROM a\nRUN one `\n  two\nCOPY C:\\x .\n')).toEqual([
      'FROM a',
      'RUN one two',
      'COPY C:\\x .',
    ]);
    expect(shown('FROM a\r\nRUN one \\\r\n  two\r\nCMD ["x"]\r\n')).toEqual([
      'FROM a',
      'RUN one two',
      'CMD ["x"]',
    ]);
    expect(shown('\uFEFFFROM a\nCMD x\n')).toEqual(['FROM a', 'CMD x']);
  });

  test('reads the exec form with its blanks, and takes anything else in brackets for the shell', () => {
    const exec = instructionsOf(
      `FROM a\nCMD ["a b", "c"]\nCMD [ "a", \\\n "b" ]\nCMD ['a']\nCMD [ -f x ] && y\nCMD []\n`,
    ).map((one) => one.exec);
    expect(exec).toEqual([undefined, ['a b', 'c'], ['a', 'b'], undefined, undefined, []]);
  });

  test('reads pairs with quotes, without a value, and in the old form', () => {
    const pairs = instructionsOf(
      'FROM a\nENV A=1 B="two words" C=\nENV OLD the value\nARG X Y=2\nLABEL a=b\n',
    ).map((one) =>
      one.keyword === 'FROM' ? [] : pairsOf(one).map(({ name, value }) => [name.raw, value?.raw]),
    );
    expect(pairs.slice(1)).toEqual([
      [
        ['A', '1'],
        ['B', '"two words"'],
        ['C', ''],
      ],
      [['OLD', 'the value']],
      [
        ['X', undefined],
        ['Y', '2'],
      ],
      [['a', 'b']],
    ]);
  });

  test('knows what ONBUILD does, the names of stages in any letters, and small keywords', () => {
    const { stages } = readDockerfile('from a as Build\nonbuild copy . /app\n');
    expect(stages[0]?.name).toBe('build');
    expect(stages[0]?.instructions[0]?.trigger?.keyword).toBe('COPY');
  });

  test('has something to say about any text', () => {
    for (const text of [
      '',
      '\\',
      '#',
      'RUN',
      'FROM',
      'FROM a\nRUN <<',
      'FROM a\nONBUILD',
      'x y\nz',
      'FROM a\nENV =',
      '`',
    ])
      expect(() => instructionsOf(text)).not.toThrow();
  });
});
