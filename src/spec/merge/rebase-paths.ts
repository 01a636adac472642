import { absoluteContext, absolutePath, type PathBase } from '../attributes/short-syntax/paths.ts';
import { parseVolume } from '../attributes/short-syntax/volume-text.ts';
import type { Origins } from '../tree/origins.ts';
import { type Container, isMap, type Tree, type TreeMap } from '../tree/tree.ts';

type Change = (tree: Tree) => Tree;

/**
 * Makes the paths of a tree absolute before it is merged into one with another base: paths of included files
 * and extended services are relative to their own file. Nothing is changed in place.
 */
export function rebaseModel(model: TreeMap, base: PathBase, origins: Origins): TreeMap {
  const file = atKeys(origins, { file: text((path) => absolutePath(path, base)) });
  return asMap(
    atKeys(origins, {
      services: eachMember(origins, (service) =>
        withContext(rebaseService(service, base, origins), base, origins),
      ),
      volumes: eachMember(origins, (volume) => rebaseVolume(volume, base, origins)),
      secrets: eachMember(origins, file),
      configs: eachMember(origins, file),
    })(model),
  );
}

export function rebaseService(service: Tree, base: PathBase, origins: Origins): Tree {
  const path = text((written) => absolutePath(written, base));
  const context = text((written) => absoluteContext(written, base));
  const pathEntry = atKeys(origins, { path });
  const envFile: Change = (tree) => (isMap(tree) ? pathEntry(tree) : path(tree));
  const build = atKeys(origins, {
    context,
    additional_contexts: pairs(origins, (written) => absoluteContext(written, base)),
    ssh: pairs(origins, (written) => absolutePath(written, base)),
  });
  const source = atKeys(origins, { source: path });
  return atKeys(origins, {
    build: (tree) => (isMap(tree) ? build(tree) : context(tree)),
    env_file: (tree) => (Array.isArray(tree) ? eachMember(origins, envFile)(tree) : envFile(tree)),
    label_file: (tree) => (Array.isArray(tree) ? eachMember(origins, path)(tree) : path(tree)),
    develop: atKeys(origins, { watch: eachMember(origins, pathEntry) }),
    volumes: eachMember(origins, (mount) => {
      if (typeof mount === 'string') return rebaseVolumeText(mount, base);
      return isMap(mount) && mount.type === 'bind' ? source(mount) : mount;
    }),
  })(service);
}

/**
 * A build without a context means the folder of the project, or of the included file (but not of a file whose service is extended, as
 * in docker compose).
 */
function withContext(service: Tree, base: PathBase, origins: Origins): Tree {
  return atKeys(origins, {
    build(build) {
      if (!isMap(build) || build.context !== undefined) return build;
      const made = { context: base.workingDir, ...build };
      origins.derive(made, build);
      return made;
    },
  })(service);
}

function rebaseVolumeText(spec: string, base: PathBase): string {
  const parsed = parseVolume(spec);
  if (!parsed.ok || parsed.mount.type !== 'bind' || parsed.mount.source === undefined) return spec;
  return absolutePath(parsed.mount.source, base) + spec.slice(parsed.mount.source.length);
}

function rebaseVolume(volume: Tree, base: PathBase, origins: Origins): Tree {
  const options = isMap(volume) ? volume.driver_opts : undefined;
  if (!isMap(volume) || !isMap(options) || volume.driver !== 'local' || options.o !== 'bind') return volume;
  const device = text((path) => absolutePath(path, base));
  return atKeys(origins, { driver_opts: atKeys(origins, { device }) })(volume);
}

const text =
  (change: (written: string) => string): Change =>
  (tree) =>
    typeof tree === 'string' ? change(tree) : tree;

/** Changes the values of these keys of a map. */
function atKeys(origins: Origins, changes: Readonly<Record<string, Change>>): Change {
  return (tree) => {
    if (!isMap(tree)) return tree;
    const changed = Object.entries(changes).filter(([key]) => (tree[key] ?? null) !== null);
    if (changed.length === 0) return tree;
    const made: TreeMap = { ...tree };
    for (const [key, change] of changed) made[key] = change(tree[key] ?? null);
    origins.derive(made, tree);
    return made;
  };
}

function eachMember(origins: Origins, change: Change): Change {
  return (tree) => {
    if (typeof tree !== 'object' || tree === null) return tree;
    const made: Container = Array.isArray(tree)
      ? tree.map(change)
      : Object.fromEntries(Object.entries(tree).map(([key, member]) => [key, change(member)]));
    origins.derive(made, tree);
    return made;
  };
}

/** Changes the values of `{key: value}` and `[key=value]`. */
function pairs(origins: Origins, change: (value: string) => string): Change {
  return (tree) =>
    eachMember(origins, (member) => {
      if (typeof member !== 'string') return member;
      if (!Array.isArray(tree)) return change(member);
      const equals = member.indexOf('=');
      return equals < 0 ? member : member.slice(0, equals + 1) + change(member.slice(equals + 1));
    })(tree);
}

const asMap = (tree: Tree): TreeMap => (isMap(tree) ? tree : {});
