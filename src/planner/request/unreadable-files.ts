import type { ServiceSpec } from '../../model/service-spec.ts';
import type { CopiedFile } from './injected-files.ts';

const OWNER_READS = 0o400;
const GROUP_READS = 0o040;
const ALL_READ = 0o004;

/**
 * Says which secrets and configs the user of a service cannot read as the file has them: docker compose ignores the mode of
 * those that come from a file, so what worked there is refused here. Only a number tells who that user is, and its
 * groups are the image's business.
 */
export function reportUnreadable(service: ServiceSpec, files: readonly CopiedFile[]): readonly string[] {
  const [user = '', group] = (service.user ?? '').split(':');
  if (!/^\d+$/.test(user) || Number(user) === 0) return [];
  const mayBeIn = (gid: number): boolean => group === undefined || group === String(gid);
  const extra = service.groupAdd.length > 0;
  const isReadable = ({ mode, uid, gid }: CopiedFile): boolean => {
    if (uid === Number(user)) return (mode & OWNER_READS) !== 0;
    if ((mode & GROUP_READS) !== 0 && (extra || mayBeIn(gid))) return true;
    return (mode & ALL_READ) !== 0;
  };
  return files
    .filter((file) => !isReadable(file))
    .map(
      ({ kind, key, mode, uid }) =>
        `service "${service.name}" runs as user ${user}, which cannot read ${kind} "${key}": it belongs to ${uid} and has mode ${mode.toString(8).padStart(4, '0')}; give it \`uid: "${user}"\` there`,
    );
}
