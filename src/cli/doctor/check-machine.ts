import type { MachineFacts } from './machine-facts.ts';
import { type Answer, concern, fine, unknown } from './machine-rules.ts';

/** What the engine's machine is like. */
export function checkMachine(facts: MachineFacts): readonly Answer[] {
  return [
    checkStorageDriver(facts),
    checkCgroupVersion(facts),
    checkLimits(facts),
    checkInodes(facts),
    checkSynchronised(facts),
    checkSwap(facts),
  ];
}

const SLOW_DRIVERS: Readonly<Record<string, string>> = {
  vfs: 'it copies the whole image for each container',
  devicemapper: 'it is slow, and engines since version 25 have it no more',
  aufs: 'no kernel of today has it, and engines since version 24 have it no more',
  overlay: 'it uses up inodes, and engines since version 24 have it no more',
};

function checkStorageDriver({ info, kind }: MachineFacts): Answer {
  const rule = 'storage-driver';
  const { storageDriver, storageDetails = {} } = info;
  if (storageDriver === '') return unknown(rule, 'the engine does not tell');
  // Podman's `overlay` is what Docker calls overlay2.
  const reason = kind === 'podman' && storageDriver === 'overlay' ? undefined : SLOW_DRIVERS[storageDriver];
  if (reason !== undefined)
    return concern(
      rule,
      storageDriver,
      reason,
      'use overlay2, which engines choose by themselves on ext4, xfs and btrfs: take "storage-driver" out of daemon.json, save images and volumes before',
    );
  if (storageDetails['Supports d_type'] === 'false')
    return concern(
      rule,
      `${storageDriver} on ${storageDetails['Backing Filesystem'] ?? 'a file system'} without d_type`,
      'files that were deleted appear again, and renaming fails',
      'make the file system anew: mkfs.xfs -n ftype=1',
      'fail',
    );
  return fine(rule, [storageDriver, storageDetails['Backing Filesystem']].filter(Boolean).join(' on '));
}

function checkCgroupVersion({ info }: MachineFacts): Answer {
  const rule = 'cgroups-old';
  if (info.cgroupVersion !== '1')
    return info.cgroupVersion === '2' ? fine(rule, '2') : unknown(rule, 'the engine does not tell');
  return concern(
    rule,
    '1',
    'Docker has called it deprecated since Engine 29, and systemd has given it up',
    'boot with systemd.unified_cgroup_hierarchy=1, or use a newer system; nothing in the files changes',
  );
}

function checkLimits({ info: { missingLimits } }: MachineFacts): Answer {
  const rule = 'limits-missing';
  if (missingLimits === undefined) return unknown(rule, 'the engine does not tell');
  if (missingLimits.length === 0) return fine(rule, 'memory, swap, processors and processes can be limited');
  const isSwapAlone = missingLimits.every((kind) => kind === 'swap');
  return concern(
    rule,
    `of ${missingLimits.join(', ')}: without effect`,
    isSwapAlone
      ? 'a container with a limit of memory may go on in the swap, and slow the machine down'
      : 'one container can take all of it from the others',
    missingLimits.includes('memory') || missingLimits.includes('swap')
      ? 'boot with cgroup_enable=memory swapaccount=1 (GRUB_CMDLINE_LINUX in /etc/default/grub, then update-grub)'
      : 'mount the controllers of the cgroups; rootless: Delegate=cpu cpuset io memory pids for user@.service',
  );
}

const INODES_LOW = 0.1;
const INODES_GONE = 0.01;

function checkInodes({ space, info }: MachineFacts): Answer {
  const rule = 'inodes-low';
  if (!space) return unknown(rule, `of ${info.rootDir || 'the engine'}: look on its machine (df -i)`);
  const { freeInodes, totalInodes } = space;
  if (totalInodes === 0) return fine(rule, 'the file system makes them as needed');
  const part = freeInodes / totalInodes;
  const text = `${Math.floor(part * 100)} % free`;
  if (part >= INODES_LOW) return fine(rule, text);
  return concern(
    rule,
    text,
    'without them no file can be created, however much space there is',
    '`docker image prune` and `docker builder prune` free many; a larger file system has more',
    part < INODES_GONE ? 'fail' : undefined,
  );
}

function checkSynchronised({ isClockSynchronised }: MachineFacts): Answer {
  const rule = 'clock-not-synchronised';
  if (isClockSynchronised === undefined)
    return unknown(rule, "nothing here tells whether the engine's machine sets its clock (timedatectl)");
  if (isClockSynchronised) return fine(rule, 'the clock is set by NTP');
  return concern(
    rule,
    'the clock is not set by NTP',
    'certificates, tokens and the order of logs go by it, and it runs away by seconds a day',
    'timedatectl set-ntp true, or install chrony',
  );
}

const GB = 1e9;

function checkSwap({ swap }: MachineFacts): Answer {
  const rule = 'swap-full';
  if (!swap) return unknown(rule, "not that of the engine's machine");
  if (swap.totalBytes === 0) return fine(rule, 'none');
  const used = 1 - swap.freeBytes / swap.totalBytes;
  const text = `${Math.round(used * 100)} % of ${(swap.totalBytes / GB).toFixed(1)} GB used`;
  if (used < 0.8)
    return fine(
      rule,
      `${text}; a container gets as much again as its mem_limit, unless memswap_limit says so`,
    );
  return concern(
    rule,
    text,
    'the machine is short of memory: the kernel ends processes next',
    'give services a mem_limit and a memswap_limit of the same size; `docker stats` shows who has it',
  );
}
