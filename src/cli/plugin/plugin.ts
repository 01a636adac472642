import type { Option } from 'commander';
import { VERSION } from '../context/version.ts';
import { awaitsValue } from '../flags/go-flags.ts';

/** What the docker command asks a file in its folder of plugins, before it takes it for one. */
export const METADATA_COMMAND = 'docker-cli-plugin-metadata';

/** The variable with the address at which docker listens for its plugins. */
export const PLUGIN_SOCKET = 'DOCKER_CLI_PLUGIN_SOCKET';

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
 * `docker -H x gantry up` calls `docker-gantry -H x gantry up`, and `docker help gantry` calls `docker-gantry help gantry`.
 * Takes the name out: neither is a command of ours.
 *
 * @param options those that may stand before it
 */
export function withoutPluginName(words: readonly string[], options: readonly Option[]): readonly string[] {
  const isHelp = words[0] === 'help';
  for (let at = isHelp ? 1 : 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (!word.startsWith('-')) return NAMES.includes(word) ? words.toSpliced(at, 1) : words;
    if (awaitsValue(options, word)) at++;
  }
  return words;
}
