import { rmSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { explainBuild } from '../../../src/cli/failures/explain-build.ts';
import { showPlace } from '../../../src/diagnostics/source.ts';
import type { Failure } from '../../../src/model/failure.ts';
import { aBuild } from '../../support/a-build.ts';
import { aFolder } from '../../support/a-folder.ts';

const context = aFolder({
  Dockerfile: `FROM busybox AS base
# a comment, and a step of two lines
RUN echo one \\
  && exit 4
FROM registry/app:1
COPY pakage.json /b
COPY secret.json /b
USER app
RUN make
COPY --from=tools /a /b
FROM $VARIANT
COPY <<END /c
RUN fetch --for=$NAME \${PLACE:-here} && true
`,
  'package.json': '{}',
  'secret.json': '{}',
  '.dockerignore': 'secret.json',
});
afterAll(() => rmSync(context, { recursive: true }));

function explained(message: string): {
  readonly place: string | undefined;
  readonly hint: string | undefined;
} {
  const failure: Failure = {
    severity: 'error',
    code: 'build-failed',
    message,
    path: [],
    output: [],
    blocked: [],
  };
  const operation = {
    kind: 'build-image',
    image: 'p-web',
    build: aBuild({ context }),
    service: 'web',
    labels: {},
    secrets: [],
  } as const;
  const { at, hint } = explainBuild(failure, operation, context);
  return { place: at && showPlace(at), hint };
}

test.each([
  ['[base 2/2] RUN echo one   && exit 4: the command ended with exit code 4', 'Dockerfile:3:1'],
  ['dockerfile parse error on line 4: unknown instruction', 'Dockerfile:3:1'],
  ['base image registry/app:1: it is not there', 'Dockerfile:5:1'],
  ['[stage-1 2/3] COPY pakage.json /b: the build context has no pakage.json', 'Dockerfile:6:1'],
  ['[2/3] RUN make: the image has no user app', 'Dockerfile:8:1'],
  ['base image tools: it is not there', 'Dockerfile:10:1'],
  ['FROM $VARIANT is empty', 'Dockerfile:11:1'],
  ['the stage base needs a stage that needs base', 'Dockerfile:1:1'],
  ['a heredoc (`<<`) has no end', 'Dockerfile:12:1'],
  ['[2/3] RUN fetch --for=me there && true: the command ended with exit code 1', 'Dockerfile:13:1'],
  ['the Dockerfile has no stage "bsae"', undefined],
])('explainBuild() finds the instruction of %j', (message, place) => {
  expect(explained(message).place).toBe(place);
});

test.each([
  ['COPY pakage.json /b: the build context has no pakage.json', 'did you mean "package.json"?'],
  ['the Dockerfile has no stage "bsae"', 'did you mean "base"?'],
  ['base image bsae: it is not there', 'did you mean "base"?'],
  ['[2/2] RUN false: the command ended with exit code 1', 'gantry --progress plain build web'],
])('explainBuild() says what to try about %j', (message, hint) => {
  expect(explained(message).hint).toBe(hint);
});

test('explainBuild() says that a file is there, and left out', () => {
  expect(explained('COPY secret.json /b: the build context has no secret.json').hint).toContain(
    '`.dockerignore` leaves it out',
  );
});
