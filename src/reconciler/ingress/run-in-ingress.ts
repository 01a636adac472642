import { UserError } from '../../diagnostics/user-error.ts';
import type { Engine } from '../../engine/port/engine.ts';
import { EngineError } from '../../engine/refusals/engine-error.ts';
import { runExec } from '../../engine/streams/run-exec.ts';
import type { ContainerId } from '../../model/ids.ts';
import { NOBODY } from '../../planner/ingress/ingress-request.ts';

/** The container of an ingress, and its name for messages. */
export interface Ingress {
  readonly id: ContainerId;
  readonly name: string;
}

export class IngressAway extends UserError {
  override readonly name = 'IngressAway';

  constructor(name: string, cause: unknown) {
    super('ingress-failed', `the ingress ${name} is not running`, { cause });
  }
}

type Ran = Awaited<ReturnType<typeof runExec>>;

/** Runs a shell program in an ingress, as the user whose files are there. Error: IngressAway when the ingress does not run. */
export const runInIngress = (engine: Engine, ingress: Ingress, program: string): Promise<Ran> =>
  execInIngress(engine, ingress, ['sh', '-c', program]);

/** The same for a command. @param user root, for what the rules for datagrams take */
export async function execInIngress(
  engine: Engine,
  { id, name }: Ingress,
  command: readonly string[],
  user: string = NOBODY,
): Promise<Ran> {
  try {
    return await runExec(engine, id, { Cmd: command, User: user });
  } catch (cause) {
    const isAway = cause instanceof EngineError && (cause.status === 404 || cause.status === 409);
    if (!isAway) throw cause;
    throw new IngressAway(name, cause);
  }
}
