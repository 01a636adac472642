// Runs scripts/<task>.ts on the Node that package.json pins: `node scripts/bootstrap.mjs test`.
//
// This file alone has to do with whatever Node the machine has (20 or newer) and without any package, since
// it is what installs them.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = join(root, 'node_modules', '.bin');
const [task, ...args] = process.argv.slice(2);
const script = join(root, 'scripts', `${task}.ts`);
if (!task || !existsSync(script)) {
  console.error('usage: node scripts/bootstrap.mjs TASK [ARGUMENT…], where scripts/TASK.ts exists');
  process.exit(2);
}

if (!isInstalled()) {
  console.error('installing the packages of package-lock.json with npm ci …');
  const code = await run('npm', ['ci', '--no-audit', '--no-fund'], process.env);
  if (code !== 0) process.exit(code);
}
process.exitCode = await run(join(bin, 'node'), [script, ...args], environment());

/**
 * True when node_modules holds what package-lock.json asks for. npm notes what it has installed in
 * node_modules/.package-lock.json, once it is done, so an interrupted install counts as none; packages
 * that are not there because they are for another platform are optional ones.
 */
function isInstalled() {
  const notes = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(notes) || !existsSync(join(bin, 'node'))) return false;
  const { packages: installed } = JSON.parse(readFileSync(notes, 'utf8'));
  const { packages: wanted } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  return Object.entries(wanted).every(([path, want]) => {
    if (path === '') return true; // this package itself
    const have = installed[path];
    return have ? have.version === want.version && have.integrity === want.integrity : want.optional === true;
  });
}

/** The pinned Node comes first, also for the commands that a task runs; the engine's tools are in sbin. */
function environment() {
  const env = { ...process.env, PATH: [bin, process.env.PATH, '/usr/sbin', '/sbin'].join(delimiter) };
  // Only npm needs the certificates, and reading them costs each start of Node some 50 ms.
  delete env.NODE_EXTRA_CA_CERTS;
  return env;
}

/** Runs a command that shares our terminal. Signals are its to handle: we end when it has cleaned up. */
function run(command, args, env) {
  const child = spawn(command, args, { cwd: root, env, stdio: 'inherit' });
  const forward = (signal) => {
    // A terminal has sent Ctrl-C to the whole group already; a second one often means "give up now".
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  };
  for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM']) process.on(signal, forward);
  return new Promise((resolve) => {
    child.once('error', (error) => {
      console.error(`cannot run ${command}: ${error.message}`);
      resolve(127);
    });
    child.once('exit', (code, signal) => resolve(signal ? 128 + constants.signals[signal] : code));
  });
}
