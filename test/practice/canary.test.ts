import { rmSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import type { Problem } from '../../src/diagnostics/problem.ts';
import { problemsJson } from '../../src/ui/errors/problems-json.ts';
import { sarifLog } from '../../src/ui/errors/sarif.ts';
import { showProblems } from '../../src/ui/errors/show-error.ts';
import { aFolder } from '../support/a-folder.ts';
import { practiceOf } from '../support/practice-of.ts';

const CANARY = 'c4naryValue17';

const folder = aFolder({
  'compose.yaml': `services:
  web:
    build: {context: ., args: {NPM_TOKEN: ${CANARY}, OTHR_TOKEN: ${CANARY}}}
    environment: {DB_PASSWORD: ${CANARY}}
    ports: ["8080:80"]
    command: [sh, -c, "migrate ${CANARY} && serve"]
  db:
    image: postgres
    environment: ["POSTGRES_PASSWORD=${CANARY}"]
`,
  Dockerfile: `FROM node
ARG NPM_TOKEN=${CANARY}
ENV DB_PASSWORD ${CANARY}
ENV API_KEY="${CANARY}" OTHER=1
RUN curl -H "Authorization: Bearer ${CANARY}" https://x && apt-get install curl
COPY . .
CMD serve --password ${CANARY}
`,
  '.env.local': `DB_PASSWORD=${CANARY}\n`,
});
afterAll(() => rmSync(folder, { recursive: true }));

const OUTPUTS: Readonly<Record<string, (problems: readonly Problem[]) => string>> = {
  text: (problems) => showProblems(problems, { colour: false }),
  JSON: problemsJson,
  SARIF: (problems) => sarifLog(problems, { version: '0', meanings: {} }),
};

describe('the value of a secret', () => {
  test.each(Object.keys(OUTPUTS))('is in no finding that is written as %s', async (output) => {
    const problems = await practiceOf(folder, 'prod');
    const codes = problems.map(({ code }) => code);
    for (const code of [
      'secret-in-arg-env',
      'literal-secret',
      'build-arg-secret',
      'secret-file-copied',
      'stop-lost',
    ])
      expect(codes).toContain(code);
    expect(OUTPUTS[output]?.(problems)).not.toContain(CANARY);
  });
});
