import { computed, signal } from '@preact/signals';
import type { PageOverview } from '../model/page-overview.ts';
import { countPending, rowsToShow, stepsUnderway } from '../model/page-services.ts';
import type { PageService, PageState } from '../model/page-state.ts';
import { servicesWaiting } from '../model/page-waits.ts';
import { shellWord } from '../util/shell-word.ts';
import { copyText } from './copy-text.ts';

/** What the server says. undefined: nothing yet. */
export const pageState = signal<PageState | undefined>(undefined);

/** All projects, where the page is of none of them. */
export const overview = signal<PageOverview | undefined>(undefined);

type Link =
  /** `missing`: there is no project of that name. */
  | { readonly kind: 'connecting' | 'live' | 'lost' | 'missing' }
  | { readonly kind: 'refused'; readonly reason: string; readonly asksPassword: boolean };

export const link = signal<Link>({ kind: 'connecting' });

export const VIEWS = ['graph', 'logs', 'plan', 'watch', 'history'] as const;
/** `list`: what a narrow screen shows instead of the graph. */
export type View = (typeof VIEWS)[number] | 'list';

/** A narrow screen has no room for a graph that says anything. */
export const view = signal<View>(matchMedia('(max-width: 760px)').matches ? 'list' : 'graph');
export const selected = signal<string | undefined>(undefined);
/** Whether the details of the selection are open. */
export const isOpen = signal(false);
export const listFilter = signal('');
/** Services whose logs are shown; empty: all. */
export const logServices = signal<readonly string[]>([]);
/** The line of the logs that the address names, as `web-1@2026-01-02T13:23:37.123456789Z`. Empty: none. */
export const linkedLine = signal('');
export const dialog = signal<'apply' | 'help' | 'palette' | undefined>(undefined);
/** For a moment, at the bottom; read out. */
export const notice = signal('');

export const services = computed<readonly PageService[]>(() =>
  rowsToShow(pageState.value?.services ?? {}, listFilter.value),
);

export const pendingCount = computed(() => countPending(pageState.value?.plan));

export const isRunning = computed(() => pageState.value?.run?.status === 'running');

export const activeSteps = computed(() => stepsUnderway(pageState.value?.run));

/** By service: those that it waits for in the run that goes on. */
export const waitingServices = computed(() => servicesWaiting(pageState.value?.run));

/** The view and the selection stand behind the #, so that a link leads back to them. */
export function readAddress(): void {
  const parts = location.hash.slice(2).split('/');
  const [name, service, logs = '', line = ''] = parts.map(decodeSafely);
  if (name === 'list' || VIEWS.some((known) => known === name)) view.value = name as View;
  selected.value = service || undefined;
  isOpen.value = selected.value !== undefined;
  if (logs !== logServices.value.join(',')) logServices.value = logs === '' ? [] : logs.split(',');
  linkedLine.value = line;
}

export function writeAddress(): void {
  if (!pageState.value) return;
  const service = (isOpen.value ? selected.value : undefined) ?? '';
  const parts: string[] = [view.value, service, logServices.value.join(','), linkedLine.value];
  while (parts.at(-1) === '') parts.pop();
  const address = `#/${parts.map(encodeURIComponent).join('/')}`;
  if (location.hash !== address) history.replaceState(null, '', address);
}

function decodeSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

export function openService(name: string): void {
  selected.value = name;
  isOpen.value = true;
}

/** The next or previous one in the list. */
export function moveSelection(by: number): void {
  const names = services.value.map(({ name }) => name);
  if (names.length === 0) return;
  const at = names.indexOf(selected.value ?? '');
  const next = at < 0 ? (by > 0 ? 0 : names.length - 1) : Math.min(names.length - 1, Math.max(0, at + by));
  selected.value = names[next];
}

let noticeTimer = 0;
export function tell(text: string): void {
  notice.value = text;
  clearTimeout(noticeTimer);
  noticeTimer = setTimeout(() => {
    notice.value = '';
  }, 4000);
}

/**
 * @param words behind `gantry`, and behind what says which project is meant
 * @param names of services, and what else is no word of ours
 */
export const copyCommandLine = (words: string, ...names: readonly string[]): Promise<void> =>
  copy([pageState.value?.command ?? 'gantry', words, ...names.map(shellWord)].join(' '));

export async function copy(text: string): Promise<void> {
  await copyText(text).then(
    () => tell(`copied: ${text.slice(0, 80)}`),
    () => tell('the browser does not allow copying'),
  );
}
