import fc from 'fast-check';

export const SERVICES = ['a', 'b', 'c', 'd', 'e'] as const;
const CONDITIONS = ['service_started', 'service_healthy', 'service_completed_successfully'] as const;

/** What a service may be asked to be. What does not go together is left out when the file is written. */
export interface ServiceChoices {
  readonly isThere: boolean;
  readonly image: 'busybox:latest' | 'app';
  readonly isBuilt: boolean;
  readonly variable: 'one' | 'two';
  readonly memory: '32m' | '64m' | undefined;
  readonly pids: 50 | 60 | undefined;
  readonly restart: 'no' | 'always' | 'unless-stopped' | undefined;
  readonly networks: readonly ('front' | 'back' | 'outside')[];
  readonly alias: 'site' | 'shop' | undefined;
  readonly isAddressed: boolean;
  readonly mac: '02:00:00:00:00:01' | '02:00:00:00:00:02' | undefined;
  readonly prefersBack: boolean;
  readonly volumes: readonly ('data' | 'cache' | 'kept')[];
  readonly isReadOnly: boolean;
  readonly hasAnonymous: boolean;
  readonly config: 'inline' | 'file' | undefined;
  readonly hooks: readonly ('pre_start' | 'post_start' | 'pre_stop')[];
  readonly needs: readonly Need[];
  readonly scale: number;
  readonly hasFixedName: boolean;
  readonly isOptional: boolean;
  readonly lender: Lender | undefined;
  readonly isPublished: boolean;
}

interface Need {
  readonly service: number;
  readonly condition: (typeof CONDITIONS)[number];
  readonly restart: boolean;
  readonly required: boolean;
}

interface Lender {
  readonly service: number;
  readonly lends: 'network_mode' | 'ipc' | 'pid' | 'volumes_from' | 'links';
}

export interface ProjectChoices {
  readonly services: readonly ServiceChoices[];
  readonly front: { readonly name: string | undefined; readonly label: string };
  readonly back: { readonly name: string | undefined; readonly internal: boolean };
  readonly data: { readonly name: string | undefined; readonly label: string };
  readonly onChange: 'recreate' | 'restart' | 'SIGHUP' | 'ignore' | undefined;
  readonly content: 'old' | 'new';
  readonly fileOnChange: 'restart' | 'ignore' | undefined;
  /** Of the file on the machine: another one is a newer file in its place. */
  readonly fileVersion: 1 | 2;
  /** Who has which address and which port. */
  readonly places: readonly number[];
}

const sometimes = <Value>(...values: readonly Value[]) =>
  fc.constantFrom<Value | undefined>(undefined, ...values);
const seldom = fc.integer({ min: 0, max: 4 }).map((number) => number === 4);

const someNeed = fc.record({
  service: fc.nat(3),
  condition: fc.constantFrom(...CONDITIONS),
  restart: fc.boolean(),
  required: fc.boolean(),
});

const someLender = fc.record({
  service: fc.nat(3),
  lends: fc.constantFrom('network_mode', 'ipc', 'pid', 'volumes_from', 'links'),
});

const someService: fc.Arbitrary<ServiceChoices> = fc.record({
  isThere: seldom.map((not) => !not),
  image: fc.constantFrom('busybox:latest', 'app'),
  isBuilt: seldom,
  variable: fc.constantFrom('one', 'two'),
  memory: sometimes('32m', '64m'),
  pids: sometimes(50, 60),
  restart: sometimes('no', 'always', 'unless-stopped'),
  networks: fc.subarray<ServiceChoices['networks'][number]>(['front', 'back', 'outside']),
  alias: sometimes('site', 'shop'),
  isAddressed: fc.boolean(),
  mac: sometimes('02:00:00:00:00:01', '02:00:00:00:00:02'),
  prefersBack: fc.boolean(),
  volumes: fc.subarray<ServiceChoices['volumes'][number]>(['data', 'cache', 'kept']),
  isReadOnly: fc.boolean(),
  hasAnonymous: fc.boolean(),
  config: sometimes('inline', 'file'),
  hooks: fc.oneof(
    fc.constant<ServiceChoices['hooks']>([]),
    fc.subarray<ServiceChoices['hooks'][number]>(['pre_start', 'post_start', 'pre_stop']),
  ),
  needs: fc.uniqueArray(someNeed, { maxLength: 2, selector: ({ service }) => service }),
  scale: fc.integer({ min: 0, max: 3 }),
  hasFixedName: seldom,
  isOptional: seldom,
  lender: fc.option(someLender, { nil: undefined, freq: 1 }),
  isPublished: fc.boolean(),
});

const someProject: fc.Arbitrary<ProjectChoices> = fc.record({
  services: fc.tuple(...SERVICES.map(() => someService)),
  front: fc.record({ name: sometimes('storefront'), label: fc.constantFrom('one', 'two') }),
  back: fc.record({ name: sometimes('warehouse'), internal: fc.boolean() }),
  data: fc.record({ name: sometimes('archive'), label: fc.constantFrom('one', 'two') }),
  onChange: sometimes('recreate', 'restart', 'SIGHUP', 'ignore'),
  content: fc.constantFrom('old', 'new'),
  fileOnChange: sometimes('restart', 'ignore'),
  fileVersion: fc.constantFrom(1, 2),
  places: fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 }),
});

/** What an edit takes from another project: an attribute of it, or of one of its services. */
export type Edit = keyof Omit<ProjectChoices, 'services'> | readonly [number, keyof ServiceChoices];

const someAttribute = fc.constantFrom<keyof ServiceChoices>(
  'isThere',
  'image',
  'isBuilt',
  'variable',
  'memory',
  'pids',
  'restart',
  'networks',
  'alias',
  'isAddressed',
  'mac',
  'prefersBack',
  'volumes',
  'isReadOnly',
  'hasAnonymous',
  'config',
  'hooks',
  'needs',
  'scale',
  'hasFixedName',
  'isOptional',
  'lender',
  'isPublished',
);
const someEdit: fc.Arbitrary<Edit> = fc.oneof(
  fc.constantFrom<Edit>(
    'front',
    'back',
    'data',
    'onChange',
    'content',
    'fileOnChange',
    'fileVersion',
    'places',
  ),
  { weight: 3, arbitrary: fc.tuple(fc.nat(SERVICES.length - 1), someAttribute) },
);

/** A project, and what became of it. */
export interface ProjectChange {
  readonly before: ProjectChoices;
  readonly after: ProjectChoices;
}

/** A few edits of a project. @param edit what may be edited; absent: anything */
export const someChange = (edit: fc.Arbitrary<Edit> = someEdit): fc.Arbitrary<ProjectChange> =>
  fc
    .record({
      before: someProject,
      other: someProject,
      edits: fc.array(edit, { minLength: 1, maxLength: 6 }),
    })
    .map(({ before, other, edits }) => ({
      before,
      after: edits.reduce((project, next) => applyEdit(project, other, next), before),
    }));

/** Edits of some attributes of services. */
export const someEditOf = (...attributes: readonly (keyof ServiceChoices)[]): fc.Arbitrary<Edit> =>
  fc.tuple(fc.nat(SERVICES.length - 1), fc.constantFrom(...attributes));

function applyEdit(project: ProjectChoices, other: ProjectChoices, edit: Edit): ProjectChoices {
  if (typeof edit === 'string') return { ...project, [edit]: other[edit] };
  const [index, attribute] = edit;
  const services = project.services.map((service, position) =>
    position === index ? { ...service, [attribute]: other.services[index]?.[attribute] } : service,
  );
  return { ...project, services };
}

export function withoutMacs({ before, after }: ProjectChange): ProjectChange {
  const plain = (project: ProjectChoices): ProjectChoices => ({
    ...project,
    services: project.services.map((service) => ({ ...service, mac: undefined })),
  });
  return { before: plain(before), after: plain(after) };
}
