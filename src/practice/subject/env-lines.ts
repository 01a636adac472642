/** `export NAME=value`, as a line of an env file has it. @returns undefined for any other line */
export function pairIn(line: string): { readonly name: string; readonly value: string } | undefined {
  const [, name, value = ''] = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*)$/.exec(line) ?? [];
  return name === undefined ? undefined : { name, value };
}
