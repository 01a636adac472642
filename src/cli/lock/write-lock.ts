import { gantry, type Hint, hintText } from '../../diagnostics/hint.ts';
import type { Problem } from '../../diagnostics/problem.ts';
import { SpecError } from '../../diagnostics/spec-error.ts';
import { fullName } from '../../model/full-name.ts';
import type { LockFile } from '../../model/lock-file.ts';
import type { Project } from '../../model/project.ts';
import { type AskedImage, askedImages } from '../../planner/images/pin-images.ts';
import { shownPath } from '../../spec/read/read-source.ts';
import { byKey } from '../../util/by-key.ts';
import type { Cli } from '../context/cli.ts';
import { completeHint } from '../context/complete-hint.ts';
import { EXIT } from '../context/exit-codes.ts';
import { writeResult } from '../context/write-result.ts';
import { refuseSecretNames } from '../failures/hide-images.ts';
import { loadProjectFor, loadRequest } from '../files/load.ts';
import { nodeFiles } from '../files/node-files.ts';
import { checkServices } from '../find/target.ts';
import { compareLock, isStale, missingImages } from '../lock-file/compare-lock.ts';
import { lockPath, readLock } from '../lock-file/find-lock.ts';
import { noLockFile, notLocked, remoteNotLocked, unusedInLock } from '../lock-file/stale-lock.ts';
import { basesOfBuilds } from './base-images.ts';
import { type MadeLock, makeLock } from './make-lock.ts';
import { Registries } from './registries.ts';

export interface LockOptions {
  readonly missing?: boolean;
  readonly offline?: boolean;
  readonly check?: boolean;
  readonly format: 'text' | 'json';
}

/** Error: SpecError with every image that nobody could tell of; then nothing is written. */
export async function writeLock(
  cli: Cli,
  services: readonly string[],
  { missing = false, offline = false, format }: LockOptions,
): Promise<number> {
  const { printLockFile } = await import('../../spec/lock-file/print-lock-file.ts');
  const { lockList, lockRecord } = await import('../../ui/tables/lock-output.ts');
  const keeps = missing || services.length > 0;
  const project = await wholeProject(cli, keeps || offline);
  checkServices(project, services);
  refuseSecretNames(project);
  const path = lockPath(project, cli.cwd);
  const asked = askedImages(project);
  const before = await readLock(path, cli.cwd, nodeFiles).catch((error: unknown) => {
    // What is written anew as a whole mends it.
    if (keeps || !(error instanceof SpecError)) throw error;
    return undefined;
  });
  const lacking = new Set(missingImages(before ?? NOTHING, asked).map(({ image }) => image.reference));
  const bases = await basesOfBuilds(project, cli.cwd);
  const made = await makeLock(await cli.engine(), new Registries(cli), {
    asked,
    before,
    renews: ({ reference, services: users }) =>
      lacking.has(reference) || (!missing && isAmong(users, services)),
    isBase: ({ reference }) => bases.has(fullName(reference)),
    offline,
    now: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
  });
  await refuseFailures(cli, made);
  const remotes = lockRemotes(project, before);
  const text = printLockFile({ ...made.lock, ...(remotes.pins.size > 0 && { remotes: remotes.pins }) });
  const isWritten = !cli.globals.dryRun && nodeFiles.read(path) !== text;
  if (isWritten) writeResult(cli, path, text);
  const shown = {
    file: shownPath(path, cli.cwd),
    isWritten,
    entries: made.entries,
    remotes: remotes.entries,
    dropped: [...made.dropped, ...remotes.dropped],
  };
  cli.stdout.write(
    format === 'json'
      ? `${JSON.stringify(lockRecord(shown), null, 2)}\n`
      : lockList(shown, { columns: cli.stdout.columns }),
  );
  return EXIT.ok;
}

/** Asks neither an engine nor a registry. Error: SpecError with all that makes the lock file stale. */
export async function checkLock(cli: Cli, { format }: LockOptions): Promise<number> {
  const project = await wholeProject(cli, true);
  const path = lockPath(project, cli.cwd);
  const name = shownPath(path, cli.cwd);
  const lock = await readLock(path, cli.cwd, nodeFiles);
  if (!lock) throw noLockFile(name);
  const asked = askedImages(project);
  const staleness = compareLock(lock, asked);
  const remotes = lockRemotes(project, lock);
  const unlocked = remotes.entries.filter(({ state }) => state === 'new').map(({ reference }) => reference);
  const isOld = isStale(staleness) || unlocked.length > 0 || remotes.dropped.length > 0;
  if (format === 'json') {
    const { stalenessRecord } = await import('../../ui/tables/lock-output.ts');
    const missing = [...staleness.missing.map(({ image }) => image.reference), ...unlocked];
    const unused = [...staleness.unused, ...remotes.dropped];
    const record = stalenessRecord({ file: name, ...staleness, missing, unused });
    cli.stdout.write(`${JSON.stringify(record, null, 2)}\n`);
    return isOld ? EXIT.failed : EXIT.ok;
  }
  if (isOld) {
    const request = loadRequest(cli, { services: [] });
    throw new SpecError([
      ...(await notLocked(cli, name, staleness.missing, request, nodeFiles)),
      ...unlocked.map((reference) => remoteNotLocked(cli, name, reference)),
      ...(await unusedInLock(cli, path, { ...staleness, unusedRemotes: remotes.dropped }, nodeFiles)),
    ]);
  }
  cli.stdout.write(`${name} covers all images (${asked.length})\n`);
  return EXIT.ok;
}

/** Whether the lock file is there and covers the project. Asks neither an engine nor a registry. */
export async function isLockCurrent(cli: Cli): Promise<boolean> {
  const project = await wholeProject(cli, true);
  const lock = await readLock(lockPath(project, cli.cwd), cli.cwd, nodeFiles).catch(() => undefined);
  if (!lock || isStale(compareLock(lock, askedImages(project)))) return false;
  const remotes = lockRemotes(project, lock);
  return remotes.dropped.length === 0 && remotes.entries.every(({ state }) => state !== 'new');
}

/** What is locked of the remote files. They have been fetched, so their commits and digests are known. */
function lockRemotes({ remotes = [] }: Project, before: LockFile | undefined) {
  const old = before?.remotes ?? new Map<string, string>();
  const pins = new Map(remotes.map(({ reference, pin }) => [reference, pin]));
  const entries = byKey(pins).map(([reference, pin]) => {
    const was = old.get(reference);
    return { reference, pin, state: was === undefined ? 'new' : was === pin ? 'same' : 'changed' };
  });
  return { pins, entries, dropped: [...old.keys()].filter((reference) => !pins.has(reference)).sort() };
}

/** A lock file covers what any profile switches on. */
async function wholeProject(cli: Cli, keepsRemotes: boolean): Promise<Project> {
  const globals = { ...cli.globals, profile: ['*'], locked: false, keepsRemotes };
  const everything: Cli = { ...cli, globals };
  return loadProjectFor(everything, { services: [], needs: 'images' });
}

const NOTHING = { inputs: '', images: new Map() };

const isAmong = (users: readonly string[], named: readonly string[]): boolean =>
  named.length === 0 || users.some((name) => named.includes(name));

async function refuseFailures(cli: Cli, { failed }: MadeLock): Promise<void> {
  if (failed.length === 0) return;
  const places = await placesOf(
    cli,
    failed.map(({ image }) => image),
  );
  throw new SpecError(
    failed.map(({ image, error }, index): Problem => {
      const at = places[index];
      const hint = hintOf(error.code, error.hint);
      return {
        code: error.code,
        severity: 'error',
        message: error.message.includes(image.reference)
          ? error.message
          : `image ${image.reference}: ${error.message}`,
        ...(hint !== undefined && { hint: hintText(completeHint(hint, cli.globals)) }),
        ...(at && { at }),
      };
    }),
  );
}

function hintOf(code: Problem['code'], hint: Hint | undefined): Hint | undefined {
  const isOut = code === 'registry-unreachable' || code === 'engine-timeout';
  return isOut ? ['check the network, or lock what the engine has: ', gantry('lock', '--offline')] : hint;
}

async function placesOf(cli: Cli, images: readonly AskedImage[]) {
  const { locateSettings } = await import('../../spec/explain/locate-settings.ts');
  const concerns = images.map(({ about }) => about);
  return locateSettings(concerns, loadRequest(cli, { services: [] }), nodeFiles).catch(() => []);
}
