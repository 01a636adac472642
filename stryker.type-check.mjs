import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, extname, join, relative } from 'node:path';
import { CheckStatus } from '@stryker-mutator/api/check';
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';

/** How many are compiled in one run: more takes more memory, less takes more runs. */
const AT_ONCE = 1000;

/**
 * Leaves out the mutants that do not compile, as no test has to notice those: a kind of operation that there is none of,
 * `undefined` where there has to be a text. TypeScript 7 has no API to ask, so each mutant is written beside the file it was
 * made from, in a copy of `src`, and one run of the compiler tells about all of them.
 */
class TypeCheck {
  async init() {
    this.folder = `.stryker/types-${process.env.STRYKER_MUTATOR_WORKER}`;
    rmSync(this.folder, { recursive: true, force: true });
    cpSync('src', join(this.folder, 'src'), { recursive: true });
    cpSync('package.json', join(this.folder, 'package.json'));
  }

  async group(mutants) {
    const ids = mutants.map(({ id }) => id);
    const count = Math.ceil(ids.length / AT_ONCE);
    return Array.from({ length: count }, (_, index) => ids.slice(index * AT_ONCE, (index + 1) * AT_ONCE));
  }

  async check(mutants) {
    const files = new Map(mutants.map((mutant) => [this.write(mutant), mutant.id]));
    const errors = this.compile([...files.keys()]);
    const results = [...files].map(([file, id]) => {
      rmSync(join(this.folder, file));
      const reason = errors.get(file);
      const failed = { status: CheckStatus.CompileError, reason };
      return [id, reason === undefined ? { status: CheckStatus.Passed } : failed];
    });
    return Object.fromEntries(results);
  }

  /** @returns its path in the copy */
  write({ id, fileName, location: { start, end }, replacement }) {
    const source = readFileSync(fileName, 'utf8');
    const [before, after] = [source.slice(0, offsetOf(source, start)), source.slice(offsetOf(source, end))];
    const file = join(dirname(relative('.', fileName)), `mutant-${id}${extname(fileName)}`);
    writeFileSync(join(this.folder, file), before + replacement + after);
    return file;
  }

  /** @returns the first error of each file that has one */
  compile(files) {
    const compilerOptions = { noUnusedLocals: false, noUnusedParameters: false };
    const config = { extends: '../../tsconfig.json', compilerOptions, include: [], files };
    writeFileSync(join(this.folder, 'tsconfig.json'), JSON.stringify(config));
    const { stdout, error } = spawnSync('tsc', ['--pretty', 'false'], {
      cwd: this.folder,
      encoding: 'utf8',
      maxBuffer: 2 ** 30,
    });
    if (error) throw error;
    const found = new Map();
    for (const [, file, message] of stdout.matchAll(/^(\S+?)\(\d+,\d+\): (error .*)$/gm))
      if (!found.has(file)) found.set(file, message);
    return found;
  }
}

/** Lines and columns count from 0. */
function offsetOf(text, { line, column }) {
  const before = text.split('\n').slice(0, line);
  return before.reduce((length, { length: more }) => length + more + 1, column);
}

export const strykerPlugins = [declareClassPlugin(PluginKind.Checker, 'types', TypeCheck)];
