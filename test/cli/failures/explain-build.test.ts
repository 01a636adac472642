import { rmSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { explainBuild } from '../../../src/cli/failures/explain-build.ts';
import { hintText } from '../../../src/diagnostics/hint.ts';
import { showPlace } from '../../../src/diagnostics/source.ts';
import { buildFailed } from '../../../src/engine/refusals/build-failure.ts';
import { describeFailure } from '../../../src/ui/errors/describe-failure.ts';
import { aBuild } from '../../support/a-build.ts';
import { aFolder } from '../../support/a-folder.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';

const context = aFolder({
  'Dockerfile.syntax': '# syntax = wrong.invalid/dockerfile:1\nFROM busybox\n',
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

const project = aProject({
  services: [
    aService('web', { build: aBuild() }),
    aService('tools', { image: 'shop/tools', build: aBuild() }),
  ],
});

/** What is made of a build that failed: `text` is what the builder said, `step` what it was at. */
function explained(
  text: string,
  step = '',
  dockerfile = 'Dockerfile',
): { readonly place: string | undefined; readonly hint: string | undefined } {
  const failure = describeFailure(buildFailed(text, { name: step, lines: [], firstErrors: [] }));
  const operation = {
    kind: 'build-image',
    image: 'p-web',
    build: aBuild({ context, dockerfile }),
    service: 'web',
    labels: {},
    secrets: [],
  } as const;
  const { at, hint } = explainBuild(failure, operation, { cwd: context, project });
  return { place: at && showPlace(at), hint: hint && hintText(hint) };
}

const exited = (code: number): string =>
  `process "/bin/sh -c it" did not complete successfully: exit code: ${code}`;
const lacks = (file: string): string => `failed to calculate checksum of ref a::b: "/${file}": not found`;
const noImage = (name: string): string =>
  `${name}: failed to resolve source metadata for docker.io/library/${name}: docker.io/library/${name}: not found`;

test.each([
  ['Dockerfile:3:1', exited(4), '[base 2/2] RUN echo one   && exit 4'],
  ['Dockerfile:3:1', 'dockerfile parse error on line 4: unknown instruction: EXTI'],
  ['Dockerfile:5:1', noImage('registry/app:1')],
  ['Dockerfile:6:1', lacks('pakage.json'), '[stage-1 2/3] COPY pakage.json /b'],
  ['Dockerfile:8:1', 'unable to find user app: no matching entries in passwd file', '[2/3] RUN make'],
  ['Dockerfile:10:1', noImage('tools')],
  ['Dockerfile:11:1', 'base name ($VARIANT) should not be blank'],
  ['Dockerfile:1:1', 'circular dependency detected on stage: base'],
  ['Dockerfile:12:1', 'dockerfile parse error on line 12: unterminated heredoc'],
  ['Dockerfile:13:1', exited(1), '[2/3] RUN fetch --for=me there && true'],
  [undefined, 'target stage "bsae" could not be found'],
])('explainBuild() finds the instruction at %s of %j', (place, text, step?: string) => {
  expect(explained(text, step).place).toBe(place);
});

test.each([
  ['did you mean "package.json"?', lacks('pakage.json'), '[2/3] COPY pakage.json /b'],
  ['did you mean "base"?', 'target stage "bsae" could not be found'],
  ['did you mean "base"?', noImage('bsae')],
  ['service "tools" builds it: gantry build tools web', noImage('shop/tools:latest')],
  ['gantry --progress plain build web', exited(1), '[2/2] RUN false'],
  [
    `what is above ${context} cannot be copied: choose a \`build.context\` above, or add one with \`build.additional_contexts\``,
    lacks('secret.json'),
    '[2/3] COPY ../secret.json /b',
  ],
])('explainBuild() says what to try: %s', (hint, text, step?: string) => {
  expect(explained(text, step).hint).toBe(hint);
});

test('explainBuild() says that a file is there, and left out', () => {
  expect(explained(lacks('secret.json'), '[2/3] COPY secret.json /b').hint).toContain(
    '`.dockerignore` leaves it out',
  );
});

test('explainBuild() finds the `# syntax` line whose image cannot be had', () => {
  const text =
    'failed to do request: Head "https://wrong.invalid/v2/dockerfile/manifests/1": dial tcp: lookup wrong.invalid: no such host';
  const { place, hint } = explained(
    text,
    'resolve image config for docker-image://wrong.invalid/dockerfile:1',
    'Dockerfile.syntax',
  );

  expect(place).toBe('Dockerfile.syntax:1:12');
  expect(hint).toMatch(/^remove the `# syntax` line/);
});
