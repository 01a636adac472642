import { describe, expect, test } from 'vitest';
import { defineProgram } from '../../../src/cli/help/program.ts';
import { pluginMetadata, withoutPluginName } from '../../../src/cli/plugin/plugin.ts';

describe('withoutPluginName()', () => {
  test.each([
    ['gantry up -d', 'up -d'],
    ['compose up', 'up'],
    ['help gantry', 'help'],
    ['help gantry up', 'help up'],
    ['-DH ssh://gantry gantry ps', '-DH ssh://gantry ps'],
    ['-H=ssh://box -c=gantry gantry ps', '-H=ssh://box -c=gantry ps'],
    ['-H ssh://box --tlsverify gantry -f compose gantry', '-H ssh://box --tlsverify -f compose gantry'],
    ['-p gantry ps', '-p gantry ps'],
    ['up gantry', 'up gantry'],
    ['--context=x', '--context=x'],
  ])('makes of `docker-gantry %s` the words `%s`', (words, expected) => {
    expect(withoutPluginName(words.split(' '), defineProgram().options)).toEqual(expected.split(' '));
  });
});

test('pluginMetadata() says what docker looks for in a plugin', () => {
  expect(JSON.parse(pluginMetadata('it lifts'))).toMatchObject({
    SchemaVersion: '0.1.0',
    Vendor: expect.stringMatching(/./),
    ShortDescription: 'it lifts',
  });
});
