import type { HostConfig } from '../../model/container-request.ts';
import type { ImageDetails } from '../../model/observed.ts';
import type { FieldChange } from '../../model/plan.ts';
import { defined } from '../../util/defined.ts';
import { isAnonymousVolume } from '../../util/is-anonymous-volume.ts';
import { stableJson } from '../../util/stable-json.ts';
import { compareMaps } from './change.ts';

/** A mount, whichever way the engine was asked for it. */
interface Normal {
  readonly type: string;
  readonly source?: string;
  readonly readOnly?: boolean;
  readonly selinux?: string;
  readonly propagation?: string;
  readonly more?: string;
}

export function compareMounts(
  have: HostConfig,
  image: ImageDetails | undefined,
  want: HostConfig,
): readonly FieldChange[] {
  const [old, next] = [byTarget(have), byTarget(want)];
  // A replacement took these over from the container before it; the image asks for them, not the file.
  for (const [target, mount] of old)
    if (
      mount.type === 'volume' &&
      mount.source === undefined &&
      !next.has(target) &&
      isOfImage(image, target)
    )
      old.delete(target);
  // A path may sound like a secret: what is mounted there is none.
  return compareMaps('volumes', texts(old), texts(next), (_target, mount) => mount);
}

/** When the image is gone, an anonymous volume is taken to be its. */
const isOfImage = (image: ImageDetails | undefined, target: string): boolean =>
  image === undefined || image.volumes.includes(target);

const texts = (mounts: ReadonlyMap<string, Normal>): ReadonlyMap<string, string> =>
  new Map([...mounts].map(([target, mount]) => [target, show(mount)]));

function show({ type, source, readOnly, selinux, propagation, more }: Normal): string {
  const options = [readOnly && 'ro', selinux, propagation, more].filter((option) => option).join(',');
  return `${type}${source === undefined ? '' : ` ${source}`}${options && ` (${options})`}`;
}

function byTarget({ Binds = [], Mounts = [] }: HostConfig): Map<string, Normal> {
  const mounts = new Map<string, Normal>();
  for (const bind of Binds) {
    const { target, ...mount } = readBind(bind);
    mounts.set(target, mount);
  }
  for (const {
    Type,
    Source,
    Target,
    ReadOnly,
    BindOptions,
    VolumeOptions,
    TmpfsOptions,
    ImageOptions,
  } of Mounts) {
    const more = stableJson({
      ...TmpfsOptions,
      ...ImageOptions,
      ...(VolumeOptions?.NoCopy ? { nocopy: true } : {}),
      ...(VolumeOptions?.Subpath ? { subpath: VolumeOptions.Subpath } : {}),
      ...(BindOptions?.NonRecursive ? { recursive: 'disabled' } : {}),
      ...(BindOptions?.ReadOnlyNonRecursive ? { recursive: 'writable' } : {}),
      ...(BindOptions?.ReadOnlyForceRecursive ? { recursive: 'readonly' } : {}),
    });
    const mount = normal(Type, Source, BindOptions?.Propagation, ReadOnly);
    mounts.set(Target, { ...mount, ...(more === '{}' ? {} : { more }) });
  }
  return mounts;
}

function normal(
  type: string,
  source: string | undefined,
  propagation: string | undefined,
  readOnly?: boolean,
): Normal {
  return defined<Normal>({
    type,
    // The engine names what nobody named with 64 hexadecimal digits.
    source: source === '' || isAnonymousVolume(source ?? '') ? undefined : source,
    readOnly: readOnly || undefined,
    propagation: propagation === 'rprivate' || propagation === '' ? undefined : propagation,
  });
}

const PROPAGATION = new Set(['shared', 'slave', 'private', 'rshared', 'rslave', 'rprivate']);

/** Options have no slash: in `c:/in:/data` the letter of a drive is no volume. */
function readBind(bind: string): Normal & { readonly target: string } {
  const match = /^(.*?):(\/[^:]*)(?::([^:/]*))?$/.exec(bind);
  const [, source = '', target = bind, options = ''] = match ?? [];
  const words = options.split(',');
  const mount = normal(
    // A drive of Windows and the home folder are paths too.
    /^(?:[/~.]|[A-Za-z]:|\\\\)/.test(source) ? 'bind' : 'volume',
    source,
    words.find((word) => PROPAGATION.has(word)),
    words.includes('ro'),
  );
  const selinux = words.find((word) => word === 'z' || word === 'Z');
  return {
    ...mount,
    ...(selinux ? { selinux } : {}),
    ...(words.includes('nocopy') ? { more: stableJson({ nocopy: true }) } : {}),
    target,
  };
}
