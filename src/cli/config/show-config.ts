import { SpecError } from '../../diagnostics/spec-error.ts';
import type { Json } from '../../model/json.ts';
import type { Project } from '../../model/project.ts';
import type { LoadedModel } from '../../spec/load/load-model.ts';
import type { LoadedProject } from '../../spec/load/load-project.ts';
import { HIDDEN } from '../../util/sensitive.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import { linesFor } from '../context/lines-for.ts';
import { writeResult } from '../context/write-result.ts';
import { loadRequest, loadWith, reportWarnings, type Selection } from '../files/load.ts';
import type { ConfigOptions } from './config-options.ts';

/** @returns the exit code. Error: SpecError, unless it was told as JSON; with digests also EngineError. */
export async function showConfig(
  cli: Cli,
  services: readonly string[],
  options: ConfigOptions,
): Promise<number> {
  try {
    if (options.quiet && validates(options)) return await validate(cli, services, options);
    const text = await configText(cli, services, options);
    if (options.quiet && !asksForList(options)) return EXIT.ok;
    if (options.output !== undefined) writeResult(cli, options.output, text);
    else {
      cli.stdout.write(text);
      await hintAtMask(cli, text, options);
    }
    return EXIT.ok;
  } catch (error) {
    // Who asks for JSON reads the problems by program too.
    if (!(error instanceof SpecError) || options.format !== 'json') throw error;
    const { errorToJson } = await import('../../ui/errors/error-to-json.ts');
    for (const fields of errorToJson(error)) cli.stderr.write(`${JSON.stringify(fields)}\n`);
    return EXIT.failed;
  }
}

/** `-q` is the form that only checks, as `check` does; who leaves a part of the loading out wants less. */
const validates = (options: ConfigOptions): boolean =>
  !asksForList(options) &&
  options.interpolate &&
  options.pathResolution &&
  options.consistency &&
  options.envResolution &&
  !options.resolveImageDigests &&
  !options.lockImageDigests;

/** Error: SpecError with all that `up` would refuse because of the files. */
async function validate(cli: Cli, services: readonly string[], options: ConfigOptions): Promise<number> {
  const { findObstacles } = await import('../check/find-obstacles.ts');
  const loaded = await loadWith(cli, selectionOf(cli, services, { ...options, normalize: true }));
  const obstacles = await findObstacles(cli, loaded);
  const problems = [...loaded.warnings, ...obstacles];
  if (obstacles.some(({ severity }) => severity === 'error')) throw new SpecError(problems);
  await reportWarnings(cli, problems);
  return EXIT.ok;
}

async function configText(cli: Cli, services: readonly string[], options: ConfigOptions): Promise<string> {
  if (options.variables) return variablesText(cli, options);
  // Of the lists, only this one can be told without knowing the variables.
  if (!isList(options) && !options.services && (options.provenance || options.mask) && options.interpolate) {
    const { explainedText } = await import('./explained-config.ts');
    return explainedText(cli, loadRequest(cli, selectionOf(cli, services, options)), options);
  }
  const isRaw = !options.interpolate && (options.services || !isList(options));
  return isRaw ? modelText(cli, services, options) : projectText(cli, services, options);
}

const isList = ({ volumes, networks, models, hash, profiles, images, environment }: ConfigOptions) =>
  volumes || networks || models || hash !== undefined || profiles || images || environment;

/** Who asks for names wants to see them, also where `-q` is given out of habit. */
const asksForList = (options: ConfigOptions) => isList(options) || options.services || options.variables;

/** With `--compatibility` also what docker compose prints then: what was written, and nothing added. */
const normalizes = ({ globals }: Cli, { normalize }: ConfigOptions): boolean =>
  normalize && !globals.compatibility;

function selectionOf(cli: Cli, services: readonly string[], options: ConfigOptions): Selection {
  return {
    services,
    servicePatterns: true,
    keepsBuilds: true,
    options: {
      normalize: normalizes(cli, options),
      resolvePaths: options.pathResolution,
      checkConsistency: options.consistency,
      resolveEnvironment: options.envResolution,
      lint: true,
      ...(options.allResources && { pruneResources: false }),
    },
  };
}

async function projectText(cli: Cli, services: readonly string[], options: ConfigOptions): Promise<string> {
  const loaded = await loadWith(cli, selectionOf(cli, services, options));
  await reportWarnings(cli, loaded.warnings);
  const list = await listOf(loaded, options);
  if (list)
    return linesFor(
      lookedAt(cli, options),
      options.environment && options.mask ? await maskedLines(list, loaded.project) : list,
    );
  return printed(cli, { ...loaded.project, variables: loaded.variables }, options);
}

async function listOf({ project, variables }: LoadedProject, options: ConfigOptions) {
  if (!options.services && !isList(options)) return undefined;
  const { configList } = await import('./config-lists.ts');
  return configList(project, variables, options);
}

async function printed(cli: Cli, project: Project, options: ConfigOptions): Promise<string> {
  const { printProject } = await import('../../spec/print/print-project.ts');
  // Registries that a remote file names would get what it puts into the names of images.
  if (project.remotes && (options.lockImageDigests || options.resolveImageDigests))
    await (await import('../remote/agree-to-remote.ts')).requireAgreement(cli, project);
  if (options.lockImageDigests) {
    const { imagesOnly, pinImages, withHookImages } = await import('./pin-images.ts');
    for (const name of withHookImages(project))
      cli.stderr.write(`warning: the images of pre_start of service "${name}" are not locked\n`);
    return dump(imagesOnly(await pinImages(project, await cli.engine())), options);
  }
  if (options.resolveImageDigests) {
    const { pinImages } = await import('./pin-images.ts');
    return dump(
      printProject(await pinImages(project, await cli.engine()), options.format ?? 'yaml'),
      options,
    );
  }
  return dump(printProject(project, options.format ?? 'yaml'), options);
}

/** With its variables as they are written a file is no project yet: `${PORT}` is not a number. */
async function modelText(cli: Cli, services: readonly string[], options: ConfigOptions): Promise<string> {
  const { model, warnings } = await rawModel(cli, {
    normalize: normalizes(cli, options),
    resolvePaths: options.pathResolution,
  });
  await reportWarnings(cli, warnings);
  if (services.length > 0)
    cli.stderr.write(
      'warning: with --no-interpolate all services are shown, not only those that are named\n',
    );
  return options.services
    ? linesFor(lookedAt(cli, options), Object.keys(Object(model.services)).sort())
    : dump(await masked(await ordered(model), options), options);
}

async function ordered(model: LoadedModel['model']): Promise<Json> {
  return (await import('../../spec/print/print-order.ts')).printOrder(model);
}

async function masked(model: Json, { mask }: ConfigOptions): Promise<Json> {
  return mask ? (await import('../../spec/masking/mask-explanation.ts')).maskRawModel(model) : model;
}

async function variablesText(cli: Cli, { format }: ConfigOptions): Promise<string> {
  const { usedVariables } = await import('../../spec/variables/used-variables.ts');
  // As it is written: what normalising adds has no variables, and what it reads may hide some.
  const { model, warnings } = await rawModel(cli, { normalize: false, resolvePaths: false });
  await reportWarnings(cli, warnings);
  const { showVariables } = await import('./show-variables.ts');
  return showVariables(usedVariables(model), format);
}

async function rawModel(
  cli: Cli,
  options: { readonly normalize: boolean; readonly resolvePaths: boolean },
): Promise<LoadedModel> {
  const { loadModel } = await import('../../spec/load/load-model.ts');
  const { nodeFiles } = await import('../files/node-files.ts');
  return loadModel(loadRequest(cli, { services: [], options }), nodeFiles);
}

/** `NAME=value` */
async function maskedLines(list: readonly string[], project: Project): Promise<readonly string[]> {
  const { maskValue } = await import('../../util/looks-secret.ts');
  const { secretHider } = await import('../../model/secret-hider.ts');
  const hide = secretHider(project);
  return list.map((line) => {
    const [name = ''] = line.split('=', 1);
    const value = line.slice(name.length + 1);
    const isSecret = value !== '' && project.secrecy?.variables.has(name);
    return `${name}=${isSecret ? HIDDEN : hide(maskValue(name, value))}`;
  });
}

/** Somebody may be looking over one's shoulder; what goes into a file or a pipe is meant to be whole. */
async function hintAtMask(cli: Cli, text: string, { mask, provenance }: ConfigOptions): Promise<void> {
  if (!cli.stdout.isTty || mask || provenance) return;
  const { secretRanges } = await import('../../spec/masking/secret-ranges.ts');
  if (secretRanges(text).length > 0)
    cli.stderr.write('note: some of these values look secret; --mask hides them\n');
}

/** What goes into a file is meant to be whole. */
const lookedAt = ({ stdout }: Cli, { output }: ConfigOptions) =>
  output === undefined ? stdout : { isTty: false };

async function dump(printed: Json, { format }: ConfigOptions): Promise<string> {
  if (format === 'json') return `${JSON.stringify(printed, null, 2)}\n`;
  const { yamlText } = await import('../../util/yaml-text.ts');
  return yamlText(printed);
}
