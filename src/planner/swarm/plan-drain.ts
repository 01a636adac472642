import { gantry } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import { isJsonMap, type Json, type JsonMap } from '../../model/json.ts';
import type { ObservedSwarmService, SwarmNode, SwarmSurvey, SwarmTask } from '../../model/observed-swarm.ts';
import type { OperationOf } from '../../model/operation.ts';
import type { Cause, Plan } from '../../model/plan.ts';
import { didYouMean } from '../../util/did-you-mean.ts';
import { PlanBuilder } from '../graph/plan-builder.ts';
import { needsOf, place, type Room, roomOf, take, whyNoRoom, whyNotOn } from './fits.ts';
import { isGlobalThere, isJobThere } from './jobs.ts';
import { isWanted, nodeLoad } from './node-load.ts';

export interface DrainIntent {
  /** Its name, its id, or the beginning of its id. */
  readonly node: string;
  /** It gets tasks again. */
  readonly undo: boolean;
  /** Bounds each wait. */
  readonly waitTimeoutMs?: number | undefined;
}

/**
 * Takes all tasks away from a node, of whichever project, and lets it have no others. Error: UserError `no-such-node`, and `bad-usage`
 * for a name of several nodes.
 */
export function planDrain(survey: SwarmSurvey, intent: DrainIntent): Plan {
  const plan = new PlanBuilder('drain', '');
  const node = findNode(survey.nodes, intent.node);
  const availability = intent.undo ? 'active' : 'drain';
  const resource = { kind: 'node', name: node.hostname } as const;
  const moves = intent.undo ? returnsTo(node, survey) : movesFrom(node, survey);
  if (node.availability === availability && moves.length === 0) {
    plan.unchanged(resource);
    return plan.build();
  }
  if (intent.undo && node.state !== 'ready')
    plan.warn(
      `node ${node.hostname} is ${node.state}: it gets tasks when it is back, and nobody waits for that`,
    );
  if (intent.undo)
    plan.warn(
      node.availability === 'pause'
        ? `node ${node.hostname} was paused, and its tasks went on running: now it gets new ones, too`
        : `tasks that run do not come back to ${node.hostname} by themselves: restart spreads those of a project again`,
    );
  const change = { field: 'availability', from: node.availability, to: availability };
  const cause: Cause =
    node.availability === availability
      ? { kind: 'requested', by: 'drain' }
      : { kind: 'changed', fields: [change] };
  const update = plan.add({
    operation: {
      kind: 'update-swarm-node',
      id: node.id,
      name: node.hostname,
      availability,
      had: node.availability,
    },
    cause,
  });
  for (const move of moves)
    plan.add({
      operation: { ...move, ...(intent.waitTimeoutMs !== undefined && { timeoutMs: intent.waitTimeoutMs }) },
      cause: { kind: 'follows', resource },
      after: [update],
    });
  return plan.build();
}

function findNode(nodes: readonly SwarmNode[], asked: string): SwarmNode {
  const named = nodes.filter(({ hostname }) => hostname === asked);
  const found = named.length > 0 ? named : nodes.filter(({ id }) => id.startsWith(asked));
  const [node, ...others] = found;
  if (node && others.length === 0) return node;
  if (node)
    throw new UserError('bad-usage', `${found.length} nodes are called ${asked}`, {
      hint: `name one by its id: ${found.map(({ id }) => id).join(', ')}`,
    });
  const names = nodes.map(({ hostname }) => hostname).sort();
  const near = didYouMean(asked, names);
  throw new UserError('no-such-node', `the swarm has no node ${asked}`, {
    hint: [
      ...(near === undefined ? [] : [`did you mean "${near}"? `]),
      gantry('nodes'),
      ` lists them: ${names.join(', ')}`,
    ],
  });
}

type Move = OperationOf<'move-tasks'>;

/** By service, in the order of names. */
function movesFrom(node: SwarmNode, survey: SwarmSurvey): readonly Move[] {
  const { tasks } = nodeLoad(node, survey);
  const rooms = new Map(
    survey.nodes.filter(({ id }) => id !== node.id).map((other) => [other, roomOf(other, survey)]),
  );
  return [...survey.services]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((service) => {
      const own = tasks.filter(({ serviceId }) => serviceId === service.id);
      return own.length === 0 ? [] : [moveOf(service, own, node, rooms, survey)];
    });
}

/** What the swarm starts when the node may have tasks again: those that each node has, and those that have no other node. */
function returnsTo(drained: SwarmNode, survey: SwarmSurvey): readonly Move[] {
  const node = { ...drained, availability: 'active' };
  const room = roomOf(node, survey);
  return [...survey.services]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((service): readonly Move[] => {
      const { id, name, spec } = service;
      if (whyNotOn(node, spec) !== undefined) return [];
      const own = survey.tasks.filter((task) => task.serviceId === id && isWanted(task));
      const move = {
        kind: 'move-tasks',
        service: name,
        id,
        node: node.id,
        nodeName: node.hostname,
        effect: 'return',
      } as const;
      if (isGlobalThere(spec) && !isJobThere(spec))
        return own.some((task) => task.nodeId === node.id && task.state === 'running')
          ? []
          : [
              {
                ...move,
                slots: [],
                particulars: ['a task of it starts there: each node has one of its own'],
              },
            ];
      const needs = needsOf(spec);
      const slots = own.flatMap(({ state, nodeId, slot = 0 }) => {
        if (state !== 'pending' || nodeId !== undefined || whyNoRoom(room, id, needs) !== undefined)
          return [];
        take(room, id, needs);
        return [slot];
      });
      if (slots.length === 0) return [];
      return [
        {
          ...move,
          slots,
          particulars: [`${tasksText(slots.length, 'has', 'have')} no node now, and may run there`],
        },
      ];
    });
}

function moveOf(
  service: ObservedSwarmService,
  own: readonly SwarmTask[],
  node: SwarmNode,
  rooms: ReadonlyMap<SwarmNode, Room>,
  survey: SwarmSurvey,
): Move {
  const { id, name, spec } = service;
  const isGlobal = isGlobalThere(spec);
  const endsForGood = !isGlobal && isNeverRestarted(spec);
  const placed = isGlobal || endsForGood ? [] : own.map(() => place(service, rooms));
  const stuck = placed.filter((target) => target === undefined).length;
  const all = survey.tasks.filter((task) => task.serviceId === id && task.state === 'running').length;
  const others = all - own.filter(({ state }) => state === 'running').length;
  return {
    kind: 'move-tasks',
    service: name,
    id,
    node: node.id,
    nodeName: node.hostname,
    // The first slot of a job has the number that JSON leaves out.
    slots: isGlobal ? [] : own.map(({ slot = 0 }) => slot),
    effect: isGlobal ? 'end' : stuck > 0 || endsForGood ? 'stuck' : others === 0 ? 'outage' : 'move',
    particulars: [
      ...(isGlobal
        ? ['its task there ends: each node has one of its own']
        : endsForGood
          ? [
              `${tasksText(own.length, 'ends', 'end')}, and no other one is started: its restart policy says none`,
            ]
          : movesText(service, placed, rooms, others, node)),
      ...dataText(spec, node, isGlobal || endsForGood),
    ],
  };
}

/** Not for a drained or lost node either. */
function isNeverRestarted({ TaskTemplate }: JsonMap): boolean {
  const policy = isJsonMap(TaskTemplate) ? TaskTemplate.RestartPolicy : undefined;
  return isJsonMap(policy) && policy.Condition === 'none';
}

function movesText(
  { id, spec }: ObservedSwarmService,
  placed: readonly (SwarmNode | undefined)[],
  rooms: ReadonlyMap<SwarmNode, Room>,
  others: number,
  node: SwarmNode,
): readonly string[] {
  const targets = [...rooms.keys()].filter((other) => whyNotOn(other, spec) === undefined);
  const moving = placed.filter((target) => target !== undefined).length;
  const stuck = placed.length - moving;
  const needs = needsOf(spec);
  return [
    ...(moving === 0
      ? []
      : [`${tasksText(moving)} to ${targets.map(({ hostname }) => hostname).join(' or ')}`]),
    ...(stuck === 0
      ? []
      : [
          `${tasksText(stuck, 'has', 'have')} nowhere to go, and ${stuck === 1 ? 'does' : 'do'} not run until ${node.hostname} is active again:`,
          ...[...rooms].map(
            ([other, room]) =>
              `  ${other.hostname}: ${whyNotOn(other, spec)?.why ?? whyNoRoom(room, id, needs) ?? 'it has room for others of them'}`,
          ),
        ]),
    ...(others === 0 && moving > 0
      ? ['no other task of it runs: it is not there until the new one runs']
      : others > 0
        ? [`${others} more ${others === 1 ? 'goes' : 'go'} on running`]
        : []),
  ];
}

const tasksText = (count: number, one = 'moves', many = 'move'): string =>
  count === 1 ? `1 task ${one}` : `${count} tasks ${many}`;

/** What the node has, and no other one. */
function dataText(spec: JsonMap, { hostname }: SwarmNode, isGlobal: boolean): readonly string[] {
  const template = isJsonMap(spec.TaskTemplate) ? spec.TaskTemplate : {};
  const container = isJsonMap(template.ContainerSpec) ? template.ContainerSpec : {};
  const mounts = Array.isArray(container.Mounts) ? container.Mounts : [];
  return mounts.flatMap((mount: Json) => {
    if (!isJsonMap(mount)) return [];
    const source = typeof mount.Source === 'string' ? mount.Source : '';
    if (mount.Type === 'bind')
      return isGlobal
        ? []
        : [`${source} is of the node: the new task has that of its own, or fails without one`];
    if (mount.Type !== 'volume' || !isLocal(mount)) return [];
    const which = source === '' ? 'its anonymous volume' : `volume ${source}`;
    return [
      isGlobal
        ? `${which} stays on ${hostname}`
        : `${which} stays on ${hostname} with its data: the new task begins with that of its own node, or an empty one`,
    ];
  });
}

function isLocal({ VolumeOptions }: JsonMap): boolean {
  const driver =
    isJsonMap(VolumeOptions) && isJsonMap(VolumeOptions.DriverConfig) ? VolumeOptions.DriverConfig : {};
  // One with options is most often a share of a network.
  return (driver.Name ?? 'local') === 'local' && !isJsonMap(driver.Options);
}
