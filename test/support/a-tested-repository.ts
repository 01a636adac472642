import { aRepository, type Repository } from './a-repository.ts';

/** Two services that run tests: of `lib`, and by way of `web`. The command of the second one may be said. */
export const aTestedRepository = (): Repository =>
  aRepository({
    'compose.yaml': `services:
  web: {image: busybox, volumes: ["./web:/web:ro"]}
  unit: {image: busybox, command: echo unit, volumes: ["./lib:/lib:ro"], x-gantry: {test: true}, profiles: [test]}
  e2e: {image: busybox, command: "\${E2E:-echo e2e}", depends_on: [web], x-gantry: {test: true}, profiles: [test]}
`,
    'web/a.txt': '1',
    'lib/a.txt': '1',
    '.gitignore': 'state\ntest-results\nci.*\njunit.xml\n',
  });
