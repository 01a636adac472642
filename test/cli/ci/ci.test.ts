import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { annotationsOf } from '../../../src/cli/ci/annotations-of-report.ts';
import type { CiReport, ScanProblem } from '../../../src/cli/ci/report.ts';
import { summaryOf } from '../../../src/cli/ci/summary.ts';
import { ciCommand } from '../../../src/cli/commands/ci.ts';
import type { Globals } from '../../../src/cli/context/globals.ts';
import { annotationLines } from '../../../src/cli/pipeline/annotations.ts';
import { pipelineOf } from '../../../src/cli/pipeline/pipeline.ts';
import type { Engine } from '../../../src/engine/port/engine.ts';
import { EngineError } from '../../../src/engine/refusals/engine-error.ts';
import { aCli } from '../../support/a-cli.ts';
import { aFolder } from '../../support/a-folder.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

let folder: string;

beforeEach(() => {
  folder = aFolder({
    'compose.yaml':
      'services:\n  web: {image: "r.example.com/web:1", build: ., environment: {API_TOKEN: "tok,en:1"}}\n',
    Dockerfile: 'FROM scratch\nCOPY a.txt /\nUSER 1\nHEALTHCHECK NONE\n',
    'a.txt': 'a',
  });
});
afterEach(() => rmSync(folder, { recursive: true }));

async function ci(
  words: readonly string[],
  environment: Record<string, string> = {},
  engine: () => Promise<Engine> = async () => new RecordingEngine(),
  cwd = folder,
  globals: Partial<Globals> = {},
) {
  const codes: number[] = [];
  const cli = {
    ...aCli(cwd, { environment, globals }),
    engine,
    exitWith: (code: number) => codes.push(code),
  };
  await ciCommand(cli).parseAsync(words, { from: 'user' });
  return { code: codes[0] ?? -1, ...cli.written };
}

const reportIn = (path: string) => JSON.parse(readFileSync(join(folder, path), 'utf8'));

describe('ci', () => {
  test('pushes nothing that the scan refuses, and says so in both reports', async () => {
    const { code, stderr } = await ci(['--skip', 'build', '--json', 'ci.json', '--summary', 'ci.md']);

    expect(code).toBe(1);
    expect(stderr).toMatch(
      /\ngantry ci failed after \d+ s: build skipped, scan failed, test skipped, push blocked, lock blocked\n$/,
    );
    expect(stderr).toContain('== scan\n');
    expect(stderr).toContain(
      'compose.yaml:2: error: API_TOKEN of service "web" is written in the file [literal-secret]\n',
    );
    expect(reportIn('ci.json')).toMatchObject({
      version: 1,
      pipeline: 'none',
      result: 'failed',
      since: null,
      services: [{ service: 'web', images: ['r.example.com/web:1'] }],
      phases: [
        { name: 'build', status: 'skipped', why: '--skip' },
        { name: 'scan', status: 'failed', why: '1 error' },
        { name: 'test', status: 'skipped', why: 'no service runs tests' },
        { name: 'push', status: 'blocked', why: 'scan failed' },
        { name: 'lock', status: 'blocked', why: 'push did not run' },
      ],
    });
    expect(readFileSync(join(folder, 'ci.md'), 'utf8')).toContain('| scan | ❌ failed |');
  });

  test('ends with 0 when what was not left out passed', async () => {
    const { code, stderr } = await ci(['--skip', 'build,scan', '--skip', 'push,lock']);

    expect(stderr).toMatch(/gantry ci passed after/);
    expect(code).toBe(0);
  });

  test('tells the error of a phase as the command would, and goes on to the report', async () => {
    const engine = () => Promise.reject(new EngineError('engine-unreachable', 'it is not there'));
    const { code, stderr } = await ci(['--skip', 'build,scan', '--json', 'ci.json'], {}, engine);

    expect(code).toBe(1);
    expect(stderr).toContain('error: it is not there (engine-unreachable)\n');
    expect(reportIn('ci.json').phases.slice(3)).toMatchObject([
      {
        name: 'push',
        status: 'failed',
        why: 'it is not there (engine-unreachable)',
        log: ['error: it is not there (engine-unreachable)'],
      },
      { name: 'lock', status: 'blocked' },
    ]);
  });

  test('groups its log, annotates, hides secrets and adds to the summary of the step on GitHub', async () => {
    const summary = join(mkdtempSync(join(folder, 'step-')), 'summary.md');
    writeFileSync(summary, 'of others\n');
    const { stderr } = await ci(['--skip', 'build,push,lock'], {
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_STEP_SUMMARY: summary,
    });

    expect(stderr.indexOf('::add-mask::tok,en:1\n')).toBe(0);
    expect(stderr).toContain('::group::scan\n');
    expect(stderr).toContain('::endgroup::\n');
    expect(stderr).toContain('::error file=compose.yaml,line=2,col=');
    expect(readFileSync(summary, 'utf8')).toMatch(/^of others\n## gantry ci: /);
  });

  test('names files from the root of the repository, wherever it runs', async () => {
    mkdirSync(join(folder, '.git'));
    mkdirSync(join(folder, 'shop'));
    renameSync(join(folder, 'compose.yaml'), join(folder, 'shop/compose.yaml'));
    renameSync(join(folder, 'Dockerfile'), join(folder, 'shop/Dockerfile'));
    const words = ['--skip', 'build,push,lock', '--json', 'ci.json', '--summary', 'ci.md'];
    const variables = { GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: folder };
    const inside = await ci(words, variables, undefined, join(folder, 'shop'));
    const elsewhere = mkdtempSync(join(folder, 'elsewhere-'));
    const outside = await ci(words, variables, undefined, elsewhere, {
      file: [join(folder, 'shop/compose.yaml')],
      projectDirectory: join(folder, 'shop'),
    });

    for (const { stderr } of [inside, outside]) {
      expect(stderr).toContain('::error file=shop/compose.yaml,line=2,col=');
      expect(stderr).not.toContain(`file=${folder}`);
    }
    for (const path of ['shop', elsewhere.slice(folder.length + 1)]) {
      expect(reportIn(`${path}/ci.json`).problems[0]).toMatchObject({ file: 'shop/compose.yaml' });
      expect(readFileSync(join(folder, path, 'ci.md'), 'utf8')).toContain('`shop/compose.yaml:2`');
    }
  });

  test.each([
    ['plain', true],
    ['quiet', false],
  ] as const)('tells what is built with --progress %s: %s', async (progress, isTold) => {
    const words = ['--skip', 'scan,test,push,lock'];
    const { code, stderr } = await ci(words, {}, undefined, folder, { progress });

    expect(stderr.includes('Building'), stderr).toBe(isTold);
    expect(code, stderr).toBe(0);
  });

  test('builds a base that profiles switch off, before what is from it', async () => {
    mkdirSync(join(folder, 'base'));
    writeFileSync(join(folder, 'base/Dockerfile'), 'FROM scratch\n');
    writeFileSync(join(folder, 'Dockerfile'), 'FROM shop/base\n');
    writeFileSync(
      join(folder, 'compose.yaml'),
      'services:\n  base: {image: shop/base, build: base, profiles: [base]}\n  web: {image: shop/web, build: .}\n',
    );
    const { code, stderr } = await ci(['--skip', 'scan,test,push,lock']);

    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/Image shop\/base Built[\s\S]*Image shop\/web Building/);
  });

  test('refuses two reports in one file before it does anything', async () => {
    await expect(ci(['--json', 'a', '--junit', './a'])).rejects.toMatchObject({
      code: 'bad-usage',
      message: '--json and --junit name the same file: ./a',
    });
  });

  test('refuses a phase that does not exist', async () => {
    const command = ciCommand(aCli(folder))
      .exitOverride()
      .configureOutput({ writeErr: () => {} });

    await expect(command.parseAsync(['--skip', 'pusch'], { from: 'user' })).rejects.toThrow(
      'It takes phases, with commas between: build, scan, test, push, lock.',
    );
  });
});

test.each([
  [{}, 'none', '== build\n', ''],
  [{ CI: 'true' }, 'unknown', '== build\n', ''],
  [{ CI: 'true', GITHUB_ACTIONS: 'true' }, 'github', '::group::build\n', '::endgroup::\n'],
  [
    { CI: 'true', GITLAB_CI: 'true' },
    'gitlab',
    '\x1b[0Ksection_start:1700000000:gantry_build\r\x1b[0Kbuild\n',
    '\x1b[0Ksection_end:1700000000:gantry_build\r\x1b[0K\n',
  ],
  [{ JENKINS_URL: 'http://x' }, 'jenkins', '== build\n', ''],
  [{ CI: 'true', BUILDKITE: 'true' }, 'buildkite', '--- build\n', ''],
  [{ CI: 'true', CIRCLECI: 'true' }, 'circleci', '== build\n', ''],
  [{ TF_BUILD: 'True' }, 'azure', '##[group]build\n', '##[endgroup]\n'],
])('pipelineOf(%j) is %s', (variables, name, open, close) => {
  const pipeline = pipelineOf(new Map(Object.entries(variables)));
  const now = new Date(1_700_000_000_000);

  expect(pipeline.name).toBe(name);
  expect(pipeline.open('build', now)).toBe(open);
  expect(pipeline.close('build', now)).toBe(close);
});

const aProblem = (severity: ScanProblem['severity'], number: number): ScanProblem => ({
  severity,
  code: 'no-restart',
  message: `problem ${number}`,
});

test('annotationLines() has the worst first, ten of a kind, and texts that stay on their line', () => {
  const problems = [
    ...Array.from({ length: 12 }, (_, index) => aProblem('warning', index)),
    { ...aProblem('error', 1), file: 'a,b:c%.yaml', line: 3, column: 2, message: 'two\nlines, 100%' },
  ];
  const phases: CiReport['phases'] = [{ name: 'build', status: 'failed', seconds: 1, why: 'no space' }];
  const lines = annotationLines(annotationsOf({ phases, tests: undefined, problems })).split('\n');

  expect(lines.slice(0, 3)).toEqual([
    '::error title=gantry build::no space',
    '::error file=a%2Cb%3Ac%25.yaml,line=3,col=2,title=no-restart::two%0Alines, 100%25',
    '::warning title=no-restart::problem 0',
  ]);
  expect(lines).toHaveLength(2 + 10 + 1);
});

describe('summaryOf()', () => {
  const report: CiReport = {
    project: 'shop',
    pipeline: 'github',
    since: 'origin/main',
    base: 'abcdef0123456789',
    result: 'failed',
    seconds: 75,
    services: [],
    phases: [],
    tests: undefined,
    pushed: [],
    problems: [],
  };

  test('lets no foreign text be Markdown or HTML, nor end its block', () => {
    const text = summaryOf(
      {
        ...report,
        phases: [
          { name: 'build', status: 'failed', seconds: 1, why: 'a | <b> `c`\n# d', log: ['```', 'x', '````'] },
        ],
      },
      'comment',
    );

    expect(text).toContain('| build | ❌ failed | 1 s | a \\| &lt;b> \\`c\\` \\# d |');
    expect(text).toContain('`````\n```\nx\n````\n`````');
    expect(text).toContain('1 min 15 s, only what has changed since `origin/main` (`abcdef012345`)');
  });

  test('names the commit that `pipeline` stands for, and says where there was none', () => {
    const of = (base: string | undefined) => summaryOf({ ...report, since: 'pipeline', base }, 'comment');

    expect(of('0123456789abcdef')).toContain('only what has changed since `pipeline` (`0123456789ab`)');
    expect(of(undefined)).toContain('everything, as nothing could be compared with `pipeline`');
  });

  test('is never larger than GitHub takes, and leaves no block open', () => {
    const log = Array.from({ length: 50 }, () => 'ü'.repeat(20_000));
    const phases: CiReport['phases'] = [
      { name: 'build', status: 'failed', seconds: 1, log },
      { name: 'test', status: 'failed', seconds: 1, log: ['short'] },
    ];
    const comment = summaryOf({ ...report, phases }, 'comment');

    expect(Buffer.byteLength(comment)).toBeLessThan(65_536);
    expect(comment).toContain('the end of test');
    expect(comment).toMatch(/\(the rest is left out, as it would be too long\)\n$/);
    expect(comment.match(/<details>/g)?.length).toBe(comment.match(/<\/details>/g)?.length);
    expect(summaryOf({ ...report, phases }, 'summary')).toContain('the end of build');
  });
});
