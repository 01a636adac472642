import { describe, expect, test } from 'vitest';
import { readDockerfile } from '../../../src/practice/dockerfile/read-dockerfile.ts';
import { commandsOf, shellCommands } from '../../../src/practice/dockerfile/shell-commands.ts';

const words = (text: string): readonly string[] => shellCommands(text, 0).map((one) => one.words.join(' '));

const ofRun = (run: string): readonly string[] => {
  const [instruction] = readDockerfile(`FROM a\n${run}\n`).stages[0]?.instructions ?? [];
  return instruction ? commandsOf(instruction).map((one) => one.words.join(' ')) : [];
};

describe('shellCommands()', () => {
  test('ends commands where a shell does, and not inside of quotes', () => {
    expect(words('a && b || c; d | e & f')).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    expect(words(`echo "a && b" 'c; d' \\; e`)).toEqual(['echo a && b c; d ; e']);
    expect(words('a 2>&1 > /dev/null && b &> x')).toEqual(['a /dev/null', 'b x']);
  });

  test('leaves out words of the shell, assignments, folders of programs, comments', () => {
    expect(words('if test -f x; then sudo /usr/bin/apt-get update; fi # and && more')).toEqual([
      'test -f x',
      'apt-get update',
      'fi',
    ]);
    const [command] = shellCommands('A=1 B="2 3" run x', 0);
    expect(command?.words).toEqual(['run', 'x']);
    expect(command?.assignments).toEqual(
      new Map([
        ['A', '1'],
        ['B', '2 3'],
      ]),
    );
    expect(words('(cd x && make)')).toEqual(['cd x', 'make']);
  });

  test('keeps what a command is replaced by within its word', () => {
    expect(words('x="$(a | b; c)" && d $(e && f)')).toEqual(['d $(e && f)']);
  });

  test('gives every command its place', () => {
    const text = 'a b && c d';
    expect(shellCommands(text, 10).map(({ start, end }) => text.slice(start - 10, end - 10))).toEqual([
      'a b',
      'c d',
    ]);
  });
});

describe('commandsOf()', () => {
  test('reads the exec form, and the script behind a shell in it', () => {
    expect(ofRun('RUN ["apt-get", "install", "a b"]')).toEqual(['apt-get install a b']);
    expect(ofRun('RUN ["/bin/bash", "-ec", "a && b"]')).toEqual(['a', 'b']);
  });

  test('reads a heredoc that a shell runs, and no other', () => {
    expect(ofRun('RUN <<EOF\na\nb && c\nEOF')).toEqual(['a', 'b', 'c']);
    expect(ofRun('RUN bash -ex <<EOF\na\nEOF')).toEqual(['bash -ex', 'a']);
    expect(ofRun('RUN <<EOF\n#!/usr/bin/env python3\nimport x\nEOF')).toEqual([]);
    expect(ofRun('RUN cat <<EOF > /x\na && b\nEOF')).toEqual(['cat /x']);
  });
});
