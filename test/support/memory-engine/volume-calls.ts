import type { VolumeRequest } from '../../../src/model/container-request.ts';
import { type Answer, bodyOf, type Call, empty, isSet, json, Refused } from './answer.ts';
import { filtersOf, hasLabels, hasName, matches } from './filters.ts';
import { theVolume } from './mounts.ts';
import type { Calls } from './routes.ts';
import { newId, timeText, type Volume, type World } from './world.ts';

export const VOLUME_CALLS: Calls = {
  'GET /volumes': list,
  'POST /volumes/create': create,
  'GET /volumes/{name}': (world, { name }) => json(volumeWire(known(world, name))),
  'DELETE /volumes/{name}': remove,
};

function list({ volumes }: World, { query }: Call): Answer {
  const filters = filtersOf(query);
  const found = [...volumes.values()].filter(
    ({ name, labels, driver, users }) =>
      hasLabels(labels, filters) &&
      matches(filters, 'driver', (wanted) => driver === wanted) &&
      matches(filters, 'dangling', (wanted) => (users.size === 0) === ['true', '1'].includes(wanted)) &&
      hasName(filters, name),
  );
  return json({ Volumes: found.map(volumeWire), Warnings: null });
}

export const volumeWire = ({ name, createdMs, driver, labels, options }: Volume) => ({
  CreatedAt: timeText(createdMs).replace(/\.\d+Z$/, 'Z'),
  Driver: driver,
  Labels: labels,
  Mountpoint: `/var/lib/docker/volumes/${name}/_data`,
  Name: name,
  Options: options,
  Scope: 'local',
});

/** One that exists is the answer, whatever was asked for. */
function create(world: World, call: Call): Answer {
  const { Name = newId(), Driver = 'local', DriverOpts, Labels } = bodyOf<Partial<VolumeRequest>>(call);
  return json(volumeWire(theVolume(world, Name, Driver, Labels ?? null, DriverOpts ?? null)), 201);
}

function known({ volumes }: World, name: string): Volume {
  const volume = volumes.get(name);
  if (volume) return volume;
  throw new Refused(404, `get ${name}: no such volume`);
}

function remove(world: World, { name, query }: Call): Answer {
  if (!world.volumes.has(name) && isSet(query, 'force')) return empty();
  const { users, driver } = known(world, name);
  if (users.size > 0) throw new Refused(409, `remove ${name}: volume is in use - [${[...users].join(', ')}]`);
  world.volumes.delete(name);
  world.events.of('volume', 'destroy', name, { driver });
  return empty();
}
