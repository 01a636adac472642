import { formatPlan } from '../../src/model/format-plan.ts';
import type { Observed } from '../../src/model/observed.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { UpIntent } from '../../src/planner/snapshot/intent.ts';
import { inspectionsOf } from './apply-plan.ts';
import { loadFiles } from './load-files.ts';
import { planUp } from './planning.ts';
import { running, withContainer } from './running.ts';

interface Situation extends UpIntent {
  /** Of other services and resources. */
  readonly others?: string;
  /** Instead of `others`, in the file of the update. */
  readonly othersAfter?: string;
  /** What the image of the running container declares as volumes. `unknown`: the engine no longer has the image. */
  readonly imageVolumes?: readonly string[] | 'unknown';
  /** Containers that are as the update wants them already. */
  readonly unchanged?: readonly string[];
  /** Changes what the engine has before the update. */
  readonly meanwhile?: (observed: Observed) => Observed;
}

/** The plan of an update: `A` changes, for a service that `attributes` are written below. */
export async function planUpdate(attributes: string, situation: Situation = {}): Promise<Plan> {
  const {
    others = '',
    othersAfter = others,
    imageVolumes = [],
    meanwhile,
    unchanged = [],
    ...intent
  } = situation;
  const file = (value: string, rest: string) =>
    `services:\n  web:\n    image: app\n    environment: {A: "${value}"}\n${attributes}${rest}`;
  const { project: before } = await loadFiles(file('1', others));
  const { project } = await loadFiles(file('2', othersAfter));
  const after = running(project);
  const started = unchanged.reduce((observed, name) => {
    const container = after.containers.find((other) => other.name === name);
    return container ? withContainer(observed, name, container) : observed;
  }, running(before));
  const observed = meanwhile ? meanwhile(started) : started;
  const inspections = new Map(
    [...inspectionsOf(observed)].map(([id, { image, ...inspection }]) => [
      id,
      image && imageVolumes !== 'unknown'
        ? { ...inspection, image: { ...image, volumes: imageVolumes } }
        : inspection,
    ]),
  );
  return planUp(project, observed, intent, inspections);
}

export const updateConfig = (config: string, replicas = 1, more = ''): string =>
  `    deploy: {replicas: ${replicas}, update_config: {${config}}${more}}\n`;

/** The steps of a plan without causes; `OLD` for the digits of a temporary name. */
export const stepsOf = (plan: Plan): readonly string[] =>
  formatPlan(plan)
    .split('\n')
    .map((line) => line.replace(/ because .*/, '').replaceAll(/[0-9a-f]{12}(?=_)/g, 'OLD'));

/** The same without images and networks, and without the ids of containers. */
export const containerStepsOf = (plan: Plan): readonly string[] =>
  stepsOf(plan)
    .map((line) => line.replaceAll(/\b[0-9a-f]{12}\b/g, 'ID'))
    .filter((line) => line !== '' && !/^\d+ (pull-image|create-network) /.test(line));
