import type { Problem } from '../../diagnostics/problem.ts';
import type { Json } from '../../model/json.ts';
import type { Project } from '../../model/project.ts';
import { type Hide, secretHider } from '../../model/secret-hider.ts';
import { commaList } from '../../util/comma-list.ts';
import { looksSecret } from '../../util/looks-secret.ts';
import type { LoadRequest } from '../files/load-request.ts';
import { type LoadDetails, type LoadedProject, loadWithDetails } from '../load/load-project.ts';
import type { LoadHooks } from '../load/load-tree.ts';
import { type Locator, openLocator } from '../locate/open-locator.ts';
import { printModel } from '../print/print-project.ts';
import type { FilePort } from '../read/file-port.ts';
import { History } from '../tree/history.ts';
import { type EnvEntry, envEntries } from './env-entries.ts';
import { findSlot } from './find-slot.ts';
import type { KnownVariables } from './variable-contributions.ts';

/** Loads a project, or an instance of it; then `written` is the project as the files have it. */
export type Loader = (
  request: LoadRequest,
  files: FilePort,
  hooks: LoadHooks,
) => Promise<LoadedProject & { readonly details: LoadDetails; readonly written?: Project }>;

/** A project with everything that explains the origin of its values. */
export interface Explained extends LoadDetails {
  readonly request: LoadRequest;
  readonly history: History;
  /** The canonical model, with values as containers get them. */
  readonly model: { readonly [key: string]: Json };
  /** Absent: no instance of a project. */
  readonly copied?: {
    /** `review` */
    readonly instance: string;
    /** The canonical model of the project that the files describe. */
    readonly model: { readonly [key: string]: Json };
  };
  readonly spanOf: Locator;
  readonly known: KnownVariables;
  readonly warnings: readonly Problem[];
  /** Takes the secrets of the project out of a text, wherever they are repeated. */
  readonly hide: Hide;
  /** Whether all that a variable holds is a secret. */
  readonly isSecret: (variable: string) => boolean;
  readonly activeProfiles: readonly string[];
}

interface ExplainOptions {
  readonly everything?: boolean;
  readonly dialect?: 'json' | 'yaml';
  readonly load?: Loader | undefined;
}

/**
 * Loads a project and keeps the history of its values. `everything` includes services that are switched off, and ignores references
 * that lead nowhere.
 * Error: SpecError.
 */
export async function loadExplained(
  request: LoadRequest,
  files: FilePort,
  { everything = false, dialect = 'yaml', load = loadWithDetails }: ExplainOptions = {},
): Promise<Explained> {
  const history = new History();
  const all: LoadRequest = everything
    ? { ...request, profiles: ['*'], options: { ...request.options, checkConsistency: false } }
    : request;
  const { project, written, variables, warnings, details } = await load(all, files, { history });
  const { instance } = project;
  return {
    ...details,
    activeProfiles:
      request.profiles.length > 0 ? request.profiles : commaList(variables.get('COMPOSE_PROFILES')),
    request,
    history,
    warnings,
    model: printModel(project, dialect),
    ...(written && instance && { copied: { instance: instance.name, model: printModel(written, dialect) } }),
    hide: secretHider(project),
    isSecret: (name) => looksSecret(name) || project.secrecy?.variables.has(name) === true,
    spanOf: await openLocator(),
    known: { request, history, variables, projectName: project.name },
  };
}

/** The entries of a name in the env files (or label files) of a service, the strongest last. */
export function serviceEntries(
  service: string,
  attribute: 'environment' | 'labels',
  name: string,
  { history, variablesOf }: Pick<Explained, 'history' | 'variablesOf'>,
): readonly EnvEntry[] {
  const wanted = attribute === 'environment' ? 'env_file' : 'label_file';
  const variables = variablesOf(`services.${service}`);
  const files = history.serviceFiles(service).filter((file) => file.attribute === wanted);
  return files.flatMap(({ source, isRaw }) => {
    const entry = envEntries(source, (other) => variables.get(other), isRaw).get(name);
    return entry ? [entry] : [];
  });
}

/** Whether a value of the model comes from an `env_file`, whose values all count as secrets. */
export function isFromEnvFile(path: readonly (string | number)[], explained: Explained): boolean {
  const [section, service, attribute, name] = path;
  if (section !== 'services' || attribute !== 'environment' || path.length !== 4) return false;
  if (typeof service !== 'string' || typeof name !== 'string') return false;
  if (findSlot(explained.tree, path, explained.model).rest.length === 0) return false;
  return serviceEntries(service, attribute, name, explained).length > 0;
}
