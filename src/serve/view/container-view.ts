import type { ObservedContainer, ObservedPort } from '../../model/observed.ts';
import { PAGE_STATUSES, type PageContainer, type PageStatus } from '../../model/page-state.ts';
import { finalName } from '../../model/temporary-name.ts';

/** What ends a process that somebody stopped: 128 and the number of SIGKILL or SIGTERM. */
const STOPPED_BY_SIGNAL: ReadonlySet<number> = new Set([137, 143]);

/** @param hide takes secrets out of a text */
export function containerView(container: ObservedContainer, hide: (text: string) => string): PageContainer {
  const { id, name, image, createdAt, ports } = container;
  return {
    id,
    name: finalName(name),
    ...statusOf(container),
    isRunning: container.state === 'running',
    image: hide(image),
    createdAt,
    ports: portTexts(ports),
  };
}

interface Status {
  readonly status: PageStatus;
  readonly says: string;
}

function statusOf({ state, health, exitCode }: ObservedContainer): Status {
  switch (state) {
    case 'running':
      if (health === 'unhealthy') return { status: 'failed', says: 'running, unhealthy' };
      if (health === 'starting') return { status: 'starting', says: 'running, not healthy yet' };
      return { status: 'running', says: health === undefined ? 'running' : `running, ${health}` };
    case 'restarting':
      return { status: 'failed', says: exitText('restarting after it exited', exitCode) };
    case 'exited':
      if (exitCode === 0) return { status: 'done', says: 'exited with 0' };
      return {
        status: exitCode !== undefined && STOPPED_BY_SIGNAL.has(exitCode) ? 'stopped' : 'failed',
        says: exitText('exited', exitCode),
      };
    case 'created':
      return { status: 'waiting', says: 'created, not started' };
    case 'paused':
      return { status: 'stopped', says: 'paused' };
    case 'removing':
      return { status: 'stopped', says: 'being removed' };
    case 'dead':
      return { status: 'failed', says: 'dead' };
  }
}

const exitText = (what: string, code: number | undefined): string =>
  code === undefined ? what : `${what} with ${code}`;

/** Each once: IPv4 and IPv6 of one port are one to people. */
function portTexts(ports: readonly ObservedPort[]): readonly string[] {
  const texts = ports.toSorted((a, b) => a.target - b.target).map(portText);
  return [...new Set(texts)];
}

/** `8080 → 80`, `127.0.0.1:5353 → 53/udp`, `80` */
export function portText({ hostIp = '', published, target, protocol }: ObservedPort): string {
  const end = protocol === 'tcp' ? `${target}` : `${target}/${protocol}`;
  if (published === undefined) return end;
  const everywhere = hostIp === '' || hostIp === '0.0.0.0' || hostIp === '::';
  return `${everywhere ? '' : `${hostIp}:`}${published} → ${end}`;
}

/** The status of a service: that of its worst container. */
export function worstStatus(containers: readonly PageContainer[], wanted: number): Status {
  const worst = containers.toSorted((a, b) => rank(a) - rank(b))[0];
  if (!worst) return { status: 'stopped', says: wanted === 0 ? 'no replicas' : 'not created' };
  const alike = containers.filter(({ says }) => says === worst.says).length;
  const total = Math.max(wanted, containers.length);
  return { status: worst.status, says: total === 1 ? worst.says : `${alike} of ${total} ${worst.says}` };
}

const rank = ({ status }: PageContainer): number => PAGE_STATUSES.indexOf(status);
