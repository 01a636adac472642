/**
 * dist/gantry.cjs: runs the program beside it with the code that V8 made of it the last time.
 * Nothing that goes wrong with that cache may stop the program or be seen.
 *
 * The two are not one file because Node reads all of what it is started with, comments too: with the program in
 * it, that took longer than all the rest. `module.enableCompileCache()` is slower than this, and absent in Node 20.
 */
import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { makeFolder } from '../../src/util/make-folder.ts';

/** Of this very program: V8 would take the cache of any text of the same length. */
declare const PROGRAM_ID: string;
/** Each has a cache of its own, since it runs other code, and what others need would only have to be loaded. */
declare const COMMANDS: readonly string[];

const besideProgram = join(__dirname, 'code-cache');
const cacheName = nameCache();
const filename = join(__dirname, 'gantry-main.cjs');

// The program is ASCII only, and this is the encoding that makes a string of one byte a character, without a look.
const text = readFileSync(filename, 'latin1');
const cachedData =
  readCache(join(besideProgram, cacheName)) ?? readCache(join(userFolder(), cacheName), process.getuid?.());
const script = new Script(text, cachedData ? { filename, cachedData } : { filename });

if (!cachedData || script.cachedDataRejected) {
  // At the end, because by then V8 has compiled all that the command needs. A command that failed did not get that far.
  process.once('exit', (code) => {
    if (code === 0) writeCache(script.createCachedData());
  });
}
script.runInThisContext()(exports, require, module, filename, __dirname);

function nameCache(): string {
  const command = process.argv.slice(2).find((word) => COMMANDS.includes(word)) ?? 'none';
  const flagged = process.execArgv.length > 0 || process.env.NODE_OPTIONS;
  // Flags can change the code; the tag tells, but costs a module that is not needed otherwise.
  const flags = flagged ? `-${require('node:v8').cachedDataVersionTag().toString(16)}` : '';
  return `${PROGRAM_ID}-${process.version}-${process.arch}${flags}-${command}`;
}

/**
 * A cache file holds the data twice: V8 does not check it and crashes when a bit is wrong, and comparing
 * two halves is the cheapest check there is.
 */
function readCache(file: string, owner?: number): Buffer | undefined {
  try {
    if (owner !== undefined && statSync(file).uid !== owner) return undefined;
    const both = readFileSync(file);
    const data = both.subarray(0, both.length / 2);
    return data.equals(both.subarray(both.length / 2)) ? data : undefined;
  } catch {
    return undefined;
  }
}

function writeCache(data: Buffer): void {
  for (const folder of [besideProgram, userFolder()]) {
    const started = join(folder, `${cacheName}.${process.pid}`);
    try {
      makeFolder(folder);
      // Renamed when it is whole, so that a program that starts meanwhile never reads half of it.
      writeFileSync(started, Buffer.concat([data, data]));
      renameSync(started, join(folder, cacheName));
      for (const name of readdirSync(folder)) if (!name.startsWith(PROGRAM_ID)) rmSync(join(folder, name));
      return;
    } catch {
      // Not writable, or full: the next folder, or no cache.
    }
  }
}

function userFolder(): string {
  return join(process.env.XDG_CACHE_HOME || join(homeFolder(), '.cache'), 'gantry', 'code-cache');
}

function homeFolder(): string {
  try {
    return homedir();
  } catch {
    return besideProgram; // A user without a name and without HOME, as in some containers.
  }
}
