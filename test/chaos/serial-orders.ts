/** What is there of the application: replicas by service; undefined: nothing at all, not even its networks. */
export type There = { readonly db: number; readonly web: number } | undefined;

type Effect = (there: There) => There;

/** Started at the same moment as others. */
export const COMMANDS = {
  'up -d': () => ({ db: 1, web: 2 }),
  down: () => undefined,
  'scale web=3': () => ({ db: 1, web: 3 }),
  restart: (there) => there,
  // It starts what `web` needs, and then a container of its own, which is gone afterwards.
  'run --rm -T web true': (there) => ({ db: 1, web: there?.web ?? 0 }),
} as const satisfies Readonly<Record<string, Effect>>;

export type Command = keyof typeof COMMANDS;

export interface Ended {
  readonly command: Command;
  /** It did what was asked; else it said why not, and may have done it or not. */
  readonly succeeded: boolean;
}

/** All that may be there after these commands, as if they had run one after another in some order. */
export function serialOutcomes(before: There, ended: readonly Ended[]): ReadonlySet<string> {
  const outcomes = new Set<string>();
  const seen = new Set<string>();
  const follow = (there: There, rest: readonly Ended[]): void => {
    const key = `${show(there)} ${rest.map(({ command, succeeded }) => `${command} ${succeeded}`).sort()}`;
    if (seen.has(key)) return;
    seen.add(key);
    if (rest.length === 0) outcomes.add(show(there));
    for (const [at, { command, succeeded }] of rest.entries()) {
      const others = rest.toSpliced(at, 1);
      if (!succeeded) follow(there, others);
      follow(COMMANDS[command](there), others);
    }
  };
  follow(before, ended);
  return outcomes;
}

export const show = (there: There): string => (there ? `db ${there.db}, web ${there.web}` : 'nothing');
