/** Takes whatever is written, looked through or not. */
export const anOutput = (write: (text: string) => unknown, columns = 80, rows = 24) => ({
  write: (text: string): void => void write(text),
  writeRaw: (text: string): void => void write(text),
  drained: () => undefined,
  isTty: false,
  columns,
  rows,
});
