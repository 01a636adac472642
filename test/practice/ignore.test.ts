import { rmSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { SpecError } from '../../src/diagnostics/spec-error.ts';
import { aFolder } from '../support/a-folder.ts';
import { practiceOf } from '../support/practice-of.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** `code line`, of the rules `fixed-name`, `image-latest` and `no-effect`. */
async function check(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const folder = aFolder(files);
  folders.push(folder);
  const problems = await practiceOf(folder, 'dev');
  return problems
    .filter(({ code }) => ['fixed-name', 'image-latest', 'no-effect'].includes(code))
    .map(({ code, message, at }) => {
      const line = at?.source.text.slice(0, at.start).split('\n').length;
      return code === 'no-effect' ? `${code} ${line} ${message}` : `${code} ${line}`;
    });
}

describe('x-gantry', () => {
  test('switches a rule off for the project, or for one service', async () => {
    const text = (project: string, api: string) =>
      `${project}
services:
  web: {image: "x:1", container_name: aa}
  api: {image: "x:1", container_name: bb${api}}
`;
    const off = 'x-gantry: {check: {ignore: {fixed-name: somebody asks for it}}}';
    expect(await check({ 'compose.yaml': text('', '') })).toEqual(['fixed-name 3', 'fixed-name 4']);
    expect(await check({ 'compose.yaml': text('', `, ${off}`) })).toEqual(['fixed-name 3']);
    expect(await check({ 'compose.yaml': text(off, '') })).toEqual([]);
  });

  test('of a service counts in a Dockerfile that no other service is built with', async () => {
    const off = 'x-gantry: {check: {ignore: {image-latest: ours}}}';
    const Dockerfile = 'FROM base\n';
    expect(await check({ 'compose.yaml': `services:\n  web: {build: ., ${off}}\n`, Dockerfile })).toEqual([]);
    const two = `services:\n  web: {build: ., ${off}}\n  api: {build: .}\n`;
    expect(await check({ 'compose.yaml': two, Dockerfile })).toEqual(['image-latest 1']);
  });

  test('needs a rule that there is, and a reason', async () => {
    const text = (ignore: string) => `services: {web: {image: "x:1", x-gantry: {check: ${ignore}}}}\n`;
    const saying = async (ignore: string) => {
      const error = await check({ 'compose.yaml': text(ignore) }).catch((reason: unknown) => reason);
      return error instanceof SpecError ? error.problems.map(({ message }) => message) : error;
    };
    expect(await saying('{ignore: {fixed-nam: why}}')).toEqual(['there is no rule "fixed-nam"']);
    expect(await saying('{ignore: {fixed-name: ""}}')).toEqual(['"fixed-name" is ignored without a reason']);
    expect(await saying('{ignore: {fixed-name: true}}')).toEqual([
      '"fixed-name" is ignored without a reason',
    ]);
    expect(await saying('{ignore: [fixed-name]}')).toEqual(['ignore is a mapping of rules to reasons']);
    expect(await saying('off')).toEqual(['check is a mapping']);
    expect(await saying('{rules: x}')).toEqual(['unknown attribute "rules" in check']);
  });
});

describe('a comment in a Compose file', () => {
  test('is about its line, or the next one with something in it', async () => {
    const text = `services:
  web:
    image: x:1
    container_name: aa # gantry-ignore fixed-name: somebody asks for it
  api:
    image: x:1
    # gantry-ignore fixed-name: somebody asks for it

    # and more about that
    container_name: bb
  job:
    image: x:1
    container_name: cc
`;
    expect(await check({ 'compose.yaml': text })).toEqual(['fixed-name 13']);
  });

  test('is none inside of a text', async () => {
    const text = `services:
  web:
    image: x:1
    command: |
      # gantry-ignore fixed-name: no comment
    container_name: "aa # gantry-ignore fixed-name: no comment"
`;
    expect(
      await check({ 'compose.yaml': text.replace('"aa # gantry-ignore fixed-name: no comment"', 'aa') }),
    ).toEqual(['fixed-name 6']);
    expect(await check({ 'compose.yaml': text.replace('container_name', 'hostname') })).toEqual([]);
  });

  test('without a reason, or of no rule, is told of', async () => {
    const text = `services:
  web:
    image: x:1
    container_name: aa # gantry-ignore fixed-name
  api:
    image: x:1
    container_name: bb # gantry-ignore fixed-nme: why
`;
    expect(await check({ 'compose.yaml': text })).toEqual([
      'fixed-name 4',
      'no-effect 4 this comment ignores nothing: it needs a rule and a reason',
      'fixed-name 7',
      'no-effect 7 there is no rule "fixed-nme"',
    ]);
  });
});

describe('a comment in a Dockerfile', () => {
  const compose = 'services: {web: {build: .}}\n';

  test('is about the instruction that it stands in or above', async () => {
    const Dockerfile = `FROM node:22 AS a
# gantry-ignore image-latest, base-not-pinned: ours
FROM base AS b
COPY --from=a /x /x
FROM other
COPY --from=b \\
  # gantry-ignore image-latest: ours
  /x /x
COPY --from=third /x /x
`;
    expect(await check({ 'compose.yaml': compose, Dockerfile })).toEqual([
      'image-latest 5',
      'image-latest 9',
    ]);
  });

  test('is none in a heredoc, and also stands where docker has its directives', async () => {
    const Dockerfile = `# gantry-ignore image-latest: a=b
FROM base
RUN <<EOF
# gantry-ignore image-latest: no comment
EOF
COPY --from=other /x /x
`;
    expect(await check({ 'compose.yaml': compose, Dockerfile })).toEqual(['image-latest 6']);
  });

  test('counts in one that is written in the Compose file too', async () => {
    const text = (comment: string) =>
      `services:
  web:
    build:
      context: .
      dockerfile_inline: |
        ${comment}
        FROM base
`;
    expect(await check({ 'compose.yaml': text('# a comment') })).toEqual(['image-latest 7']);
    expect(await check({ 'compose.yaml': text('# gantry-ignore image-latest: ours') })).toEqual([]);
  });
});
