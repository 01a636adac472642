/** Why a folder cannot be watched, and what to do about it. */
export function whyNotWatched(error: Error, path: string): string {
  const code = 'code' in error ? error.code : undefined;
  if (code === 'ENOSPC')
    return "the system's limit of watched folders is reached: raise `fs.inotify.max_user_watches`, leave some out with `ignore`, or use `--poll`";
  if (code === 'EMFILE')
    return "the system's limit of watchers is reached: raise `fs.inotify.max_user_instances`, or use `--poll`";
  if (code === 'EACCES') return `${path} may not be read, so it is not watched`;
  return `${path} cannot be watched: ${error.message}`;
}
