import { describe, expect, test } from 'vitest';
import { formatPlan } from '../../../src/model/format-plan.ts';
import type { Json } from '../../../src/model/json.ts';
import type { Observed } from '../../../src/model/observed.ts';
import type { Project } from '../../../src/model/project.ts';
import type { ServiceSpec } from '../../../src/model/service-spec.ts';
import { aProject } from '../../support/a-project.ts';
import { aService } from '../../support/a-service.ts';
import { anObserved } from '../../support/an-observed.ts';
import { inspectionsOf } from '../../support/apply-plan.ts';
import { inspectionsNeeded, planUp } from '../../support/planning.ts';
import { running } from '../../support/running.ts';

const declaring = (models: Json, ...services: readonly ServiceSpec[]): Project => ({
  ...aProject({ services }),
  extensions: new Map([['models', models]]),
  variables: new Map([['MODEL_RUNNER', 'here']]),
});
const operations = (project: Project, observed: Observed = anObserved()) =>
  planUp(project, observed, {}, new Map()).steps.map(({ operation }) => operation);
const models = (project: Project) => operations(project).filter(({ kind }) => kind === 'prepare-model');

describe('planUp() of services that use models', () => {
  test('prepares each model once, before the containers that are told of it', () => {
    const project = declaring(
      { 'my-llm': { model: 'ai/smol' }, other: { model: 'ai/other' }, unused: { model: 'ai/unused' } },
      aService('web', { models: { other: {}, 'my-llm': {} } }),
      aService('api', { models: { 'my-llm': { model_var: 'NAME', endpoint_var: 'WHERE' } } }),
    );

    expect(
      formatPlan(planUp(project, anObserved(), {}, new Map()))
        .split('\n')
        .slice(0, 2),
    ).toEqual([
      '1 prepare-model my-llm ai/smol because api, web needs it',
      '2 prepare-model other ai/other because web needs it',
    ]);
    expect(operations(project)).toMatchObject([
      { kind: 'prepare-model', services: ['api', 'web'], environment: new Map([['MODEL_RUNNER', 'here']]) },
      { kind: 'prepare-model', services: ['web'] },
      {
        kind: 'create-container',
        service: 'api',
        variables: [{ step: 1, names: { MODEL: 'NAME', URL: 'WHERE' } }],
      },
      { kind: 'start-container' },
      {
        kind: 'create-container',
        service: 'web',
        variables: [
          { step: 2, names: { MODEL: 'OTHER_MODEL', URL: 'OTHER_URL' } },
          { step: 1, names: { MODEL: 'MY_LLM_MODEL', URL: 'MY_LLM_URL' } },
        ],
      },
      { kind: 'start-container' },
    ]);
  });

  test('configures it as the file says', () => {
    const web = aService('web', { models: { llm: null } });
    const full = { model: 'm', context_size: 4096, runtime_flags: ['--temp', 1] };

    expect(models(declaring({ llm: full }, web))).toMatchObject([
      { model: 'm', contextSize: 4096, runtimeFlags: ['--temp', '1'] },
    ]);
    const [bare] = models(declaring({ llm: { model: 'm' } }, web));
    expect(bare).toMatchObject({ runtimeFlags: [] });
    expect(bare).not.toHaveProperty('contextSize');
  });

  test('takes an empty name of a variable for none', () => {
    const web = aService('web', { models: { llm: { model_var: '', endpoint_var: '' } } });

    expect(operations(declaring({ llm: { model: 'm' } }, web))[1]).toMatchObject({
      variables: [{ step: 1, names: { MODEL: 'LLM_MODEL', URL: 'LLM_URL' } }],
    });
  });

  test('prepares nothing that is not declared', () => {
    const web = aService('web', { models: { llm: {} } });

    for (const declared of [{}, { llm: null }, null]) {
      const [create] = operations(declaring(declared, web));
      expect(create).toMatchObject({ kind: 'create-container' });
      expect(create).not.toHaveProperty('variables');
    }
  });

  test('replaces what is told of it only if it answers elsewhere, and says that the model is why', () => {
    const project = declaring({ llm: { model: 'm' } }, aService('web', { models: { llm: {} } }));
    const observed = running(project);
    const plan = formatPlan(planUp(project, observed, {}, inspectionsOf(observed)));

    expect(inspectionsNeeded(project, observed, {})).toEqual([observed.containers[0]?.id]);
    expect(plan).toContain('if 1 gives other variables because it follows model llm');
  });
});
