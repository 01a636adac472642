/** One command that does something with the data of a project, and what is there when it begins. */
export interface DataScenario {
  readonly name: string;
  /** Commands, and `write TEXT` into the volumes of `db`. PROJECT stands for the name of the project. */
  readonly before: readonly string[];
  readonly command: string;
  /** What the volume of `db` may have when all is repaired. */
  readonly ends: readonly string[];
  /** What the command destroys, as asked. Absent: nothing. */
  readonly destroys?: string;
  /** Default: true. */
  readonly hasTrash?: boolean;
  /** How many calls it has at least that change something. */
  readonly calls: number;
}

/** What a volume has that nobody has written into. */
export const EMPTY = 'nothing';

const UP = ['up -d', 'write one'];
const SAVED = [...UP, 'backup -o saved.tar', 'write two'];
const RESTORE = 'restore -y saved.tar data';

const scenario = (
  name: string,
  before: readonly string[],
  command: string,
  calls: number,
  more: Pick<DataScenario, 'ends'> & Partial<DataScenario>,
): DataScenario => ({ name, before, command, calls, ...more });

export const DATA_SCENARIOS: readonly DataScenario[] = [
  scenario('restore', SAVED, RESTORE, 43, { ends: ['one', 'two'] }),
  scenario('restore without a trash', SAVED, RESTORE, 31, {
    ends: ['one', 'two'],
    destroys: 'two',
    hasTrash: false,
  }),
  scenario('restore without containers', [...SAVED, 'down'], RESTORE, 37, { ends: ['one', 'two'] }),
  scenario('restore of what is in the trash', [...SAVED, 'down -v'], RESTORE, 36, {
    ends: ['one', 'two', EMPTY],
  }),
  scenario('undo of restore', [...SAVED, RESTORE], 'undo -y', 35, { ends: ['one', 'two'] }),
  scenario('undo of down -v', [...UP, 'down -v'], 'undo -y', 9, { ends: ['one', EMPTY] }),
  scenario('down -v with a trash', UP, 'down -v', 9, { ends: ['one', EMPTY] }),
  scenario('up that needs a name of the trash', [...UP, 'down -v'], 'up -d', 22, { ends: ['one', EMPTY] }),
  scenario('trash restore', [...UP, 'down -v'], 'trash restore data', 3, { ends: ['one', EMPTY] }),
  scenario(
    'trash restore beside another one',
    [...UP, 'down -v', 'up -d', 'write two', 'down'],
    'trash restore data',
    28,
    { ends: ['one', 'two'] },
  ),
  scenario('trash empty', [...UP, 'down -v', 'up -d'], 'trash empty -y', 3, {
    ends: [EMPTY],
    destroys: 'one',
  }),
  scenario('clone', UP, 'clone data PROJECT_copy --stop-source', 16, { ends: ['one'] }),
  scenario('backup', UP, 'backup -o saved.tar', 9, { ends: ['one'] }),
  scenario('backup --stop', UP, 'backup --stop -o saved.tar', 12, { ends: ['one'] }),
];

export const dataFile = (hasTrash: boolean): string => `
x-gantry: {settle: 0s, trash: ${hasTrash ? '24h' : 'false'}}
services:
  db: &it
    image: busybox
    command: sleep 600
    init: true
    stop_grace_period: 1s
    network_mode: none
    volumes: ["data:/data", "/scratch"]
  web: {<<: *it, volumes: [], depends_on: [db]}
volumes: {data: {}}
`;
