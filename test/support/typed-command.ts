import type { LoadRequest } from '../../src/spec/files/load-request.ts';

export interface TypedCommand {
  readonly request: LoadRequest;
  /** The file after `<`. */
  readonly stdin?: string;
}

const LISTS = new Map([
  ['-f', 'files'],
  ['--env-file', 'envFiles'],
  ['--profile', 'profiles'],
] as const);

/**
 * What a command as one types it asks for, e.g. `TAG=1 gantry -f a.yaml --profile dev config -q web < b.yaml`.
 * Knows the flags that decide what is loaded, and no quotes.
 */
export function typedCommand(line: string, cwd: string): TypedCommand {
  const words = line.trim().split(/\s+/);
  const environment = new Map<string, string>();
  const lists = { files: [] as string[], envFiles: [] as string[], profiles: [] as string[] };
  const services: string[] = [];
  let projectName: string | undefined;
  let stdin: string | undefined;
  while (words.length > 0) {
    const word = words.shift() ?? '';
    const list = [...LISTS].find(([flag]) => flag === word)?.[1];
    const [, name, value] = /^(\w+)=(.*)$/.exec(word) ?? [];
    if (list) lists[list].push(words.shift() ?? '');
    else if (name !== undefined && value !== undefined) environment.set(name, value);
    else if (word === '-p') projectName = words.shift();
    else if (word === '<') stdin = words.shift();
    else if (!['gantry', 'config', '-q'].includes(word)) services.push(word);
  }
  return {
    request: {
      cwd,
      environment,
      ...lists,
      services,
      options: { lint: true },
      ...(projectName !== undefined && { projectName }),
    },
    ...(stdin !== undefined && { stdin }),
  };
}
