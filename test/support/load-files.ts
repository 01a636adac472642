import { SpecError } from '../../src/diagnostics/spec-error.ts';
import type { LoadRequest } from '../../src/spec/files/load-request.ts';
import type { LoadedProject } from '../../src/spec/load/load-project.ts';
import { loadProject } from '../../src/spec/load/load-project.ts';
import type { FilePort } from '../../src/spec/read/file-port.ts';
import { memoryFiles } from './memory-files.ts';
import { showProblems } from './show-problems.ts';

export interface LoadSettings extends Omit<Partial<LoadRequest>, 'environment'> {
  readonly environment?: Readonly<Record<string, string>>;
}

/** Loads files that stand in the folder `/app`, by their names in it. One text is its `compose.yaml`. */
export function loadFiles(
  texts: string | Readonly<Record<string, string>>,
  settings: LoadSettings = {},
): Promise<LoadedProject> {
  return loadProject(aRequest(settings), filesInApp(texts));
}

/** A request from the folder `/app`. */
export function aRequest({ environment = {}, ...request }: LoadSettings = {}): LoadRequest {
  return {
    cwd: '/app',
    environment: new Map(Object.entries(environment)),
    files: [],
    envFiles: [],
    profiles: [],
    ...request,
  };
}

export function filesInApp(texts: string | Readonly<Record<string, string>>): FilePort {
  const named = typeof texts === 'string' ? { 'compose.yaml': texts } : texts;
  return memoryFiles(Object.fromEntries(Object.entries(named).map(([name, text]) => [`/app/${name}`, text])));
}

/** What is wrong or odd with the files, a line each; see `showProblems`. */
export async function problemsOf(
  texts: string | Readonly<Record<string, string>>,
  settings: LoadSettings = {},
): Promise<readonly string[]> {
  try {
    const { warnings } = await loadFiles(texts, settings);
    return showProblems(warnings);
  } catch (error) {
    if (error instanceof SpecError) return showProblems(error.problems);
    throw error;
  }
}

/** Loads files that must have a service `web`, which is given back. */
export async function loadWeb(texts: string | Readonly<Record<string, string>>, settings: LoadSettings = {}) {
  const { project } = await loadFiles(texts, settings);
  const web = project.services.get('web');
  if (!web) throw new Error('there is no service "web"');
  return web;
}
