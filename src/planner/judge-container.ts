import type { ContainerId } from '../model/ids.ts';
import type { ObservedContainer } from '../model/observed.ts';
import type { Cause } from '../model/plan.ts';
import type { WantedContainer } from './create-request.ts';
import { diffContainer } from './diff-container.ts';
import { anyOf, type When } from './guards.ts';
import { imageReference } from './image-references.ts';
import { peer } from './plan-create.ts';
import type { UpWork } from './up-work.ts';

/** Whether, and why, a container is replaced. */
export interface Judgement {
  readonly when: When;
  /** Of no meaning when it stays. */
  readonly cause: Cause;
}

const KEPT: Judgement = { when: 'never', cause: { kind: 'missing' } };

export function judge(work: UpWork, have: ObservedContainer, want: WantedContainer): Judgement {
  const { scene, details, standingNetworks } = work;
  if (scene.intent.noRecreate) return KEPT;
  const image = work.images.get(imageReference(scene.project, want.service));
  const fields = diffContainer(have, want, {
    image: image?.step === undefined ? image?.current : undefined,
    networks: standingNetworks,
    leaves: new Set(work.detached.get(have.id)),
    details,
    peerId: (service) => currentId(work, service),
  });
  if (fields.length > 0) return { when: 'always', cause: { kind: 'changed', fields } };
  const flag = forcedBy(work, want.service.name);
  if (flag !== undefined) return { when: 'always', cause: { kind: 'requested', by: flag } };

  const parents = want.references.flatMap(({ service }) => peer(work, service) ?? []);
  const parent =
    parents.find(({ replaced }) => replaced === 'always') ??
    parents.find(({ replaced }) => replaced !== 'never');
  const rebuilt: When =
    image?.step === undefined ? 'never' : { image: image.step, differsFrom: have.imageId };
  const when = anyOf([...parents.map(({ replaced }) => replaced), rebuilt]);
  if (parent && (when === 'always' || rebuilt === 'never'))
    return { when, cause: { kind: 'follows', resource: { kind: 'container', name: parent.name } } };
  return when === 'never' ? KEPT : { when, cause: { kind: 'image-changed', image: want.request.Image } };
}

/** Dependencies that nobody named are replaced only when asked for by name of the flag. */
function forcedBy({ scene }: UpWork, service: string): string | undefined {
  const { forceRecreate, renewAnonVolumes, alwaysRecreateDeps } = scene.intent;
  if (!scene.targeted.has(service)) return alwaysRecreateDeps ? '--always-recreate-deps' : undefined;
  if (forceRecreate) return '--force-recreate';
  return renewAnonVolumes ? '--renew-anon-volumes' : undefined;
}

function currentId(work: UpWork, name: string): ContainerId | undefined {
  const service = work.scene.project.services.get(name);
  return service && work.scene.occupants(service).current[0]?.id;
}
