import { afterEach, expect, test } from 'vitest';
import { aWorkspace, type Workspace } from '../support/gantry.ts';
import { shellInTerminal } from '../support/terminal.ts';

let workspace: Workspace;
afterEach(() => workspace.remove());

test.each([
  [0, 0],
  [1, 1],
  [20, 5],
])(
  'a terminal of %i columns and %i rows gets names in its tables and frames, and no endless frames',
  async (columns, rows) => {
    workspace = aWorkspace('size', {
      'compose.yaml': 'services: {web: {image: "busybox:latest", command: sleep 600, init: true}}\n',
    });
    const { code, shown } = await shellInTerminal(
      workspace,
      `stty cols ${columns} rows ${rows}; $GANTRY up -d && echo "==" && $GANTRY ps`,
    ).ended;

    expect(code, shown).toBe(0);
    const [frames = '', table = ''] = shown.split('==');
    expect(frames).toContain('web-1');
    expect(table).toContain('web-1');
    expect(frames.length).toBeLessThan(20_000);
  },
);
