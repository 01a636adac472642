import type { UsedVariable } from '../../spec/variables/used-variables.ts';

/** As docker compose 5 shows them: a table, or a map by name whose members have capital letters. */
export async function showVariables(
  variables: readonly UsedVariable[],
  format: 'yaml' | 'json' | undefined,
): Promise<string> {
  if (format === undefined) {
    const { formatTable } = await import('../../ui/tables/table.ts');
    return formatTable(
      ['NAME', 'REQUIRED', 'DEFAULT VALUE', 'ALTERNATE VALUE'],
      variables.map(({ name, required, defaultValue, alternateValue }) => [
        name,
        String(required),
        defaultValue,
        alternateValue,
      ]),
    );
  }
  const byName = Object.fromEntries(
    variables.map(({ name, required, defaultValue, alternateValue }) => [
      name,
      { Name: name, DefaultValue: defaultValue, PresenceValue: alternateValue, Required: required },
    ]),
  );
  if (format === 'json') return `${JSON.stringify(byName, null, 2)}\n`;
  const { yamlText } = await import('../../util/yaml-text.ts');
  return yamlText(byName);
}
