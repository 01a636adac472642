import { databaseStaysInside } from './database-stays-inside.ts';
import { everythingHasEffect } from './everything-has-effect.ts';
import { everythingIsUsed } from './everything-is-used.ts';
import { externalAlone } from './external-alone.ts';
import { gantryIsKnown } from './gantry-is-known.ts';
import { healthyHasHealthcheck } from './healthy-has-healthcheck.ts';
import { imageOrBuild } from './image-or-build.ts';
import { ingressCarriesPorts } from './ingress-carries-ports.ts';
import { knownContexts } from './known-contexts.ts';
import { knownResources } from './known-resources.ts';
import { knownServices } from './known-services.ts';
import { mountIsComplete } from './mount-is-complete.ts';
import { networkModeAlone } from './network-mode-alone.ts';
import { noCycle } from './no-cycle.ts';
import { onChangeIsKnown } from './on-change-is-known.ts';
import { oneContainerName } from './one-container-name.ts';
import { oneDockerfile } from './one-dockerfile.ts';
import { oneMountATarget } from './one-mount-a-target.ts';
import { oneName } from './one-name.ts';
import { oneSource } from './one-source.ts';
import { platformIsBuilt } from './platform-is-built.ts';
import { restartIsKnown } from './restart-is-known.ts';
import type { Checked, Rule } from './rule.ts';
import { sameAmounts } from './same-amounts.ts';
import { updateIsKnown } from './update-is-known.ts';
import { watchIsComplete } from './watch-is-complete.ts';

const RULES: readonly Rule[] = [
  imageOrBuild,
  knownServices,
  knownResources,
  knownContexts,
  noCycle,
  networkModeAlone,
  oneContainerName,
  sameAmounts,
  oneDockerfile,
  platformIsBuilt,
  watchIsComplete,
  restartIsKnown,
  mountIsComplete,
  oneMountATarget,
  oneSource,
  onChangeIsKnown,
  gantryIsKnown,
  updateIsKnown,
  ingressCarriesPorts,
  oneName,
  externalAlone,
  everythingIsUsed,
  everythingHasEffect,
  healthyHasHealthcheck,
  databaseStaysInside,
];

/** Checks the project for everything that the schema cannot express. */
export function checkRules(checked: Checked): void {
  for (const rule of RULES) rule(checked);
}
