import { LABEL } from '../../model/labels.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { Cli } from '../context/cli.ts';
import type { Globals } from '../context/globals.ts';
import { askedInstance, PLAIN } from '../instances/asked-instance.ts';

export const newestOf = (containers: readonly ObservedContainer[]): ObservedContainer | undefined =>
  containers.toSorted((a, b) => b.createdAt - a.createdAt)[0];

/** As if the flags named the files, the folder and the instance that the labels of this container do. */
export function byLabels(cli: Cli, container: ObservedContainer): Cli {
  const { labels } = container;
  const { envFile } = cli.globals;
  return {
    ...cli,
    globals: {
      ...cli.globals,
      file: listInLabel(container, LABEL.configFiles),
      projectName: labels[LABEL.instanceOf] ?? labels[LABEL.project] ?? '',
      ...instanceIn(container, cli),
      projectDirectory: labels[LABEL.workingDir] ?? cli.cwd,
      envFile: envFile.length > 0 ? envFile : listInLabel(container, LABEL.environmentFile),
    },
  };
}

export const listInLabel = ({ labels }: ObservedContainer, label: string): readonly string[] =>
  (labels[label] ?? '').split(',').filter((path) => path !== '');

function instanceIn({ labels }: ObservedContainer, cli: Cli): Pick<Globals, 'instance'> {
  const instance = labels[LABEL.instance];
  if (instance !== undefined) return { instance };
  return askedInstance(cli) === undefined ? {} : { instance: PLAIN };
}
