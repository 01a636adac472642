import { build } from './build.ts';
import { commit } from './commit.ts';
import { cp } from './cp.ts';
import { create } from './create.ts';
import { down } from './down.ts';
import { drain } from './drain.ts';
import { kill } from './kill.ts';
import { move } from './move.ts';
import { pause } from './pause.ts';
import type { PlannedCommand } from './planned-command.ts';
import { prune } from './prune.ts';
import { publish } from './publish.ts';
import { pull } from './pull.ts';
import { push } from './push.ts';
import { restart } from './restart.ts';
import { rm } from './rm.ts';
import { rollback } from './rollback.ts';
import { run } from './run.ts';
import { scale } from './scale.ts';
import { start } from './start.ts';
import { stop } from './stop.ts';
import { undo } from './undo.ts';
import { unpause } from './unpause.ts';
import { up } from './up.ts';
import { watch } from './watch.ts';

/** Those that `plan` knows, in the order of its help. */
export const PLANNED_COMMANDS: readonly PlannedCommand[] = [
  up,
  down,
  start,
  stop,
  restart,
  watch,
  create,
  scale,
  rollback,
  undo,
  pause,
  unpause,
  kill,
  rm,
  run,
  build,
  pull,
  push,
  prune,
  publish,
  commit,
  cp,
  drain,
  move,
];
