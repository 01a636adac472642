/**
 * bin/gantry of the npm package, where the installation has not put the executable in its place: on Windows, and where npm
 * does not run the scripts of packages. Every Node since version 12 can read it.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { findExecutable, isKnown } from './npm-executable.ts';

const words = process.argv.slice(2);
const executable = findExecutable();
if (executable === undefined) runOnNode();
else if (process.platform !== 'win32' && typeof process.execve === 'function')
  // The executable takes the place of this process, and with it the terminal, the signals and the exit code.
  process.execve(executable, [executable, ...words], process.env);
else runAsChild(executable);

function runAsChild(program: string): void {
  const isOnTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  const forward = (signal: NodeJS.Signals): void => {
    // A terminal sends Ctrl-C to both of us, and a second one means "now".
    if (signal !== 'SIGINT' || !isOnTerminal) child.kill(signal);
  };
  // Before the child starts: a signal between the two would end us, and the child would stay.
  const signals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2'];
  for (const signal of signals) process.on(signal, forward);
  const child = spawn(program, words, { stdio: 'inherit' });
  child.once('error', (error) => fail(`${program} cannot be started: ${error.message}`));
  child.once('exit', (code, signal) => {
    for (const each of signals) process.removeListener(each, forward);
    // Whoever started us has to see that it was a signal.
    if (signal) process.kill(process.pid, signal);
    else process.exit(code === null ? 1 : code);
  });
}

/** The bundle, which is slower and needs a Node of its own time. */
function runOnNode(): void {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 12)) {
    require(join(__dirname, '..', 'dist', 'gantry.cjs'));
    return;
  }
  const platform = `${process.platform}-${process.arch}`;
  const reason = isKnown(platform)
    ? `the package @gantry/cli-${platform} is not installed, as after npm install --omit=optional`
    : `there is no executable for ${platform}`;
  fail(`${reason}, and without it gantry needs Node 22.12 or newer. This is Node ${process.versions.node}.`);
}

function fail(text: string): void {
  process.stderr.write(`error: ${text}\n`);
  process.exit(1);
}
