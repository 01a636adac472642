import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { UserError } from '../../diagnostics/user-error.ts';
import type { Project } from '../../model/project.ts';
import type { Mount, PortMapping } from '../../model/service-spec.ts';
import { nameIn } from '../../planner/request/names.ts';
import type { OneOff } from '../../planner/request/one-off.ts';
import { parsePort } from '../../spec/attributes/short-syntax/port-text.ts';
import { splitWords } from '../../spec/attributes/short-syntax/split-words.ts';
import { parseVolume } from '../../spec/attributes/short-syntax/volume-text.ts';
import type { Cli } from '../context/cli.ts';
import { terminalSize } from '../terminal/terminal-size.ts';
import { readEnvFiles } from './read-env-files.ts';
import type { RunOptions } from './run-options.ts';

export interface OneOffRequest {
  readonly service: string;
  /** Empty: the command of the files. */
  readonly words: readonly string[];
  readonly options: RunOptions;
  readonly tty: boolean;
  /** Of the project: what `-e NAME` passes on. */
  readonly variables: ReadonlyMap<string, string>;
  readonly project: Project;
}

/** What the flags of `run` say of the container. Error: UserError `bad-usage` for a value that cannot be read. */
export async function readOneOff(cli: Cli, request: OneOffRequest): Promise<OneOff> {
  const { service, words, options, tty, variables, project } = request;
  const slug = randomBytes(32).toString('hex');
  const size = tty ? terminalSize() : undefined;
  return {
    service,
    name: options.name ?? nameIn(project, service, 'run', slug.slice(0, 12)),
    slug,
    command: words.length > 0 ? words : undefined,
    entrypoint: options.entrypoint === undefined ? undefined : wordsOf(options.entrypoint),
    user: options.user,
    workingDir: options.workdir,
    pullPolicy: options.pull === 'policy' ? undefined : options.pull,
    tty,
    stdin: options.interactive !== false,
    consoleSize: size && [size.rows, size.columns],
    autoRemove: options.rm === true,
    useAliases: options.useAliases === true,
    servicePorts: options.servicePorts === true,
    ports: (options.publish ?? []).flatMap(portsOf),
    environment: new Map([
      ...(await readEnvFiles(cli, options.envFromFile ?? [], variables)),
      ...(options.env ?? []).flatMap((text) => variableOf(text, variables)),
    ]),
    labels: new Map([...(options.label ?? []), ...(options.labels ?? [])].map(labelOf)),
    volumes: [...(options.volume ?? []), ...(options.volumes ?? [])].map((text) => mountOf(text, cli.cwd)),
    capAdd: options.capAdd ?? [],
    capDrop: options.capDrop ?? [],
  };
}

function wordsOf(text: string): readonly string[] {
  const split = splitWords(text);
  if (split.ok) return split.words;
  throw new UserError('bad-usage', `--entrypoint ${JSON.stringify(text)}: ${split.reason}`);
}

/** Without a value: the project's. Where that has none, what the service or its image says goes on to count. */
function variableOf(text: string, variables: ReadonlyMap<string, string>): readonly [string, string][] {
  const equals = text.indexOf('=');
  if (equals >= 0) return [[text.slice(0, equals), text.slice(equals + 1)]];
  const value = variables.get(text);
  return value === undefined ? [] : [[text, value]];
}

function labelOf(text: string): [string, string] {
  const equals = text.indexOf('=');
  return equals < 0 ? [text, ''] : [text.slice(0, equals), text.slice(equals + 1)];
}

function portsOf(text: string): readonly PortMapping[] {
  const parsed = parsePort(text);
  if (parsed.ok) return parsed.ports;
  throw new UserError('bad-usage', `--publish ${text}: ${parsed.reason}`, {
    ...(parsed.hint !== undefined && { hint: parsed.hint }),
  });
}

/** What is typed is relative to the folder it is typed in. */
function mountOf(text: string, cwd: string): Mount {
  const parsed = parseVolume(text);
  if (!parsed.ok)
    throw new UserError('bad-usage', `--volume ${text}: ${parsed.reason}`, {
      hint: 'write source:target or source:target:options',
    });
  const { mount, unknownOptions } = parsed;
  const [unknown] = unknownOptions;
  if (unknown)
    throw new UserError(
      'bad-usage',
      `--volume ${text}: there is no option ${text.slice(...unknown.within)}`,
      {
        ...(unknown.hint !== undefined && { hint: unknown.hint }),
      },
    );
  const isPath = mount.type === 'bind' && mount.source !== undefined;
  return isPath ? { ...mount, source: resolve(cwd, mount.source) } : mount;
}
