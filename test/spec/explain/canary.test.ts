import { expect, test } from 'vitest';
import { explainValue } from '../../../src/spec/explain/explain-value.ts';
import { explainVariable } from '../../../src/spec/explain/explain-variable.ts';
import { loadExplained } from '../../../src/spec/explain/load-explained.ts';
import { loadProvenance } from '../../../src/spec/explain/provenance.ts';
import { formatPath } from '../../../src/spec/shape/shape-problem.ts';
import { explanationToJson } from '../../../src/ui/explain/explanation-to-json.ts';
import { provenanceYaml } from '../../../src/ui/explain/provenance-yaml.ts';
import { showExplanation } from '../../../src/ui/explain/show-explanation.ts';
import { aRequest, filesInApp } from '../../support/load-files.ts';

const CANARY = 'c4n4ry';
const files = filesInApp({
  'compose.yaml': `services:
  web:
    image: nginx
    env_file: web.env
    command: serve --token \${API_TOKEN} --password=${CANARY}
    environment:
      DB_PASSWORD: ${CANARY}
      OTHER_PASSWORD: \${DB_PASSWORD:-${CANARY}}
      URL: postgres://me:${CANARY}@db/x
      LINK: http://x/\${API_TOKEN}/y
      MODE: dev
      PASSED_TOKEN:
    build:
      context: https://me:${CANARY}@example.org/app.git
      args: [NPM_TOKEN=${CANARY}, "PIP_KEY=\${API_TOKEN}"]
    labels: {app.secret: ${CANARY}}
x-keys:
  api_key: ${CANARY}
volumes:
  data:
    driver_opts: {o: "username=me,password=${CANARY}"}
`,
  'compose.override.yaml': `services:
  web:
    environment: [DB_PASSWORD=${CANARY}2, "MODE=\${MODE:-x}"]
    volumes: ["data:/data"]
`,
  'web.env': `MODE=${CANARY}\nQUIET=${CANARY}\n`,
  '.env': `API_TOKEN=${CANARY}\nPASSED_TOKEN=${CANARY}\n`,
});

function pathsIn(json: unknown, path: (string | number)[] = []): readonly (string | number)[][] {
  if (typeof json !== 'object' || json === null) return [path];
  const entries: [string | number, unknown][] = Array.isArray(json)
    ? [...json.entries()]
    : Object.entries(json);
  return [path, ...entries.flatMap(([key, member]) => pathsIn(member, [...path, key]))];
}

test('no explanation of any value or variable shows a secret, in any form', async () => {
  const explained = await loadExplained(aRequest(), files, { everything: true });
  const paths = pathsIn(explained.model).filter((path) => path.length > 0);
  const explanations = [
    ...paths.map((path) => explainValue(formatPath(path), explained, false)),
    ...['API_TOKEN', 'PASSED_TOKEN', 'DB_PASSWORD', 'MODE'].map((name) =>
      explainVariable(name, explained, false),
    ),
  ];

  expect(paths.length).toBeGreaterThan(40);
  const leaks = explanations
    .filter((one) =>
      (showExplanation(one, { colour: false }) + JSON.stringify(explanationToJson(one))).includes(CANARY),
    )
    .map(({ subject }) => subject);
  expect(leaks).toEqual([]);
});

test('no provenance shows a secret', async () => {
  const { model, originOf } = await loadProvenance(aRequest(), files);

  expect(provenanceYaml(model, originOf)).not.toContain(CANARY);
});
