/**
 * Calls `tell`, instead of ending the program, when nobody reads its standard output any more.
 *
 * @returns takes the listening back.
 */
export function onBrokenPipe(tell: () => void): () => void {
  const others = process.stdout.rawListeners('error');
  const listener = (error: NodeJS.ErrnoException): void => {
    if (error.code !== 'EPIPE') throw error;
    tell();
  };
  process.stdout.removeAllListeners('error').on('error', listener);
  return () => {
    process.stdout.removeListener('error', listener);
    for (const other of others)
      process.stdout.on('error', (...words) => void other.apply(process.stdout, words));
  };
}
