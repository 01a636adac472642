import { describe, expect, test } from 'vitest';
import { normalProjectName } from '../../../src/model/project-name.ts';
import { projectName } from '../../../src/spec/files/project-name.ts';
import { Origins } from '../../../src/spec/tree/origins.ts';
import type { Tree } from '../../../src/spec/tree/tree.ts';
import { findProblems } from '../../support/find-problems.ts';
import { noFindings } from '../../support/no-findings.ts';
import { showProblems } from '../../support/show-problems.ts';

interface Given {
  readonly flag?: string;
  readonly variables?: Readonly<Record<string, string>>;
  readonly trees?: readonly Tree[];
  readonly workingDir?: string;
}

function name(
  { flag, variables = {}, trees = [], workingDir = '/home/My App' }: Given,
  report = noFindings,
): string {
  const request = {
    cwd: '/',
    environment: new Map<string, string>(),
    files: [],
    envFiles: [],
    profiles: [],
    ...(flag !== undefined && { projectName: flag }),
  };
  const found = {
    sources: [],
    configFiles: [],
    workingDir,
    envFiles: [],
    variables: new Map(Object.entries(variables)),
    profiles: [],
  };
  return projectName(request, found, trees, new Origins(), report);
}

const complaints = async (given: Given) =>
  showProblems(await findProblems((report) => void name(given, report)));

describe('projectName()', () => {
  test('prefers the flag, then the variable, then the last file that has a name, then the folder', () => {
    const variables = { COMPOSE_PROJECT_NAME: 'variable', WHERE: 'Here' };
    const trees = [{ name: 'first' }, { name: 'over-${WHERE}' }, { services: {} }];
    expect(name({ flag: 'flag', variables, trees })).toBe('flag');
    expect(name({ variables, trees })).toBe('variable');
    expect(name({ variables: { WHERE: 'Here' }, trees })).toBe('over-here');
    expect(name({})).toBe('myapp');
  });

  test('refuses a flag or a variable that is not normal, and says what would be', async () => {
    expect(await complaints({ flag: 'My App' })).toEqual([
      'bad-project-name the project name "My App" is not usable: a project name has lower-case letters, digits, "_" and "-", and starts with a letter or a digit (did you mean "myapp"?)',
    ]);
    expect((await complaints({ variables: { COMPOSE_PROJECT_NAME: '_x' } })).join()).toContain(
      'COMPOSE_PROJECT_NAME "_x" is not usable',
    );
  });

  test('asks for a name when the folder gives none', async () => {
    expect(await complaints({ workingDir: '/' })).toEqual([
      'bad-project-name no project name can be made from the folder / (give one with -p, or write "name:" in the Compose file)',
    ]);
  });
});

test('normalProjectName() takes out what a project name cannot have', () => {
  expect(normalProjectName('_-My.App_1-')).toBe('myapp_1-');
  expect(normalProjectName('日本')).toBe('');
});
