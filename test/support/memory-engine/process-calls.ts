import type { Duplex } from 'node:stream';
import { Readable } from 'node:stream';
import { type Answer, bodyOf, type Call, empty, isSet, json, Refused } from './answer.ts';
import { theContainer } from './find.ts';
import { argvOf, nextChange } from './lifecycle.ts';
import { frame, type StreamName } from './output.ts';
import { run } from './programs.ts';
import type { Calls } from './routes.ts';
import { type Container, type Exec, newId, timeText, type World } from './world.ts';

/** The calls that speak to what runs in a container. */
export const PROCESS_CALLS: Calls = {
  'POST /containers/{id}/wait': wait,
  'GET /containers/{id}/logs': logs,
  'POST /containers/{id}/attach': attach,
  'POST /containers/{id}/resize': () => empty(200),
  'GET /containers/{id}/top': top,
  'GET /containers/{id}/stats': stats,
  'POST /containers/{id}/exec': createExec,
  'POST /exec/{id}/start': startExec,
  'POST /exec/{id}/resize': () => empty(200),
  'GET /exec/{id}/json': (world, { name }) => {
    const { id, container, request, program, exitCode, hasStarted } = theExec(world, name);
    const [entrypoint = '', ...words] = request.Cmd;
    return json({
      ID: id,
      Running: program !== undefined,
      ExitCode: exitCode ?? null,
      ProcessConfig: { tty: request.Tty ?? false, entrypoint, arguments: words, privileged: false },
      ContainerID: container.id,
      Pid: hasStarted ? 4242 : 0,
    });
  },
};

/** The status comes at once, and the answer when it has happened. */
function wait(world: World, { name, query }: Call): Answer {
  const container = theContainer(world, name);
  const condition = query.get('condition') ?? 'not-running';
  const stream = new Readable({ read() {} });
  const hasEnded = (): boolean => !container.program && container.state !== 'restarting';
  const until = async (): Promise<void> => {
    if (condition === 'removed') while (world.containers.has(container.id)) await nextChange(container);
    else {
      // `next-exit` of one that has ended waits for another run.
      if (condition === 'next-exit') while (!container.program) await nextChange(container);
      const runs = container.program;
      while (condition === 'next-exit' ? container.program === runs : !hasEnded())
        await nextChange(container);
    }
    stream.push(`${JSON.stringify({ StatusCode: container.exitCode })}\n`);
    stream.push(null);
  };
  void until();
  return { kind: 'stream', type: 'application/json', stream };
}

const streamsOf = (query: URLSearchParams): readonly StreamName[] =>
  (['stdout', 'stderr'] as const).filter((name) => isSet(query, name));

/** Seconds with a fraction; absent or 0: no limit. */
function timeOf(query: URLSearchParams, name: string): number | undefined {
  const seconds = Number(query.get(name) ?? 0);
  return seconds > 0 ? seconds * 1000 : undefined;
}

function logs(world: World, { name, query }: Call): Answer {
  const container = theContainer(world, name);
  const streams = streamsOf(query);
  if (streams.length === 0) throw new Refused(400, 'Bad parameters: you must choose at least one stream');
  const tail = query.get('tail') ?? 'all';
  const tty = container.request.Tty ?? false;
  const stream = container.output.read({
    streams,
    withTimes: isSet(query, 'timestamps'),
    follow: isSet(query, 'follow'),
    tail: /^\d+$/.test(tail) ? Number(tail) : undefined,
    sinceMs: timeOf(query, 'since'),
    untilMs: timeOf(query, 'until'),
    isRunning: container.program !== undefined,
    tty,
  });
  return { kind: 'stream', type: contentType(tty), stream };
}

const contentType = (tty: boolean): string => `application/vnd.docker.${tty ? 'raw' : 'multiplexed'}-stream`;

function attach(world: World, { name, query }: Call): Answer {
  const container = theContainer(world, name);
  if (container.state === 'paused')
    throw new Refused(409, `container ${container.id} is paused, unpause the container before attach`);
  const streams = streamsOf(query);
  const tty = container.request.Tty ?? false;
  const use = (connection: Duplex): void => {
    const send = (stream: StreamName, text: string): void => {
      if (streams.includes(stream)) connection.write(tty ? text : frame(stream, text));
    };
    if (isSet(query, 'logs')) for (const { stream, text } of container.output.all) send(stream, text);
    if (!isSet(query, 'stream')) return void connection.end();
    const stopReading = container.output.follow(send, () => connection.end());
    connection.on('close', stopReading);
    connection.on('error', () => connection.destroy());
    if (!isSet(query, 'stdin')) return void connection.resume();
    connection.on('data', (chunk: Buffer) => container.program?.input(chunk));
    connection.on('end', () => container.program?.inputEnded());
  };
  return { kind: 'connection', use };
}

function top(world: World, { name }: Call): Answer {
  const container = theContainer(world, name);
  requireRunning(container);
  world.events.ofContainer(container, 'top');
  const command = argvOf(container).join(' ');
  return json({
    Titles: ['UID', 'PID', 'PPID', 'C', 'STIME', 'TTY', 'TIME', 'CMD'],
    Processes: [['root', String(container.pid), '1', '0', '10:00', '?', '00:00:00', command]],
  });
}

function requireRunning(container: Container): void {
  if (container.state === 'paused')
    throw new Refused(409, `Container ${container.name} is paused, unpause the container before exec`);
  if (!container.program) throw new Refused(409, `container ${container.id} is not running`);
}

function stats(world: World, { name, query }: Call): Answer {
  const container = theContainer(world, name);
  const sample = (): string => `${JSON.stringify(sampleOf(container))}\n`;
  const stream = new Readable({ read() {} });
  stream.push(sample());
  if (query.has('stream') && !isSet(query, 'stream')) stream.push(null);
  else {
    const again = (): void => {
      if (stream.destroyed) return;
      stream.push(sample());
      world.clock.after(1000, again);
    };
    world.clock.after(1000, again);
  }
  return { kind: 'stream', type: 'application/json', stream };
}

function sampleOf({ id, name, startedMs }: Container): unknown {
  const cpu = { cpu_usage: { total_usage: 1e6 }, system_cpu_usage: 1e9, online_cpus: 2 };
  return {
    read: timeText(Date.now()),
    id,
    name: `/${name}`,
    pids_stats: startedMs === undefined ? {} : { current: 1 },
    cpu_stats: cpu,
    precpu_stats: { ...cpu, cpu_usage: { total_usage: 0 }, system_cpu_usage: 0 },
    memory_stats: { usage: 2 ** 20, limit: 2 ** 30, stats: {} },
    networks: { eth0: { rx_bytes: 1000, tx_bytes: 1000 } },
    blkio_stats: { io_service_bytes_recursive: [] },
  };
}

function createExec(world: World, call: Call): Answer {
  const container = theContainer(world, call.name);
  requireRunning(container);
  const request = bodyOf<Exec['request']>(call);
  if ((request.Cmd ?? []).length === 0) throw new Refused(400, 'No exec command specified');
  const id = newId();
  world.execs.set(id, { id, container, request, program: undefined, exitCode: undefined, hasStarted: false });
  world.events.ofContainer(container, `exec_create: ${inEvents(request.Cmd)}`, { execID: id });
  return json({ Id: id }, 201);
}

/** The program, a space, and its words. */
const inEvents = ([program = '', ...words]: readonly string[]): string => `${program} ${words.join(' ')}`;

function theExec({ execs }: World, id: string): Exec {
  const found = execs.get(id);
  if (found) return found;
  throw new Refused(404, `No such exec instance: ${id}`);
}

function startExec(world: World, call: Call): Answer {
  const exec = theExec(world, call.name);
  const { container, request } = exec;
  if (exec.hasStarted) throw new Refused(409, `exec ${exec.id} has already run`);
  requireRunning(container);
  const { Detach = false } = bodyOf<{ readonly Detach?: boolean }>(call);
  if (Detach) {
    runExec(world, exec, () => {});
    return empty(200);
  }
  const use = (connection: Duplex): void => {
    const tty = request.Tty ?? false;
    const program = runExec(
      world,
      exec,
      (stream, text) => connection.write(tty ? text : frame(stream, text)),
      () => connection.end(),
    );
    connection.on('error', () => connection.destroy());
    connection.on('data', (chunk: Buffer) => program.input(chunk));
    connection.on('end', () => program.inputEnded());
  };
  return { kind: 'connection', use };
}

function runExec(
  world: World,
  exec: Exec,
  write: (stream: StreamName, text: string) => void,
  onEnd: () => void = () => {},
) {
  const { container, request, id } = exec;
  exec.hasStarted = true;
  world.events.ofContainer(container, `exec_start: ${inEvents(request.Cmd)}`, { execID: id });
  const program = run(request.Cmd, {
    write,
    after: world.clock.after,
    ended: (exitCode) => {
      exec.program = undefined;
      exec.exitCode = exitCode;
      world.events.ofContainer(container, 'exec_die', { execID: id, exitCode: String(exitCode) });
      onEnd();
    },
  });
  exec.program = program;
  return program;
}
