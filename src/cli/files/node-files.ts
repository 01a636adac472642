import { isUtf8 } from 'node:buffer';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { type FilePort, FileUnreadable } from '../../spec/read/file-port.ts';

const WHY: Readonly<Record<string, string>> = {
  EISDIR: 'is a directory',
  EACCES: 'may not be read: permission denied',
  ELOOP: 'is a symbolic link that leads back to itself',
};

/** It can be read once, and the files of a project may be read again. */
let stdin: string | undefined;

/** The files of this machine, for `spec`. */
export const nodeFiles: FilePort = {
  read(path) {
    try {
      const text = readFileSync(path, 'utf8');
      // What is not UTF-8 is replaced on reading; a file may also hold that very character.
      if (text.includes('\uFFFD') && !isUtf8(readFileSync(path)))
        throw new FileUnreadable(path, 'is not UTF-8 text');
      return text;
    } catch (error) {
      if (error instanceof FileUnreadable) throw error;
      const code = (error as NodeJS.ErrnoException).code ?? '';
      if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
      throw new FileUnreadable(path, WHY[code] ?? `cannot be read (${code})`, { cause: error });
    }
  },
  isDirectory: (path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false,
  list(path) {
    try {
      return readdirSync(path);
    } catch {
      // Only used for suggestions: none is better than a second error.
      return [];
    }
  },
  readStdin() {
    stdin ??= readFileSync(0, 'utf8');
    return stdin;
  },
  get homeDir() {
    return homedir();
  },
};
