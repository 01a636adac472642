import { humanSize } from '../../util/human-size.ts';
import { type Answer, concern, fine, unknown } from './machine-rules.ts';

/** What the containers of a service have written into themselves. */
export interface ServiceLayer {
  readonly service: string;
  readonly folders: readonly MeasuredFolder[];
}

export interface MeasuredFolder {
  readonly folder: string;
  /** Files with something in them. */
  readonly files: number;
  /** Absent: they are too many to ask for each. */
  readonly bytes?: number;
}

/** Data that is gone with the next container. @param layers undefined: the engine does not tell; empty: nothing runs */
export function checkLayers(layers: readonly ServiceLayer[] | undefined): readonly Answer[] {
  const rule = 'data-in-container';
  if (!layers) return [unknown(rule, 'the engine does not tell what containers have written')];
  if (layers.length === 0) return [];
  const written = layers.filter(({ folders }) => folders.length > 0);
  if (written.length === 0) return [fine(rule, 'no service writes data into its container')];
  return written.map(({ service, folders }) =>
    concern(
      rule,
      `service ${service} writes into its container: ${folders.map(folderText).join(', ')}`,
      'it is gone when the container is made anew, which every change of the service does, and no backup has it',
      hintFor(service, folders),
    ),
  );
}

function folderText({ folder, files, bytes }: MeasuredFolder): string {
  const amount = `${files} file${files === 1 ? '' : 's'}`;
  return `${folder} (${bytes === undefined ? amount : `${amount}, ${humanSize(bytes)}`})`;
}

function hintFor(service: string, folders: readonly MeasuredFolder[]): string {
  const isLog = ({ folder }: MeasuredFolder): boolean => /^\/var\/log(?:\/|$)|\/logs?(?:\/|$)/.test(folder);
  const data = folders.find((folder) => !isLog(folder) && folder.folder !== '/');
  const parts = [
    ...(data
      ? [
          `a volume for what has to stay (volumes: ["${service}-data:${data.folder}"])`,
          `tmpfs for what may go (tmpfs: ["${data.folder}"])`,
        ]
      : []),
    ...(folders.some(({ folder }) => folder === '/') ? ['a folder of its own for files in /'] : []),
    ...(folders.some(isLog) ? ['standard output for logs, which the engine can limit'] : []),
  ];
  return `use ${parts.join(', ')}; "read_only: true" keeps a service from writing anywhere else`;
}
