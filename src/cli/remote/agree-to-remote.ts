import { gantry } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { Project } from '../../model/project.ts';
import { isWithin, type RemoteFiles } from '../../model/remote-files.ts';
import { secretHider } from '../../model/secret-hider.ts';
import { formatTable } from '../../ui/tables/table.ts';
import { visible } from '../../util/disarm.ts';
import { maskValue } from '../../util/looks-secret.ts';
import { HIDDEN } from '../../util/sensitive.ts';
import type { Cli } from '../context/cli.ts';
import { hostAccess } from './host-access.ts';

/** What has been told, and agreed to, by the environment, which all copies of a `Cli` share. */
const known = new WeakMap<ReadonlyMap<string, string>, { isTold: boolean; readonly agreed: Set<string> }>();

function knownTo({ environment }: Cli): { isTold: boolean; readonly agreed: Set<string> } {
  const found = known.get(environment) ?? { isTold: false, agreed: new Set<string>() };
  known.set(environment, found);
  return found;
}

/**
 * Where the first file is a remote one: goes on only if the user agrees to what the files get. Once in a run of the program, and again
 * where another part of the files gets more.
 *
 * Error: UserError `bad-usage`, where the answer is no, or nobody can answer.
 */
export async function requireAgreement(cli: Cli, project: Project): Promise<void> {
  const main = mainOf(project);
  if (!main) return;
  const { agreed } = knownTo(cli);
  const gets = [
    ...(project.remotes ?? []).map(({ reference, pin }) => `${reference} ${pin}`),
    ...(project.remoteVariables ?? []).map(({ name }) => `$${name}`),
    ...hostAccess(project),
  ];
  if (gets.every((one) => agreed.has(one))) return;
  tellOfRemote(cli, project);
  if (!(await agreesToRemote(cli, project, cli.globals.agreesToRemote === true)))
    throw new UserError('bad-usage', 'operation cancelled by user');
  for (const one of gets) agreed.add(one);
}

/** The same as `tellOfRemote`, where that was not told on the way to the plan. */
export function tellOnceOfRemote(cli: Cli, project: Project): void {
  if (!knownTo(cli).isTold) tellOfRemote(cli, project);
}

/**
 * Tells where the remote files of a project come from, before anything of them runs. Of a project whose first file is a remote one it also
 * tells which variables of the user it gets, and what of the host.
 */
export function tellOfRemote(cli: Cli, project: Project): void {
  knownTo(cli).isTold = true;
  const { progress } = cli.globals;
  if (progress === 'quiet' || progress === 'json') return;
  const { remotes = [], workingDir } = project;
  const main = mainOf(project);
  const write = (line: string): void => cli.stderr.write(`${visible(line)}\n`);
  for (const remote of remotes)
    write(
      remote === main
        ? `Your compose stack "${remote.reference}" is stored in "${workingDir}" (${nameOf(remote)})`
        : `Remote file ${remote.reference} is stored in "${remote.root}" (${nameOf(remote)})`,
    );
  if (!main) return;
  const variables = variablesOf(cli, project);
  if (variables.length > 0) {
    write('Found the following variables in configuration:');
    cli.stderr.write(formatTable(['VARIABLE', 'VALUE', 'SOURCE', 'REQUIRED', 'DEFAULT'], variables));
  }
  for (const line of hostAccess(project)) write(`It asks for more than a container has: ${line}`);
}

/**
 * Asks as docker compose does: whether to go on with these variables (yes), and before that, where remote files name others, or ask for
 * something of the host, whether they are trusted (no).
 *
 * Error: UserError `bad-usage` where nobody can answer.
 */
export async function agreesToRemote(cli: Cli, project: Project, yes: boolean): Promise<boolean> {
  const main = mainOf(project);
  if (!main || yes) return true;
  const { askYesNo } = await import('../terminal/ask.ts');
  const { command } = cli.globals;
  const hint =
    command === undefined ? undefined : ['to answer with yes: ', gantry(command, '-y', ...cli.words)];
  const ask = (question: string, enter?: 'yes'): Promise<boolean> => askYesNo(cli, question, { enter, hint });
  const others = (project.remotes ?? []).length > 1;
  if (others || hostAccess(project).length > 0) {
    const question = `Remote files may be malicious. Do you trust ${main.reference}${others ? ' and the remote files that it includes' : ''}?`;
    if (!(await ask(question))) return false;
  }
  if ((project.remoteVariables ?? []).length === 0) return true;
  return ask('Do you want to proceed with these variables?', 'yes');
}

/** The first file, if it is a remote one. */
function mainOf({ remotes = [], configFiles: [first = '-'] }: Project): RemoteFiles | undefined {
  return remotes.find(({ file }) => file === first) ?? remotes.find(({ root }) => isWithin(first, root));
}

const nameOf = ({ kind, pin }: RemoteFiles): string => (kind === 'git' ? `commit ${pin}` : `digest ${pin}`);

function variablesOf({ environment, globals }: Cli, project: Project): readonly string[][] {
  const { remoteVariables = [], variables = new Map<string, string>(), secrecy } = project;
  const hide = globals.reveal ? (text: string) => text : secretHider(project);
  return remoteVariables.map(({ name, required, defaultValue }) => {
    const value = variables.get(name);
    const isSecret = !globals.reveal && secrecy?.variables.has(name) === true;
    const shown =
      value === undefined ? defaultValue || '<unset>' : isSecret ? HIDDEN : hide(maskValue(name, value));
    const source =
      value === undefined
        ? defaultValue === ''
          ? 'none'
          : 'compose file'
        : environment.has(name)
          ? 'environment'
          : variables.has(name)
            ? 'env file'
            : 'gantry';
    return [name, shown, source, required ? 'yes' : 'no', defaultValue].map(visible);
  });
}
