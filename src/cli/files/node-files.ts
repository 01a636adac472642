import { isUtf8 } from 'node:buffer';
import { readdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { fileError, isMissing, whyRefused } from '../../diagnostics/file-error.ts';
import { type FilePort, FileUnreadable } from '../../spec/read/file-port.ts';
import { readInput, readRegular } from '../../util/read-regular.ts';

/** It can be read once, and the files of a project may be read again. */
let stdin: string | undefined;

/** The files of this machine, for `spec`. */
export const nodeFiles: FilePort = {
  read(path) {
    try {
      const bytes = readRegular(path);
      if (!isUtf8(bytes)) throw new FileUnreadable(path, 'is not UTF-8 text');
      return bytes.toString('utf8');
    } catch (error) {
      if (error instanceof FileUnreadable) throw error;
      if (isMissing(error)) return undefined;
      const isFolder = error instanceof Error && 'code' in error && error.code === 'EISDIR';
      const reason = isFolder ? 'is a directory' : `cannot be read: ${whyRefused(error)}`;
      throw new FileUnreadable(path, reason, { cause: error });
    }
  },
  isDirectory(path) {
    try {
      return statSync(path).isDirectory();
    } catch {
      // Whoever reads it says why it cannot be read.
      return false;
    }
  },
  list(path) {
    try {
      return readdirSync(path);
    } catch {
      // Only used for suggestions: none is better than a second error.
      return [];
    }
  },
  readStdin() {
    try {
      stdin ??= readInput().toString('utf8');
    } catch (error) {
      throw fileError('standard input', 'cannot be read', error);
    }
    return stdin;
  },
  get homeDir() {
    return homedir();
  },
};
