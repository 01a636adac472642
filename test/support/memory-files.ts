import { type FilePort, FileUnreadable } from '../../src/spec/read/file-port.ts';

/** Files by absolute path; a path that others start with is a folder. */
export function memoryFiles(files: Readonly<Record<string, string>>, stdin = ''): FilePort {
  const isDirectory = (path: string) => Object.keys(files).some((name) => name.startsWith(`${path}/`));
  return {
    read(path) {
      if (isDirectory(path)) throw new FileUnreadable(path, 'is a directory');
      return files[path];
    },
    isDirectory,
    list: (path) =>
      Object.keys(files)
        .filter((name) => name.startsWith(`${path}/`))
        .map((name) => name.slice(path.length + 1).replace(/\/.*/, '')),
    readStdin: () => stdin,
    homeDir: '/home/user',
  };
}
