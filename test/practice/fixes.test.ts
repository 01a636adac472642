import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PRACTICE_RULES } from '../../src/diagnostics/practice-rules.ts';
import { fixedFiles } from '../../src/practice/fixed-files.ts';
import { aFolder } from '../support/a-folder.ts';
import { practiceOf } from '../support/practice-of.ts';
import { CASES } from './rule-cases.ts';
import { exampleOf } from './rule-example.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/check.md'), 'utf8');

type Files = Readonly<Record<string, string>>;

/** @returns the files that were changed, and the codes of problems before and after */
async function fixed(files: Files) {
  const folder = aFolder(files);
  try {
    const before = await practiceOf(folder, 'prod');
    const changed = await fixedFiles(before);
    for (const { source, text } of changed) writeFileSync(join(folder, source.name), text);
    const after = await practiceOf(folder, 'prod');
    return {
      texts: Object.fromEntries(changed.map(({ source, text }) => [source.name, text])),
      before: before.map(({ code }) => code),
      mended: before.filter(({ fixes }) => fixes !== undefined).map(({ code }) => code),
      after: after.map(({ code }) => code),
      left: await fixedFiles(after),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const compose = async (text: string): Promise<string | undefined> =>
  (await fixed({ 'compose.yaml': text })).texts['compose.yaml'];

const dockerfile = async (text: string, service = ''): Promise<string | undefined> =>
  (
    await fixed({
      'compose.yaml': `services:\n  web:\n    restart: always\n    build: .\n${service}`,
      Dockerfile: text,
    })
  ).texts.Dockerfile;

const bad: readonly (readonly [string, Files])[] = PRACTICE_RULES.flatMap((rule) => [
  [`${rule}: the bad example`, exampleOf(page, rule).bad] as const,
  ...Object.entries(CASES[rule].found ?? {}).map(([name, { files }]) => [`${rule}: ${name}`, files] as const),
]);

describe('a fix of all that can be fixed', () => {
  test.each(bad)('mends what it says, and brings nothing new (%s)', async (_, files) => {
    const { before, mended, after, left } = await fixed(files);

    expect(after.filter((code) => mended.includes(code))).toEqual([]);
    expect(after.filter((code) => !before.includes(code))).toEqual([]);
    expect(left).toEqual([]);
  });

  test('is there for some rules', async () => {
    const rules = await Promise.all(bad.map(async ([, files]) => (await fixed(files)).mended));

    expect([...new Set(rules.flat())].sort()).toEqual([
      'add-local',
      'health-start-short',
      'interactive-install',
      'legacy-syntax',
      'log-unbounded',
      'no-restart',
      'order-without-health',
      'package-index-kept',
      'repeated-instruction',
      'shell-form-main',
    ]);
  });
});

describe('a fix of a Compose file', () => {
  test('keeps comments, blanks and quotes', async () => {
    const text = `version: "3"  # old
# the shop
services:
  web:
    # ours

    image:   'web:1'   # pinned soon
    ports: ["127.0.0.1:80:80"]
    depends_on:
    - db # the data
    - cache
    # the end
  db:
    environment:
      A: |
        text
    image: postgres:16
    restart: always
    logging: {driver: json-file}
    healthcheck: {test: [CMD, pg_isready]}
  cache: {image: "redis:7"}
`;

    expect(await compose(text)).toBe(`# old
# the shop
services:
  web:
    # ours

    image:   'web:1'   # pinned soon
    restart: unless-stopped
    ports: ["127.0.0.1:80:80"]
    depends_on:
      db: {condition: service_healthy} # the data
      cache: {condition: service_started}
    # the end
  db:
    environment:
      A: |
        text
    image: postgres:16
    restart: always
    logging: {driver: json-file, options: {max-size: 10m, max-file: "3"}}
    healthcheck: {test: [CMD, pg_isready]}
  cache: {image: "redis:7", restart: unless-stopped}
`);
  });

  test.each([
    [
      'a list in brackets',
      '[db, cache]',
      '{db: {condition: service_healthy}, cache: {condition: service_started}}',
    ],
    [
      'a list that is indented',
      '\n      - db\n      - cache',
      '\n        db: {condition: service_healthy}\n        cache: {condition: service_started}',
    ],
  ])('turns %s into a mapping', async (_, list, mapping) => {
    const text = (value: string) =>
      `services:\n  web:\n    image: a:1\n    restart: always\n    depends_on: ${value}\n  db: {image: b:1, restart: always, healthcheck: {test: [CMD, a]}}\n  cache: {image: c:1, restart: always}\n`;

    const made = await compose(text(list));

    expect(made?.replaceAll(/\n +(db|cache):/g, '\n        $1:')).toBe(
      text(mapping).replaceAll(/\n +(db|cache):/g, '\n        $1:'),
    );
  });

  test('keeps the line ends of Windows, and a mark at the start', async () => {
    const made = await compose('\uFEFFversion: "3"\r\nservices:\r\n  web:\r\n    image: a:1\r\n');

    expect(made).toBe('\uFEFFservices:\r\n  web:\r\n    image: a:1\r\n    restart: unless-stopped\r\n');
  });

  test('changes nothing that another service shares', async () => {
    expect(
      await compose(
        'x-base: &base\n  image: a:1\nservices:\n  web: *base\n  api: *base\n  own:\n    <<: *base\n    init: true\n',
      ),
    ).toBe(
      'x-base: &base\n  image: a:1\nservices:\n  web: *base\n  api: *base\n  own:\n    <<: *base\n    init: true\n    restart: unless-stopped\n',
    );
  });

  test.each([
    [
      'behind what is removed',
      '        B: 1 # theirs\n        NONE: 1  # ours\n',
      '        B: 1 # theirs\n        # ours\n',
    ],
    ['behind the only member', '        NONE: 1 # ours\n', undefined],
    ['in front of the only member', '        # ours\n        NONE: 1\n', undefined],
    ['between members in brackets', '        {NONE: 1, # ours\n        B: 1}\n', undefined],
  ])('keeps a comment %s', async (_, args, left) => {
    const text = (of: string) =>
      `services:\n  web:\n    restart: always\n    build:\n      context: .\n      args:\n${of}`;
    const { texts } = await fixed({
      'compose.yaml': text(args),
      Dockerfile: 'FROM scratch\nARG B\nCOPY a /\n',
    });

    expect(texts['compose.yaml']).toBe(left && text(left));
  });

  test('takes what is left empty with it', async () => {
    const { texts } = await fixed({
      'compose.yaml':
        'services:\n  web:\n    restart: always\n    build:\n      context: .\n      # of old times\n      args:\n        - NONE=1\n    init: true\n',
      Dockerfile: 'FROM scratch\nCOPY a /\n',
    });

    expect(texts['compose.yaml']).toBe(
      'services:\n  web:\n    restart: always\n    build:\n      context: .\n      # of old times\n    init: true\n',
    );
  });
});

describe('a fix of a Dockerfile', () => {
  test.each([
    [
      'RUN apt-get update && apt-get install -y --no-install-recommends curl',
      'RUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*',
    ],
    [
      'RUN apt-get update \\\n    && apt-get install -y \\\n        # for us\n        curl',
      'RUN apt-get update \\\n    && apt-get install -y \\\n        # for us\n        curl \\\n        && rm -rf /var/lib/apt/lists/*',
    ],
    [
      'RUN apt-get update && apt-get install curl',
      'RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*',
    ],
    [
      'RUN apt-get update && apt-get install -y curl # tail',
      'RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/* # tail',
    ],
    [
      'RUN apt-get update && \\\n    apt-get install curl # install it',
      'RUN apt-get update && \\\n    apt-get install -y curl \\\n    && rm -rf /var/lib/apt/lists/* # install it',
    ],
    ['RUN apk add curl && apk add jq', 'RUN apk add --no-cache curl && apk add --no-cache jq'],
    ['RUN dnf install -y curl', 'RUN dnf install -y curl && dnf clean all'],
    ['add --chown=1:1 . /srv', 'COPY --chown=1:1 . /srv'],
    ['CMD   npm  start  ', 'CMD   ["npm", "start"]  '],
    ['ENV A  b', 'ENV A=b'],
    ['ENV PATH /a b:$PATH', 'ENV PATH="/a b:$PATH"'],
    ['MAINTAINER Ann <ann@example.com>', 'LABEL org.opencontainers.image.authors="Ann <ann@example.com>"'],
    ['  CMD ["a"] \n# why\nCMD ["b"]', '# why\nCMD ["b"]'],
  ])('%j', async (before, after) => {
    const rest = 'FROM debian:12\n# first\n';

    expect(await dockerfile(`${rest}${before}\n`)).toBe(`${rest}${after}\n`);
  });

  test.each([
    ['the lists that a later instruction needs', 'RUN apt-get update\nRUN apt-get install -y curl\n'],
    ['the lists that a script may need', 'RUN apt-get update && apt-get install -y a\nRUN ./setup.sh\n'],
    [
      'a comment of the shell that swallows the lines behind it',
      'RUN apt-get update # fetch \\\n  && apt-get install -y curl\n',
    ],
    ['a comment between the lines of what has no effect', 'CMD ["a", \\\n# why\n  "b"]\nCMD ["c"]\n'],
    ['a command that needs a shell', 'CMD cd /srv && npm start\n'],
    ['a variable', 'CMD serve $PORT\n'],
    ['an entrypoint that a CMD belongs to', 'ENTRYPOINT serve\nCMD ["--all"]\n'],
    ['an archive that ADD may unpack', 'ADD a.tar /srv\n'],
    ['a file that is not there, so that it may be an archive', 'ADD server /srv\n'],
    ['a list for a shell of its own', 'SHELL ["bash", "-c"]\nCMD npm start\n'],
    ['a command in brackets', 'RUN ["apt-get", "install", "curl"]\n'],
  ])('leaves %s', async (_, lines) => {
    expect(await dockerfile(`FROM debian:12\n${lines}`)).toBeUndefined();
  });

  test('leaves an entrypoint for which the service has words', async () => {
    expect(await dockerfile('FROM debian:12\nENTRYPOINT serve\n', '    command: [--all]\n')).toBeUndefined();
  });

  test('keeps the line ends of Windows', async () => {
    expect(
      await dockerfile(
        'FROM debian:12\r\nRUN apt-get update && \\\r\n  apt-get install -y a\r\nCMD a\r\nCMD ["b"]\r\n',
      ),
    ).toBe(
      'FROM debian:12\r\nRUN apt-get update && \\\r\n  apt-get install -y a \\\r\n  && rm -rf /var/lib/apt/lists/*\r\nCMD ["b"]\r\n',
    );
  });
});
