import { hintText } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { RemoteFiles } from '../../model/remote-files.ts';
import type { FilePort } from '../../spec/read/file-port.ts';
import { type RemoteReference, shownReference } from '../../spec/read/remote-reference.ts';
import type { FetchRemote } from '../../spec/read/remotes.ts';
import { hidePasswords } from '../../util/looks-secret.ts';
import type { Cli } from '../context/cli.ts';
import { completeHint } from '../context/complete-hint.ts';
import type { Globals } from '../context/globals.ts';

/** What each reference stood for at first, by the environment, which all copies of a `Cli` share. */
const fetched = new WeakMap<ReadonlyMap<string, string>, Map<string, Promise<RemoteFiles>>>();

/** Fetches each reference once in a run of the program. */
export const fetchRemoteWith =
  (cli: Cli, files: FilePort): FetchRemote =>
  (reference, written, folder) => {
    const known = fetched.get(cli.environment) ?? new Map<string, Promise<RemoteFiles>>();
    fetched.set(cli.environment, known);
    const { locked = false, keepsRemotes = false } = cli.globals;
    const key = JSON.stringify([locked, keepsRemotes, written]);
    const remote =
      known.get(key) ?? fetchOne(cli, files, reference, written, folder).catch(withFlags(cli.globals));
    known.set(key, remote);
    return remote;
  };

/** Who turns the error into a problem of a file does not know the flags. */
const withFlags =
  (globals: Globals) =>
  (error: unknown): never => {
    if (!(error instanceof UserError) || error.hint === undefined) throw error;
    const { code, message, hint, cause } = error;
    throw new UserError(code, message, {
      hint: hintText(completeHint(hint, globals, globals.reveal ? undefined : hidePasswords)),
      cause,
    });
  };

async function fetchOne(
  cli: Cli,
  files: FilePort,
  reference: RemoteReference,
  written: string,
  folder: string | undefined,
): Promise<RemoteFiles> {
  const { environment, globals } = cli;
  const shown = shownReference(written);
  const options = {
    environment,
    shown,
    pin: await pinOf(cli, files, shown, folder ?? cli.cwd),
    tell: (text: string) => {
      if (globals.progress !== 'quiet' && globals.progress !== 'json') cli.stderr.write(`${text}\n`);
    },
  };
  if (reference.kind === 'git') return (await import('./fetch-git.ts')).fetchGit(reference, options);
  const { fetchOci } = await import('./fetch-oci.ts');
  return fetchOci(reference, { ...options, insecure: globals.insecureRegistry ?? [] });
}

/** undefined: it is what the other machine says. Error: UserError `no-lock-file`, `not-locked`; SpecError. */
async function pinOf(
  { cwd, globals }: Cli,
  files: FilePort,
  shown: string,
  folder: string,
): Promise<string | undefined> {
  if (!globals.locked && !globals.keepsRemotes) return undefined;
  const { lockedRemote, lockedRemotes } = await import('../lock-file/locked-remote.ts');
  return globals.locked
    ? lockedRemote(cwd, shown, folder, files)
    : (await lockedRemotes(cwd, folder, files)).get(shown);
}
