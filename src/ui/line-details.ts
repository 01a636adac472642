import type { Progress } from '../model/event.ts';

/** The line says already which container it is about. */
export function withoutName(message: string, label: string): string {
  const name = `${label.charAt(0).toLowerCase()}${label.slice(1)} `;
  return message.startsWith(name) ? message.slice(name.length) : message;
}

export const firstLine = (text: string): string => text.split('\n', 1)[0] ?? '';

/** How far a step is, over all the parts that it has told of. */
export function describeProgress({ text, part }: Progress, parts: ReadonlyMap<string, Progress>): string {
  let current = 0;
  let total = 0;
  for (const { currentBytes, totalBytes } of parts.values()) {
    if (totalBytes === undefined) continue;
    current += currentBytes ?? 0;
    total += totalBytes;
  }
  if (part === undefined || total === 0) return firstLine(text);
  return `${firstLine(text)} ${megabytes(current)}/${megabytes(total)} MB`;
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);
