import { databaseStaysInside } from './rules/database-stays-inside.ts';
import { everythingHasEffect } from './rules/everything-has-effect.ts';
import { everythingIsUsed } from './rules/everything-is-used.ts';
import { externalAlone } from './rules/external-alone.ts';
import { healthyHasHealthcheck } from './rules/healthy-has-healthcheck.ts';
import { imageOrBuild } from './rules/image-or-build.ts';
import { knownContexts } from './rules/known-contexts.ts';
import { knownResources } from './rules/known-resources.ts';
import { knownServices } from './rules/known-services.ts';
import { mountIsComplete } from './rules/mount-is-complete.ts';
import { networkModeAlone } from './rules/network-mode-alone.ts';
import { noCycle } from './rules/no-cycle.ts';
import { onChangeIsKnown } from './rules/on-change-is-known.ts';
import { oneContainerName } from './rules/one-container-name.ts';
import { oneDockerfile } from './rules/one-dockerfile.ts';
import { oneMountATarget } from './rules/one-mount-a-target.ts';
import { oneName } from './rules/one-name.ts';
import { oneSource } from './rules/one-source.ts';
import { platformIsBuilt } from './rules/platform-is-built.ts';
import { restartIsKnown } from './rules/restart-is-known.ts';
import type { Checked, Rule } from './rules/rule.ts';
import { sameAmounts } from './rules/same-amounts.ts';
import { watchIsComplete } from './rules/watch-is-complete.ts';

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
  oneName,
  externalAlone,
  everythingIsUsed,
  everythingHasEffect,
  healthyHasHealthcheck,
  databaseStaysInside,
];

/** Holds the project against everything that the shape of a file cannot say. */
export function checkRules(checked: Checked): void {
  for (const rule of RULES) rule(checked);
}
