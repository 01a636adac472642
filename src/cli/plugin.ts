import type { Option } from 'commander';
import { VERSION } from './version.ts';

/** What the docker command asks a file in its folder of plugins, before it takes it for one. */
export const METADATA_COMMAND = 'docker-cli-plugin-metadata';

/** Source: docs.docker.com, "CLI plugins", schema 0.1.0. */
export function pluginMetadata(summary: string): string {
  return JSON.stringify({
    SchemaVersion: '0.1.0',
    Vendor: 'gantry',
    Version: VERSION,
    ShortDescription: summary,
  });
}

/** What the plugin may be called: the second name takes the place of docker compose. */
const NAMES = ['gantry', 'compose'];

/**
 * `docker -H x gantry up` calls `docker-gantry -H x gantry up`. Takes the name out: neither is a command of ours.
 *
 * @param options those that may stand before it
 */
export function withoutPluginName(words: readonly string[], options: readonly Option[]): readonly string[] {
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word.startsWith('-')) {
      const option = options.find(({ long, short }) => word === long || word === short);
      if (option?.required) at++; // the word behind it is its value
    } else return NAMES.includes(word) ? words.toSpliced(at, 1) : words;
  }
  return words;
}
