/** The pipeline that runs gantry, as far as its log has forms of its own. */
export interface Pipeline {
  readonly name: string;
  /** The line, or the lines, before and behind the log of a phase. */
  readonly open: (phase: string, now: Date) => string;
  readonly close: (phase: string, now: Date) => string;
  /** It shows errors at lines of files, and hides secrets that it is told of. */
  readonly hasCommands: boolean;
}

const nothing = (): string => '';
const seconds = (now: Date): number => Math.floor(now.getTime() / 1000);

/** By the variable that each of them sets. */
const PIPELINES: readonly (readonly [variable: string, Pipeline])[] = [
  [
    'GITHUB_ACTIONS',
    {
      name: 'github',
      open: (phase) => `::group::${phase}\n`,
      close: () => '::endgroup::\n',
      hasCommands: true,
    },
  ],
  [
    'GITLAB_CI',
    {
      name: 'gitlab',
      open: (phase, now) => `\x1b[0Ksection_start:${seconds(now)}:gantry_${phase}\r\x1b[0K${phase}\n`,
      close: (phase, now) => `\x1b[0Ksection_end:${seconds(now)}:gantry_${phase}\r\x1b[0K\n`,
      hasCommands: false,
    },
  ],
  [
    'TF_BUILD',
    plain(
      'azure',
      (phase) => `##[group]${phase}\n`,
      () => '##[endgroup]\n',
    ),
  ],
  ['BUILDKITE', plain('buildkite', (phase) => `--- ${phase}\n`, nothing)],
  ['JENKINS_URL', plain('jenkins', heading, nothing)],
  ['CIRCLECI', plain('circleci', heading, nothing)],
  ['CI', plain('unknown', heading, nothing)],
];

function heading(phase: string): string {
  return `== ${phase}\n`;
}

function plain(name: string, open: (phase: string) => string, close: () => string): Pipeline {
  return { name, open, close, hasCommands: false };
}

/** What runs gantry; outside of a pipeline the log has headings. */
export function pipelineOf(environment: ReadonlyMap<string, string>): Pipeline {
  const found = PIPELINES.find(([variable]) => environment.get(variable));
  return found?.[1] ?? plain('none', heading, nothing);
}
