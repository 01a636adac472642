import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nodeFiles } from '../../../src/cli/files/node-files.ts';
import { SpecError } from '../../../src/diagnostics/spec-error.ts';
import type { Project } from '../../../src/model/project.ts';
import { loadProject } from '../../../src/spec/load/load-project.ts';
import { printProject } from '../../../src/spec/print/print-project.ts';
import { yamlText } from '../../../src/util/yaml-text.ts';
import { composeTree } from '../../support/a-compose-tree.ts';
import { knownProjects } from '../../support/known-projects.ts';
import { loadFiles } from '../../support/load-files.ts';
import { memoryFiles } from '../../support/memory-files.ts';

const asYaml = (project: Project) => yamlText(printProject(project, 'yaml'));
const asJson = (project: Project) => JSON.stringify(printProject(project, 'json'), null, 2);

/** What is not used is not printed, and is a secret of the files all the same. */
const withoutSecrecy = ({ secrecy: _, ...project }: Project) => project;

describe('printProject()', () => {
  test('prints any project so that loading its YAML gives the same project', async () => {
    await fc.assert(
      fc.asyncProperty(composeTree, async (tree) => {
        const { project } = await loadFiles(JSON.stringify(tree));
        const again = await loadFiles(asYaml(project));

        expect(withoutSecrecy(again.project)).toEqual(withoutSecrecy(project));
      }),
      { numRuns: Number(process.env.RUNS ?? 40) },
    );
  });

  test('prints any project so that loading its JSON prints the same again', async () => {
    await fc.assert(
      fc.asyncProperty(composeTree, async (tree) => {
        const { project } = await loadFiles(JSON.stringify(tree));
        const again = await loadFiles(asJson(project));

        expect(asJson(again.project)).toBe(asJson(project));
      }),
      { numRuns: Number(process.env.RUNS ?? 40) },
    );
  });

  const projects = knownProjects();
  test('prints every file there is so that loading its YAML gives the same project', async () => {
    let loaded = 0;
    for (const { name, folder, file } of projects) {
      const request = {
        cwd: folder,
        environment: new Map([['HOME', '/home/ann']]),
        files: [],
        envFiles: [],
        profiles: ['*'],
      };
      const project = await loadProject({ ...request, files: [file] }, nodeFiles).then(
        (result) => result.project,
        (error: unknown) => {
          // Files of the corpus that are meant to be refused.
          if (error instanceof SpecError) return undefined;
          throw error;
        },
      );
      if (!project) continue;
      loaded++;
      const printed = { [`${folder}/compose.yaml`]: asYaml(project) };
      const again = await loadProject(request, memoryFiles(printed));
      expect(asYaml(again.project), name).toBe(asYaml(project));
    }
    expect(loaded).toBeGreaterThan(15);
  });
});
