import type { ContainerDetails } from '../../model/observed.ts';

/** By the last part of an image's name. With an empty volume these make their files before they answer. */
const MAKE_FILES_FIRST = new Set(
  [
    'cassandra clickhouse clickhouse-server couchbase couchdb elasticsearch influxdb mariadb mongo mongodb mysql neo4j',
    'opensearch percona pgvector postgis postgres postgresql timescaledb',
  ].flatMap((line) => line.split(' ')),
);
const FIRST_MS = 60_000;

/** Whether a database was found unhealthy so soon that it may still be making its files, and its healthcheck gives it no time for that. */
export function mayStartSlowly(
  { settings, health, startedAt, state }: ContainerDetails,
  now: number,
): boolean {
  const ranMs = now - Date.parse(startedAt);
  return (
    state === 'running' &&
    health === 'unhealthy' &&
    !settings.Healthcheck?.StartPeriod &&
    ranMs >= 0 &&
    ranMs < FIRST_MS &&
    MAKE_FILES_FIRST.has(lastPart(settings.Image))
  );
}

/** `mysql` of `registry:5000/library/mysql:8@sha256:…`. */
const lastPart = (image: string): string => /([^/:@]+)(?::[^/@]*)?(?:@.*)?$/.exec(image)?.[1] ?? '';
