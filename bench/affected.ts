import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { median, type Tool, timeRun } from './measure.ts';

/**
 * How long `affected` takes in a repository of many services: `node bench/affected.ts`, where the programs are built. Each number is the median
 * of several runs; docker compose has no such command.
 */
const SERVICES = 500;
const FILES_OF_A_SERVICE = 16;
const ROUNDS = 9;

const DIST = join(import.meta.dirname, '../dist');
const tools: readonly Tool[] = [
  { name: 'gantry', command: [process.execPath, '--', join(DIST, 'gantry.cjs')] },
  ...(existsSync(join(DIST, 'gantry'))
    ? [{ name: 'gantry (executable)', command: [join(DIST, 'gantry')] }]
    : []),
];

const folder = mkdtempSync(join(tmpdir(), 'gantry-affected-'));
try {
  const files = manyServices();
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  git('init', '-q', '-b', 'main');
  git('add', '-A');
  git('commit', '-q', '-m', 'all');
  git('switch', '-q', '-c', 'work');
  console.log(`${SERVICES} services, ${files.size} files\n`);
  console.log(`| changed | ${tools.map(({ name }) => `${name} s`).join(' | ')} |`);
  console.log(`|---|${'---|'.repeat(tools.length)}`);
  time('nothing');
  time('a source of one service', 'services/s010/src/f1.js');
  time('and what twenty-five services copy', 'shared/lib3/x1.js');
  time('and a base image of fifty services', 'base/base.txt');
  time('and the Compose file', 'compose.yaml');
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function time(label: string, changed?: string): void {
  if (changed !== undefined) appendFileSync(join(folder, changed), '# changed\n');
  const seconds = tools.map((tool) =>
    median(
      Array.from({ length: ROUNDS }, () =>
        timeRun(tool, ['affected', '--since', 'main', '--format', 'json'], folder),
      ),
    ),
  );
  console.log(`| ${label} | ${seconds.map((value) => value.toFixed(3)).join(' | ')} |`);
}

function git(...words: readonly string[]): void {
  const identity = ['-c', 'user.name=bench', '-c', 'user.email=bench@example.com'];
  execFileSync('git', ['-C', folder, ...identity, ...words]);
}

/** One context for all of them, as large repositories have it: only the Dockerfiles say who takes what. */
function manyServices(): ReadonlyMap<string, string> {
  const files = new Map([
    ['base/Dockerfile', 'FROM scratch\nCOPY base.txt /\n'],
    ['base/base.txt', 'base\n'],
    ['.dockerignore', '.git\nnode_modules\n**/*.md\n'],
    ['.gitignore', 'node_modules\n*.log\n'],
  ]);
  const services = ['  base: {build: ./base, image: bench-base}'];
  for (let index = 0; index < SERVICES; index++) {
    const name = `s${String(index).padStart(3, '0')}`;
    const own = `services/${name}`;
    files.set(`${own}/Dockerfile`, dockerfile(own, index));
    files.set(`${own}/package.json`, '{}\n');
    files.set(`${own}/service.env`, `NUMBER=${index}\n`);
    for (let file = 0; file < FILES_OF_A_SERVICE; file++)
      files.set(`${own}/src/f${file}.js`, `${index} ${file}\n`);
    const before = `s${String((index * 7 + 1) % (index + 1)).padStart(3, '0')}`;
    services.push(`  ${name}:
    build: {context: ., dockerfile: ${own}/Dockerfile}
    env_file: ${own}/service.env
    environment: {PORT: "${3000 + index}", MODE: "\${MODE:-prod}"}${before === name ? '' : `\n    depends_on: [${before}]`}`);
  }
  for (let library = 0; library < 20; library++)
    for (let file = 0; file < 30; file++)
      files.set(`shared/lib${library}/x${file}.js`, `${library} ${file}\n`);
  return files.set('compose.yaml', `services:\n${services.join('\n')}\n`);
}

function dockerfile(own: string, index: number): string {
  return `# syntax=docker/dockerfile:1
FROM ${index % 10 === 0 ? 'bench-base' : 'debian:12'} AS build
WORKDIR /app
COPY ${own}/package.json ./
RUN --mount=type=cache,target=/root/.npm npm ci
COPY ${own}/src ./src
COPY shared/lib${index % 20} ./lib
RUN npm run build
FROM debian:12-slim
COPY --from=build /app/dist /app
USER 1000
CMD ["node", "/app/main.js"]
`;
}
