import { UserError } from '../../diagnostics/user-error.ts';
import { isEngineAddress, type NodeAddresses, nodeAddressesOf } from '../../model/node-addresses.ts';
import type { Project } from '../../model/project.ts';

/**
 * Where the user says that the engines of nodes are: `GANTRY_NODES=node2=ssh://me@host,node3=unix:///…`, and `x-gantry.nodes` for
 * nodes that the variable does not name.
 *
 * Error: UserError `bad-usage`.
 */
export function nodeSettings(
  environment: ReadonlyMap<string, string>,
  project: Pick<Project, 'extensions'> | undefined,
): NodeAddresses {
  return new Map([
    ...nodeAddressesOf(project?.extensions.get('x-gantry')),
    ...readVariable(environment.get('GANTRY_NODES') ?? ''),
  ]);
}

function readVariable(text: string): readonly (readonly [string, string])[] {
  const items = text.split(',').map((item) => item.trim());
  return items.filter(Boolean).map((item) => {
    const [, name, address] = /^([^=]+)=(.+)$/.exec(item) ?? [];
    if (name !== undefined && address !== undefined && isEngineAddress(address)) return [name, address];
    throw new UserError('bad-usage', `GANTRY_NODES: ${JSON.stringify(item)} does not say where a node is`, {
      hint: 'write it as node2=ssh://user@host,node3=tcp://host:port',
    });
  });
}
