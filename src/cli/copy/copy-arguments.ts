import { UserError } from '../../diagnostics/user-error.ts';

/** One side of `cp`. */
interface CopySide {
  /** Absent: on this machine. */
  readonly service?: string;
  /** `-`: standard input or output. */
  readonly path: string;
}

/** Which way a copy goes. */
export type CopyRoute =
  | { readonly kind: 'in'; readonly from: string; readonly service: string; readonly to: string }
  | { readonly kind: 'out'; readonly service: string; readonly from: string; readonly to: string };

/** Error: UserError `bad-usage` when neither side is a container, or both are. */
export function readRoute(source: string, target: string): CopyRoute {
  const from = readSide(source);
  const to = readSide(target);
  if (from.service !== undefined && to.service !== undefined)
    throw new UserError('bad-usage', 'copying from one service to another is not supported', {
      hint: 'copy to this machine first',
    });
  if (to.service !== undefined) return { kind: 'in', from: from.path, service: to.service, to: to.path };
  if (from.service !== undefined) return { kind: 'out', service: from.service, from: from.path, to: to.path };
  throw new UserError('bad-usage', 'one side has to be in a container', {
    hint: 'write it as SERVICE:PATH; a path of this machine with a colon in it begins with ./ or /',
  });
}

function readSide(text: string): CopySide {
  const colon = text.indexOf(':');
  if (colon <= 0 || text.startsWith('/') || text.startsWith('.')) return { path: text };
  return { service: text.slice(0, colon), path: text.slice(colon + 1) };
}
