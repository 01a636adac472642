import type { PracticeRule } from '../diagnostics/practice-rules.ts';
import { buildToolsInFinal } from './image-rules/build-tools-in-final.ts';
import { chownDuplicates } from './image-rules/chown-duplicates.ts';
import { healthToolMissing } from './image-rules/health-tool-missing.ts';
import { labelsMissing } from './image-rules/labels-missing.ts';
import { layerWaste } from './image-rules/layer-waste.ts';
import { notReproducible } from './image-rules/not-reproducible.ts';
import { secretInLayer } from './image-rules/secret-in-layer.ts';
import { secretUnreadable } from './image-rules/secret-unreadable.ts';
import { setuidAdded } from './image-rules/setuid-added.ts';
import { sizeJump } from './image-rules/size-jump.ts';
import { addLocal } from './rules/add-local.ts';
import { anonymousVolume } from './rules/anonymous-volume.ts';
import { aptRecommends } from './rules/apt-recommends.ts';
import { badStageName } from './rules/bad-stage-name.ts';
import { baseNotPinned } from './rules/base-not-pinned.ts';
import { baseRepeated } from './rules/base-repeated.ts';
import { baseTooLarge } from './rules/base-too-large.ts';
import { basesDiffer } from './rules/bases-differ.ts';
import { bindOutsideProject } from './rules/bind-outside-project.ts';
import { buildArgSecret } from './rules/build-arg-secret.ts';
import { buildArgUnused } from './rules/build-arg-unused.ts';
import { buildToolsKept } from './rules/build-tools-kept.ts';
import { capabilitiesKept } from './rules/capabilities-kept.ts';
import { capabilityAdded } from './rules/capability-added.ts';
import { configInEnvironment } from './rules/config-in-environment.ts';
import { contextWaste } from './rules/context-waste.ts';
import { copyIgnored } from './rules/copy-ignored.ts';
import { debugNotProduction } from './rules/debug-not-production.ts';
import { depsAfterSource } from './rules/deps-after-source.ts';
import { fixedName } from './rules/fixed-name.ts';
import { graceTooShort } from './rules/grace-too-short.ts';
import { healthMissing } from './rules/health-missing.ts';
import { healthStartShort } from './rules/health-start-short.ts';
import { healthTooOften } from './rules/health-too-often.ts';
import { healthUnknown } from './rules/health-unknown.ts';
import { heredocNoErrexit } from './rules/heredoc-no-errexit.ts';
import { hostPower } from './rules/host-power.ts';
import { imageLatest } from './rules/image-latest.ts';
import { indexUpdateAlone } from './rules/index-update-alone.ts';
import { interactiveInstall } from './rules/interactive-install.ts';
import { languageCacheKept } from './rules/language-cache-kept.ts';
import { legacySyntax } from './rules/legacy-syntax.ts';
import { literalSecret } from './rules/literal-secret.ts';
import { logUnbounded } from './rules/log-unbounded.ts';
import { newPrivileges } from './rules/new-privileges.ts';
import { noMemoryLimit } from './rules/no-memory-limit.ts';
import { noRestart } from './rules/no-restart.ts';
import { orderWithoutHealth } from './rules/order-without-health.ts';
import { packageIndexKept } from './rules/package-index-kept.ts';
import { pipefail } from './rules/pipefail.ts';
import { platformConstant } from './rules/platform-constant.ts';
import { portAllAddresses } from './rules/port-all-addresses.ts';
import { portNotExposed } from './rules/port-not-exposed.ts';
import { repeatedInstruction } from './rules/repeated-instruction.ts';
import { rootWritable } from './rules/root-writable.ts';
import { runsAsRoot } from './rules/runs-as-root.ts';
import { secretFileCopied } from './rules/secret-file-copied.ts';
import { secretInArgEnv } from './rules/secret-in-arg-env.ts';
import { shellFormMain } from './rules/shell-form-main.ts';
import { shmSmall } from './rules/shm-small.ts';
import { stopLost } from './rules/stop-lost.ts';
import { targetMissing } from './rules/target-missing.ts';
import { undefinedArg } from './rules/undefined-arg.ts';
import { versionsDiffer } from './rules/versions-differ.ts';
import { volumeHidesImage } from './rules/volume-hides-image.ts';
import { volumeRootOwned } from './rules/volume-root-owned.ts';
import { volumeThenWrite } from './rules/volume-then-write.ts';
import { workdirRelative } from './rules/workdir-relative.ts';
import type { Rule } from './subject/rule.ts';

/** A name without a rule does not compile. */
export const RULES: { readonly [R in PracticeRule]: Rule } = {
  'target-missing': targetMissing,
  'build-arg-unused': buildArgUnused,
  'build-arg-secret': buildArgSecret,
  'health-missing': healthMissing,
  'volume-hides-image': volumeHidesImage,
  'volume-root-owned': volumeRootOwned,
  'anonymous-volume': anonymousVolume,
  'stop-lost': stopLost,
  'bases-differ': basesDiffer,
  'port-not-exposed': portNotExposed,
  'base-not-pinned': baseNotPinned,
  'image-latest': imageLatest,
  'bad-stage-name': badStageName,
  'runs-as-root': runsAsRoot,
  'shell-form-main': shellFormMain,
  'secret-in-arg-env': secretInArgEnv,
  'secret-file-copied': secretFileCopied,
  'copy-ignored': copyIgnored,
  'context-waste': contextWaste,
  'deps-after-source': depsAfterSource,
  'package-index-kept': packageIndexKept,
  'language-cache-kept': languageCacheKept,
  'apt-recommends': aptRecommends,
  'index-update-alone': indexUpdateAlone,
  'interactive-install': interactiveInstall,
  'add-local': addLocal,
  'workdir-relative': workdirRelative,
  'repeated-instruction': repeatedInstruction,
  'volume-then-write': volumeThenWrite,
  pipefail,
  'heredoc-no-errexit': heredocNoErrexit,
  'undefined-arg': undefinedArg,
  'legacy-syntax': legacySyntax,
  'platform-constant': platformConstant,
  'base-too-large': baseTooLarge,
  'base-repeated': baseRepeated,
  'build-tools-kept': buildToolsKept,
  'debug-not-production': debugNotProduction,
  'literal-secret': literalSecret,
  'host-power': hostPower,
  'port-all-addresses': portAllAddresses,
  'no-memory-limit': noMemoryLimit,
  'log-unbounded': logUnbounded,
  'no-restart': noRestart,
  'fixed-name': fixedName,
  'order-without-health': orderWithoutHealth,
  'bind-outside-project': bindOutsideProject,
  'secret-in-layer': secretInLayer,
  'health-tool-missing': healthToolMissing,
  'secret-unreadable': secretUnreadable,
  'chown-duplicates': chownDuplicates,
  'layer-waste': layerWaste,
  'build-tools-in-final': buildToolsInFinal,
  'setuid-added': setuidAdded,
  'size-jump': sizeJump,
  'labels-missing': labelsMissing,
  'not-reproducible': notReproducible,
  'config-in-environment': configInEnvironment,
  'capability-added': capabilityAdded,
  'capabilities-kept': capabilitiesKept,
  'new-privileges': newPrivileges,
  'root-writable': rootWritable,
  'grace-too-short': graceTooShort,
  'health-unknown': healthUnknown,
  'health-too-often': healthTooOften,
  'health-start-short': healthStartShort,
  'shm-small': shmSmall,
  'versions-differ': versionsDiffer,
};
