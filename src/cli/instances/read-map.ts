import { UserError } from '../../diagnostics/user-error.ts';
import type { ResourceMap } from '../../instance/resource-map.ts';

/** `net=own`, for each `--map`. undefined: there is none. Error: UserError `bad-usage`. */
export function readMap(texts: readonly string[] | undefined): ResourceMap | undefined {
  if (texts === undefined) return undefined;
  return new Map(
    texts.map((text) => {
      const [, key, name] = /^([\w.-]+)=([\w.-]+)$/.exec(text) ?? [];
      if (key !== undefined && name !== undefined) return [key, name];
      throw new UserError('bad-usage', `--map takes KEY=NAME, not "${text}"`, {
        hint: 'KEY=own makes a network or volume for the instance, any other NAME is that of an existing one',
      });
    }),
  );
}
