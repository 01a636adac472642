import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ask, type Host } from './engine-api.ts';
import { tryRun } from './run.ts';

/** PostgreSQL, Redis and nginx in one image; a new number makes it anew. */
export const SERVICES_IMAGE = 'gantry-test-services:1';

const folder = '/var/tmp/gantry-test-services';
const archive = join(folder, '1.tar');
const PACKAGES = 'postgresql-17,redis-server,redis-tools,nginx-light';
const WITHOUT = ['man', 'doc', 'info', 'locale'].map((part) => `--dpkgopt=path-exclude=/usr/share/${part}/*`);
const PATH = '/usr/lib/postgresql/17/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Gives the engine the image, made of Debian's packages once and kept as an archive: no registry is asked. */
export async function loadServicesImage(host: Host): Promise<void> {
  if ((await ask(host, 'GET', `/images/${SERVICES_IMAGE}/json`)).status === 200) return;
  if (!existsSync(archive)) makeArchive();
  const [repo = '', tag = ''] = SERVICES_IMAGE.split(':');
  const query = new URLSearchParams({ fromSrc: '-', repo, tag });
  for (const change of [`ENV PATH=${PATH}`, 'CMD ["bash"]']) query.append('changes', change);
  const { status, body } = await ask(host, 'POST', `/images/create?${query}`, readFileSync(archive));
  if (status !== 200 || body.includes('"errorDetail"'))
    throw new Error(`the engine refused ${SERVICES_IMAGE}: ${body}`);
}

function makeArchive(): void {
  console.error('making an image of PostgreSQL, Redis and nginx from packages (half a minute, once) …');
  mkdirSync(folder, { recursive: true });
  // Under another name until it is whole: an interrupted run must not leave half an image.
  const unfinished = `${archive}.${process.pid}.tar`;
  const made = tryRun('mmdebstrap', [
    '--quiet',
    '--variant=minbase',
    `--include=${PACKAGES}`,
    ...WITHOUT,
    'trixie',
    unfinished,
  ]);
  if (!made.ok) {
    rmSync(unfinished, { force: true });
    throw new Error(`mmdebstrap failed. It said:\n${made.text}`);
  }
  renameSync(unfinished, archive);
}
