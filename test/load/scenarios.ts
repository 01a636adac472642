import type { Application, Fate } from './application.ts';
import { IS_WHOLE } from './options.ts';
import type { Way } from './program/ways.ts';

/** Clients of one kind. */
export interface Clients {
  readonly from: 'outside' | 'inside';
  readonly way: Way;
  readonly perSecond: number;
  readonly clients: number;
}

/** A command of docker compose, whichever program is tried. */
interface OfCompose {
  readonly ofCompose: string;
  /** Nothing answers after it. */
  readonly leavesNothing?: true;
}

/** What happens to an update at one of the calls of its command. */
export type Blow = 'the command is killed' | 'the ingress crashes' | 'the ingress is killed';

/** What is done to the application under its load, again and again. */
type Event =
  /** Another version. */
  | { readonly kind: 'update'; readonly fate?: Fate; readonly flag?: '--no-gap' }
  /** A version that fails, which the command has to notice; the one before it has to be there afterwards. */
  | { readonly kind: 'failing update'; readonly fate: Fate }
  /** Another version, by two commands at the same moment. */
  | { readonly kind: 'update by two' }
  /** Another version, whose command meets a blow at one of its calls, and is given again. */
  | { readonly kind: 'struck update'; readonly blow: Blow }
  /** Commands, one after another, that leave the number of replicas as it was. */
  | {
      readonly kind: 'commands';
      readonly commands: readonly (string | OfCompose)[];
      /** The file has another version before them. */
      readonly isUpdate?: true;
    };

export interface Scenario {
  readonly name: string;
  readonly app: Application;
  readonly load: readonly Clients[];
  readonly event: Event;
  /** No request fails; or some do, and the run tells how many. */
  readonly promise: 'no gap' | 'a gap';
  /** What has to be there before it can be tried. */
  readonly pending?: string;
  /** Why docker compose cannot do it at all. */
  readonly notByCompose?: string;
  /** In the bounded run. */
  readonly isPart: boolean;
}

/** In CI several scenarios have two cores. */
const PER_SECOND = IS_WHOLE ? 100 : 50;

const at = (
  from: Clients['from'],
  way: Way,
  { perSecond = PER_SECOND, clients = 64 }: { readonly perSecond?: number; readonly clients?: number } = {},
): Clients => ({ from, way, perSecond, clients });

/** Requests, as most clients make them. */
const OUTSIDE = [at('outside', 'connections'), at('outside', 'keep-alive', { clients: 20 })];
const INSIDE = [at('inside', 'connections'), at('inside', 'keep-alive', { clients: 20 })];
/** What is open for seconds, a few new ones each second. */
const LONG = [
  at('outside', 'streams', { perSecond: 3 }),
  at('outside', 'uploads', { perSecond: 3 }),
  at('outside', 'upgrades', { perSecond: 3 }),
  at('outside', 'sessions', { perSecond: 3 }),
];

const DATAGRAMS = [at('outside', 'datagrams'), at('outside', 'datagrams of one port', { clients: 20 })];
const DATAGRAMS_INSIDE = [at('inside', 'datagrams'), at('inside', 'datagrams of one port', { clients: 20 })];

/** Without plain TCP, which nginx does not pass on. */
const LONG_HTTP = LONG.filter(({ way }) => way !== 'sessions');

const ONE: Application = { replicas: 1, manner: 'abrupt', isPublished: true };
const HANDED_OVER: Application = { ...ONE, handsOver: true };
const FIRST_STARTED: Application = { ...ONE, order: 'start-first' };
const BY_ALIAS: Application = { ...FIRST_STARTED, isPublished: false, isExposed: true, alias: 'shop' };
/** The name is the new container's too before it listens, and the old one's until it has ended. */
const NOT_EXPOSED: Application = { ...FIRST_STARTED, isPublished: false, alias: 'shop' };
const SHOP: Application = { ...FIRST_STARTED, isPublished: false, shop: 'the application' };

const ONE_PORT = 'two containers cannot publish one port';
const WITHOUT_INGRESS = 'it has no ingress';
const NO_FLAG = 'it has no such flag';
const ITS_OWN = 'the commands are its own';

const UPDATE: Event = { kind: 'update' };

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'stop-first, published',
    app: ONE,
    load: OUTSIDE,
    event: UPDATE,
    promise: 'a gap',
    isPart: false,
  },
  {
    name: 'stop-first, published, `restart`',
    app: ONE,
    load: OUTSIDE,
    event: { kind: 'commands', commands: ['restart'] },
    promise: 'a gap',
    isPart: false,
  },
  {
    name: 'stop-first with `handover: true`, published, a connection for each request',
    app: HANDED_OVER,
    load: [at('outside', 'connections')],
    event: UPDATE,
    promise: 'no gap',
    isPart: true,
  },
  {
    name: 'stop-first with `handover: true`, published',
    app: HANDED_OVER,
    load: OUTSIDE,
    event: UPDATE,
    // No connection is refused, but one that is open ends with its container.
    promise: 'a gap',
    isPart: false,
  },
  {
    name: 'stop-first with `handover: true`, published, `restart`, a connection for each request',
    app: HANDED_OVER,
    load: [at('outside', 'connections')],
    event: { kind: 'commands', commands: ['restart'] },
    promise: 'no gap',
    isPart: false,
  },
  {
    name: 'start-first, published',
    app: FIRST_STARTED,
    load: OUTSIDE,
    event: UPDATE,
    promise: 'no gap',
    isPart: true,
  },
  {
    name: 'the first update after `order: start-first` was written, published',
    app: { ...FIRST_STARTED, orderSince: 2 },
    load: OUTSIDE,
    event: UPDATE,
    promise: 'a gap',
    isPart: false,
  },
  {
    name: 'the first update after `order: start-first` was written, `--no-gap`, published',
    app: { ...FIRST_STARTED, orderSince: 2 },
    load: OUTSIDE,
    event: { kind: 'update', flag: '--no-gap' },
    // No connection is refused, but one that is open ends with its container.
    promise: 'a gap',
    notByCompose: NO_FLAG,
    isPart: false,
  },
  {
    name: 'the first update after `order: start-first` was written, `--no-gap`, a connection for each request',
    app: { ...FIRST_STARTED, orderSince: 2 },
    load: [at('outside', 'connections')],
    event: { kind: 'update', flag: '--no-gap' },
    promise: 'no gap',
    notByCompose: NO_FLAG,
    isPart: true,
  },
  {
    name: 'start-first, published, `restart`',
    app: FIRST_STARTED,
    load: OUTSIDE,
    event: { kind: 'commands', commands: ['restart'] },
    promise: 'no gap',
    isPart: false,
  },
  {
    name: 'start-first, published, three replicas, `restart`',
    app: { ...FIRST_STARTED, replicas: 3 },
    load: OUTSIDE,
    event: { kind: 'commands', commands: ['restart'] },
    promise: 'no gap',
    notByCompose: ONE_PORT,
    isPart: false,
  },
  {
    name: 'start-first, published, `scale` to three and back',
    app: FIRST_STARTED,
    load: OUTSIDE,
    event: { kind: 'commands', commands: ['scale web=3', 'scale web=1'] },
    promise: 'no gap',
    notByCompose: ONE_PORT,
    isPart: false,
  },
  {
    name: 'start-first, published, the application ends politely',
    app: { ...FIRST_STARTED, manner: 'graceful' },
    load: OUTSIDE,
    event: UPDATE,
    promise: 'no gap',
    isPart: false,
  },
  {
    name: 'start-first, published, three replicas',
    app: { ...FIRST_STARTED, replicas: 3 },
    load: OUTSIDE,
    event: UPDATE,
    promise: 'no gap',
    notByCompose: ONE_PORT,
    isPart: true,
  },
  {
    name: 'start-first, published: streams, uploads, websockets, TCP',
    app: FIRST_STARTED,
    load: LONG,
    event: UPDATE,
    promise: 'no gap',
    isPart: true,
  },
  {
    name: 'start-first, published: UDP, and TCP on the same port',
    app: { ...FIRST_STARTED, hasUdp: true },
    load: [...DATAGRAMS, at('outside', 'connections')],
    event: UPDATE,
    promise: 'no gap',
    isPart: true,
  },
  {
    name: 'start-first, published: UDP, three replicas',
    app: { ...FIRST_STARTED, hasUdp: true, replicas: 3 },
    load: DATAGRAMS,
    event: UPDATE,
    promise: 'no gap',
    notByCompose: ONE_PORT,
    isPart: false,
  },
  {
    name: 'start-first, clients inside by alias, `expose`: UDP',
    app: { ...BY_ALIAS, hasUdp: true },
    load: DATAGRAMS_INSIDE,
    event: UPDATE,
    promise: 'no gap',
    isPart: false,
  },
  {
    name: 'killed in the middle and given again, published: UDP',
    app: { ...FIRST_STARTED, hasUdp: true },
    load: DATAGRAMS,
    event: { kind: 'struck update', blow: 'the command is killed' },
    promise: 'no gap',
    isPart: false,
  },
  {
    name: 'start-first, published, clients inside: each time, once, kept',
    app: { ...FIRST_STARTED, alias: 'shop' },
    load: [...INSIDE, at('inside', 'resolved once')],
    event: UPDATE,
    promise: 'no gap',
    isPart: false,
  },
  {
    name: 'a shop with PostgreSQL and nginx: the application',
    app: SHOP,
    load: OUTSIDE,
    event: UPDATE,
    promise: 'no gap',
    isPart: true,
  },
  {
    name: 'a shop: the application, three replicas',
    app: { ...SHOP, replicas: 3 },
    load: OUTSIDE,
    event: UPDATE,
    promise: 'no gap',
    isPart: false,
  },
  {
    name: 'a shop: the application, streams, uploads, websockets',
    app: SHOP,
    load: LONG_HTTP,
    event: UPDATE,
    promise: 'no gap',
    isPart: false,
  },
  {
    name: 'a shop: the application, the first update after `order: start-first` was written',
    app: { ...SHOP, orderSince: 2 },
    load: OUTSIDE,
    event: UPDATE,
    promise: 'no gap',
    isPart: false,
  },
  {
    name: 'a shop: the application, an update that fails',
    app: { ...SHOP, failureAction: 'rollback' },
    load: OUTSIDE,
    event: { kind: 'failing update', fate: 'dies' },
    promise: 'no gap',
    isPart: false,
  },
  {
    name: 'a shop: nginx',
    app: { ...SHOP, shop: 'nginx' },
    load: OUTSIDE,
    event: UPDATE,
    promise: 'no gap',
    isPart: false,
  },
  {
    // The database never runs twice, so the application cannot answer meanwhile.
    name: 'a shop: all of it, PostgreSQL too',
    app: { ...SHOP, shop: 'all of it' },
    load: OUTSIDE,
    event: UPDATE,
    promise: 'a gap',
    isPart: true,
  },
  {
    // The database is away for a moment: the application cannot answer meanwhile.
    name: 'a shop: `restart` of everything',
    app: SHOP,
    load: OUTSIDE,
    event: { kind: 'commands', commands: ['restart'] },
    promise: 'a gap',
    isPart: false,
  },
  {
    name: 'the first update after `order: start-first` was written, clients inside by alias',
    app: { ...BY_ALIAS, orderSince: 2 },
    load: INSIDE,
    event: UPDATE,
    promise: 'a gap',
    isPart: false,
  },
  {
    name: 'start-first, clients inside by alias, no ports in the file',
    app: { ...NOT_EXPOSED, manner: 'graceful' },
    load: INSIDE,
    event: UPDATE,
    promise: 'a gap',
    isPart: false,
  },
  {
    name: 'start-first, clients inside by alias, `expose`',
    app: BY_ALIAS,
    load: [...INSIDE, at('inside', 'resolved once')],
    event: UPDATE,
    promise: 'no gap',
    isPart: true,
  },
  {
    name: 'start-first, clients inside by alias, `expose`, three replicas',
    app: { ...BY_ALIAS, replicas: 3 },
    load: INSIDE,
    event: UPDATE,
    promise: 'no gap',
    isPart: false,
  },
  {
    name: 'an update that fails, clients inside by alias, `expose`',
    app: { ...BY_ALIAS, failureAction: 'rollback' },
    load: INSIDE,
    event: { kind: 'failing update', fate: 'dies' },
    promise: 'no gap',
    isPart: false,
  },
  {
    name: 'an update that fails, published',
    app: { ...FIRST_STARTED, failureAction: 'rollback' },
    load: OUTSIDE,
    event: { kind: 'failing update', fate: 'dies' },
    promise: 'no gap',
    isPart: true,
  },
  {
    name: 'an update that never becomes healthy, published',
    app: { ...FIRST_STARTED, failureAction: 'rollback' },
    load: OUTSIDE,
    event: { kind: 'failing update', fate: 'sick' },
    promise: 'no gap',
    isPart: false,
  },
  {
    name: 'an update that fails after the switch, published',
    app: { ...FIRST_STARTED, failureAction: 'rollback', monitor: '5s' },
    load: OUTSIDE,
    event: { kind: 'failing update', fate: 'dies later' },
    // What the new one has accepted and not answered when it dies is lost, and nothing else.
    promise: 'a gap',
    isPart: false,
  },
  {
    name: 'killed in the middle and given again, published',
    app: FIRST_STARTED,
    load: OUTSIDE,
    event: { kind: 'struck update', blow: 'the command is killed' },
    promise: 'no gap',
    isPart: true,
  },
  {
    name: 'two `up` at the same moment, published',
    app: FIRST_STARTED,
    load: OUTSIDE,
    event: { kind: 'update by two' },
    promise: 'no gap',
    isPart: false,
  },
  {
    name: 'killed in the middle and given again, clients inside by alias, `expose`',
    app: BY_ALIAS,
    load: INSIDE,
    event: { kind: 'struck update', blow: 'the command is killed' },
    promise: 'no gap',
    isPart: false,
  },
  {
    name: 'an update whose healthchecks fail now and then, published',
    app: FIRST_STARTED,
    load: OUTSIDE,
    event: { kind: 'update', fate: 'flaps' },
    promise: 'no gap',
    isPart: false,
  },
  {
    name: 'the ingress crashes in the middle of an update',
    app: FIRST_STARTED,
    load: OUTSIDE,
    event: { kind: 'struck update', blow: 'the ingress crashes' },
    promise: 'a gap',
    notByCompose: WITHOUT_INGRESS,
    isPart: false,
  },
  {
    name: 'the ingress is killed in the middle of an update',
    app: FIRST_STARTED,
    load: OUTSIDE,
    event: { kind: 'struck update', blow: 'the ingress is killed' },
    promise: 'a gap',
    notByCompose: WITHOUT_INGRESS,
    isPart: false,
  },
  {
    name: 'an update, and `ps` and `port` of docker compose',
    app: FIRST_STARTED,
    load: OUTSIDE,
    event: {
      kind: 'commands',
      isUpdate: true,
      commands: ['up -d', { ofCompose: 'ps' }, { ofCompose: 'port web 8080' }],
    },
    promise: 'no gap',
    notByCompose: ITS_OWN,
    isPart: false,
  },
  {
    name: 'docker compose stops and starts it, takes it away, and takes it over',
    app: FIRST_STARTED,
    load: OUTSIDE,
    event: {
      kind: 'commands',
      isUpdate: true,
      commands: [
        'up -d',
        { ofCompose: 'stop', leavesNothing: true },
        { ofCompose: 'start' },
        { ofCompose: 'up -d' },
        'up -d',
        { ofCompose: 'down', leavesNothing: true },
        'up -d',
      ],
    },
    promise: 'a gap',
    notByCompose: ITS_OWN,
    isPart: false,
  },
];
