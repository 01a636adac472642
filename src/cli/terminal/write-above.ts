import type { Renderer } from '../../ui/progress/renderer.ts';
import type { Cli } from '../context/cli.ts';
import type { Terminal } from '../context/terminal.ts';

/** The same, with everything that is written ending up above the line that is kept at the bottom. */
export async function writeAbove(cli: Cli): Promise<Cli> {
  const renderer = await cli.renderer();
  return { ...cli, stdout: above(cli.stdout, renderer), stderr: above(cli.stderr, renderer) };
}

function above(terminal: Terminal, renderer: Renderer): Terminal {
  return {
    write: (text) => void renderer.printAbove(() => terminal.write(text)),
    writeRaw: (text) => void renderer.printAbove(() => terminal.writeRaw(text)),
    drained: () => terminal.drained(),
    get isTty() {
      return terminal.isTty;
    },
    get columns() {
      return terminal.columns;
    },
    get rows() {
      return terminal.rows;
    },
  };
}
