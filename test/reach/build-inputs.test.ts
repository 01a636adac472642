import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildInputs } from '../../src/reach/build-inputs.ts';
import { Changes } from '../../src/reach/changes.ts';
import { matchInput } from '../../src/reach/match-input.ts';
import { mayTake } from '../../src/reach/may-take.ts';
import { aBuild } from '../support/a-build.ts';

const CONTEXT = '/shop';

interface Around {
  readonly target?: string;
  readonly args?: Readonly<Record<string, string>>;
  readonly contexts?: Readonly<Record<string, string>>;
  readonly ignore?: string;
}

function inputsOf(dockerfile: string, { target, args = {}, contexts = {}, ignore }: Around = {}) {
  const build = aBuild({
    context: CONTEXT,
    args: new Map(Object.entries(args)),
    additionalContexts: new Map(Object.entries(contexts)),
    ...(target !== undefined && { target }),
  });
  const texts = new Map([[join(CONTEXT, 'Dockerfile'), dockerfile]]);
  if (ignore !== undefined) texts.set(join(CONTEXT, '.dockerignore'), ignore);
  const inputs = buildInputs(build, (path) => texts.get(path));
  if (!inputs) throw new Error('the context is a folder');
  return inputs;
}

function takes(dockerfile: string, path: string, around?: Around): boolean {
  const changes = new Changes([{ path: path.startsWith('/') ? path : join(CONTEXT, path), how: 'modified' }]);
  return inputsOf(dockerfile, around).files.some(
    (input) => matchInput(input, changes, (one) => [one]).length > 0,
  );
}

describe('a build takes from its context', () => {
  test.each([
    ['COPY src /src', 'src/a/b.js'],
    ['COPY ./src/ /src', 'src/a.js'],
    ['COPY . /', 'anything'],
    ['COPY *.json src/*.js /', 'src/a.js'],
    ['COPY ["a b", "/x"]', 'a b'],
    ['ADD src.tar /', 'src.tar'],
    ['ARG DIR=src\nCOPY $DIR /x', 'src/a.js'],
    ['COPY $UNKNOWN_TO_ALL/x /x', 'anything'],
    ['RUN --mount=target=/src make', 'anything'],
    ['RUN --mount=type=bind,source=src,target=/src make', 'src/a.js'],
    ['ONBUILD COPY src /src', 'src/a.js'],
    ['COPY <<EOF src /x/\ntext\nEOF', 'src/a.js'],
    ['COPY \\\n  # a comment\n  src \\\n\n  /x', 'src/a.js'],
    // A submodule, or a file where there was a folder.
    ['COPY src/deep /x', 'src'],
  ])('%j takes %j', (line, path) => {
    const dockerfile = `FROM x\n${line}\n`;

    expect(takes(dockerfile, path)).toBe(true);
    expect(mayTake(dockerfile, [path])).toBe(true);
  });

  test.each([
    ['COPY src /src', 'srcs/a.js'],
    ['COPY *.json src/*.js /', 'src/deep/a.js'],
    ['COPY --from=other src /src', 'src/a.js'],
    ['RUN --mount=type=cache,target=/src make', 'src'],
    ['ADD https://example.com/src /', 'src'],
    ['COPY <<EOF /x\nsrc\nEOF', 'src'],
  ])('%j does not take %j', (line, path) => {
    expect(takes(`FROM x AS other\nFROM y\n${line}\n`, path)).toBe(false);
  });

  test('only by the stages that the target needs', () => {
    const dockerfile =
      'FROM x AS a\nCOPY a /\nFROM x AS b\nCOPY b /\nFROM a AS c\nCOPY --from=b /b /\nFROM x AS d\nCOPY d /\n';

    expect(['a', 'b', 'd'].filter((path) => takes(dockerfile, path, { target: 'c' }))).toEqual(['a', 'b']);
    expect(['a', 'b', 'd'].filter((path) => takes(dockerfile, path))).toEqual(['d']);
  });

  test('all of it where nobody knows what it takes', () => {
    expect(takes('# syntax=example.com/other\nTAKE x\n', 'anything')).toBe(true);
    expect(takes('FROM x\n', 'anything', { target: 'missing' })).toBe(true);
  });

  test('nothing that the ignore file leaves out', () => {
    expect(takes('FROM x\nCOPY . /\n', 'src/a.md', { ignore: '**/*.md\n' })).toBe(false);
    expect(takes('FROM x\nCOPY src /\n', 'src/a.md', { ignore: '**/*.md\n!src/a.md\n' })).toBe(true);
  });
});

test('a build takes from the contexts that its Dockerfile names, and from no others', () => {
  const contexts = { lib: '/lib', unused: '/unused', base: 'service:base', img: 'docker-image://shop/img' };
  const dockerfile = 'FROM base AS b\nFROM img\nCOPY --from=lib dist /x\nCOPY --from=nginx:1 /etc /y\n';
  const inputs = inputsOf(dockerfile, { contexts });

  expect(takes(dockerfile, '/lib/dist/a.js', { contexts })).toBe(true);
  expect(takes(dockerfile, '/lib/src/a.js', { contexts })).toBe(false);
  expect(takes(dockerfile, '/unused/a', { contexts })).toBe(false);
  expect(inputs).toMatchObject({ services: [], images: [{ image: 'shop/img' }, { image: 'nginx:1' }] });
  expect(inputsOf('FROM base\n', { contexts }).services).toEqual(['base']);
});

test('the recipe of a build is what the stages of its target say, not how it is written', () => {
  const recipe = (text: string, around: Around = {}) => inputsOf(text, around).recipe;
  const written = 'FROM x AS a\nRUN echo "a  b" && \\\n    make\nFROM y AS b\nRUN other\n';

  expect(recipe(`# a comment\n${written.replace('    make', '# more\n  make')}`, { target: 'a' })).toBe(
    recipe(written, { target: 'a' }),
  );
  expect(recipe(written.replace('other', 'another'), { target: 'a' })).toBe(recipe(written, { target: 'a' }));
  expect(recipe(written.replace('a  b', 'a b'), { target: 'a' })).not.toBe(recipe(written, { target: 'a' }));
  expect(recipe(`# syntax=docker/dockerfile:1.4\n${written}`)).not.toBe(recipe(written));
});

test('mayTake() says no only of Dockerfiles that take none of the paths', () => {
  const path = fc.constantFrom('src/a.js', 'src/lib/b.js', 'a', 'docs/x', 'Makefile');
  const source = fc.constantFrom(
    'src',
    './src/',
    'src/a.js',
    '*.js',
    '.',
    '/a',
    '"src"',
    'docs//x',
    'Make*',
    '$V',
    'b',
  );
  const line = fc.oneof(
    fc
      .tuple(fc.constantFrom('COPY', 'ADD', 'ONBUILD COPY'), source)
      .map(([verb, one]) => `${verb} ${one} /x`),
    fc.tuple(source, source).map(([one, other]) => `copy --chown=1 ${one} \\\n# comment\n ${other} /x/`),
    source.map((one) => `COPY ["${one.replaceAll('"', '')}", "/x"]`),
    source.map((one) => `RUN --mount=source=${one},target=/x make`),
    fc.constantFrom('RUN make', 'FROM y', 'COPY --from=0 /a /b', 'WORKDIR /w'),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 5 }), path, (lines, changed) => {
      const dockerfile = `FROM x\n${lines.join('\n')}\n`;
      if (takes(dockerfile, changed)) expect(mayTake(dockerfile, [changed])).toBe(true);
    }),
  );
});
