import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ProgramError, runProgram } from './run-program.ts';

export interface Unpacked {
  /** The folder that stands for `/`. */
  readonly root: string;
  /** Of all packages, by name. */
  readonly versions: ReadonlyMap<string, string>;
}

/** The packages of this machine's Debian or Ubuntu, unpacked in a folder. Nothing is installed, and no rights of root are needed. */
export class DebianPackages {
  readonly #folder: string;
  readonly #signal: AbortSignal | undefined;
  /** Where apt-get looks. At first: where the machine does. */
  #options: readonly string[] = ['-q', '-o', 'APT::Sandbox::User=root'];
  #isUpdated = false;

  constructor(folder: string, signal?: AbortSignal) {
    this.#folder = folder;
    this.#signal = signal;
  }

  /** The versions that apt-get would download. Error: ProgramError */
  async find(packages: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const text = await this.#get('--print-uris', ...packages);
    const files = [...text.matchAll(/^'[^']*' ([^_\s]+)_([^_\s]+)_\S+\.deb /gm)];
    return new Map(files.map(([, name = '', version = '']) => [name, withoutEpoch(version)]));
  }

  /** Unpacks the packages, and those of the libraries that they need. Error: ProgramError */
  async unpack(packages: readonly string[]): Promise<Unpacked> {
    const root = join(this.#folder, 'root');
    const seen = new Set<string>();
    const versions = new Map<string, string>();
    for (let wanted = packages; wanted.length > 0; ) {
      for (const name of wanted) seen.add(name);
      await this.#get(...wanted);
      const needed: string[] = [];
      for (const file of this.#archives()) {
        await this.#run('dpkg-deb', '--extract', file, root);
        const [name = '', version = '', depends = ''] = await this.#fields(file);
        versions.set(name, withoutEpoch(version));
        needed.push(...librariesOf(depends));
        rmSync(file);
      }
      wanted = [...new Set(needed)].filter((name) => !seen.has(name));
    }
    return { root, versions };
  }

  #archives(): readonly string[] {
    const files = readdirSync(this.#folder).filter((file) => file.endsWith('.deb'));
    return files.sort().map((file) => join(this.#folder, file));
  }

  async #fields(file: string): Promise<readonly string[]> {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-deb fills it in
    const format = '--showformat=${Package}\\t${Version}\\t${Depends}';
    return (await this.#run('dpkg-deb', format, '--show', file)).split('\t');
  }

  /** The lists of the machine are often fresh enough. Else new ones are kept in the folder: those of the machine are root's. */
  async #get(...words: readonly string[]): Promise<string> {
    const get = () => this.#run('apt-get', ...this.#options, 'download', ...words);
    try {
      return await get();
    } catch (error) {
      if (!(error instanceof ProgramError) || error.isMissing || this.#isUpdated) throw error;
      const trouble = await this.#update();
      return await get().catch((again: unknown) => {
        throw trouble ?? again;
      });
    }
  }

  /** @returns what stood in the way, if anything did: what is needed may be there nevertheless */
  async #update(): Promise<ProgramError | undefined> {
    this.#isUpdated = true;
    const lists = join(this.#folder, 'lists');
    const cache = join(this.#folder, 'cache');
    for (const path of [lists, cache]) mkdirSync(join(path, 'partial'), { recursive: true });
    this.#options = [
      ...this.#options,
      ...['-o', `Dir::State::Lists=${lists}`],
      ...['-o', `Dir::Cache=${cache}`],
    ];
    try {
      await this.#run('apt-get', ...this.#options, '-o', 'APT::Update::Error-Mode=any', 'update');
      return undefined;
    } catch (error) {
      if (error instanceof ProgramError) return error;
      throw error;
    }
  }

  #run(program: string, ...words: readonly string[]): Promise<string> {
    return runProgram(program, words, { cwd: this.#folder, signal: this.#signal });
  }
}

/** `1%3a1.37.0-6` and `1:1.37.0-6` → `1.37.0-6` */
const withoutEpoch = (version: string): string => version.replace(/^\d+(?:%3a|:)/i, '');

/** `libc6 (>= 2.38), adduser, zlib1g` → the packages of libraries */
const librariesOf = (depends: string): readonly string[] =>
  depends
    .split(',')
    .flatMap((entry) => /^\s*((?:lib|zlib)[a-z0-9+.-]+)/.exec(entry)?.[1] ?? [])
    .filter((name) => name !== 'libc-bin');
