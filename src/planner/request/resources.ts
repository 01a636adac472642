import type { DeviceRequestBody, HostConfig, ThrottleDeviceRequest } from '../../model/container-request.ts';
import type { ResourceAmounts } from '../../model/deploy-spec.ts';
import type { DeviceRequest } from '../../model/device-request.ts';
import type { ServiceSpec, ThrottleDevice } from '../../model/service-spec.ts';
import { defined } from '../../util/defined.ts';
import { notEmpty, notZero, record } from './not-empty.ts';

const NANO = 1e9;

/** Processor, memory, processes and devices. What `deploy.resources` says wins over the service's own attributes. */
export function resourceSettings(service: ServiceSpec): Partial<HostConfig> {
  const { limits, reservations } = service.deploy ?? {};
  const cpus = notZero(limits?.cpus) ?? service.cpus;
  return defined<Partial<HostConfig>>({
    ...blkioSettings(service),
    CgroupParent: service.cgroupParent,
    CpuCount: notZero(service.cpuCount),
    CpuPercent: service.cpuPercent === undefined ? undefined : notZero(Math.round(service.cpuPercent * 100)),
    CpuPeriod: notZero(service.cpuPeriod),
    CpuQuota: notZero(service.cpuQuota),
    CpuRealtimePeriod: notZero(service.cpuRtPeriod),
    CpuRealtimeRuntime: notZero(service.cpuRtRuntime),
    CpuShares: notZero(service.cpuShares),
    CpusetCpus: service.cpuset,
    DeviceCgroupRules: notEmpty(service.deviceCgroupRules),
    ...deviceSettings(service),
    Memory: notZero(limits?.memoryBytes) ?? notZero(service.memLimitBytes),
    MemoryReservation: notZero(reservations?.memoryBytes) ?? notZero(service.memReservationBytes),
    MemorySwap: notZero(service.memSwapLimitBytes),
    MemorySwappiness: notZero(service.memSwappiness),
    NanoCpus: cpus === undefined ? undefined : notZero(Math.round(cpus * NANO)),
    OomKillDisable: service.oomKillDisable || undefined,
    OomScoreAdj: notZero(service.oomScoreAdj),
    PidsLimit: notZero(limits?.pids) ?? notZero(service.pidsLimit),
    Ulimits: notEmpty(
      [...service.ulimits].sort().map(([Name, { soft, hard }]) => ({ Name, Soft: soft, Hard: hard })),
    ),
  });
}

function blkioSettings({ blkioConfig }: ServiceSpec): Partial<HostConfig> {
  if (!blkioConfig) return {};
  const throttle = (devices: readonly ThrottleDevice[]): readonly ThrottleDeviceRequest[] | undefined =>
    notEmpty(devices.map(({ path, rate }) => ({ Path: path, Rate: rate })));
  return defined<Partial<HostConfig>>({
    BlkioWeight: notZero(blkioConfig.weight),
    BlkioWeightDevice: notEmpty(
      blkioConfig.weightDevice.map(({ path, weight }) => ({ Path: path, Weight: weight })),
    ),
    BlkioDeviceReadBps: throttle(blkioConfig.deviceReadBps),
    BlkioDeviceReadIOps: throttle(blkioConfig.deviceReadIops),
    BlkioDeviceWriteBps: throttle(blkioConfig.deviceWriteBps),
    BlkioDeviceWriteIOps: throttle(blkioConfig.deviceWriteIops),
  });
}

/** `vendor/class=name` is the name of a device that the engine looks up (CDI), not a path of the host. */
const CDI = /^[^/=\s]+\/[^/=\s]+=\S+$/;

function deviceSettings(service: ServiceSpec): Pick<HostConfig, 'Devices' | 'DeviceRequests'> {
  const named = service.devices.filter(({ source }) => CDI.test(source)).map(({ source }) => source);
  const plain = service.devices.filter(({ source }) => !CDI.test(source));
  const requests = [
    ...service.gpus.map((gpu) => deviceRequest(gpu, ['gpu'])),
    ...(service.deploy?.reservations?.devices ?? []).map((device: ResourceAmounts['devices'][number]) =>
      deviceRequest(device, []),
    ),
    ...(named.length > 0 ? [{ Driver: 'cdi', DeviceIDs: named }] : []),
  ];
  return defined<Pick<HostConfig, 'Devices' | 'DeviceRequests'>>({
    Devices: notEmpty(
      plain.map(({ source, target = source, permissions = 'rwm' }) => ({
        PathOnHost: source,
        PathInContainer: target,
        CgroupPermissions: permissions,
      })),
    ),
    DeviceRequests: notEmpty(requests),
  });
}

function deviceRequest(device: DeviceRequest, more: readonly string[]): DeviceRequestBody {
  const all = device.count === undefined && device.deviceIds.length === 0;
  return defined<DeviceRequestBody>({
    Driver: device.driver,
    Count: all ? -1 : device.count,
    DeviceIDs: notEmpty(device.deviceIds),
    Capabilities: [[...new Set([...device.capabilities, ...more])]],
    Options: record(device.options),
  });
}
