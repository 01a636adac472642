import { positionOf, type Span } from '../../diagnostics/source.ts';
import type { Contribution, Explanation } from '../../model/explanation.ts';
import type { JsonMap } from '../../model/json.ts';

/** An explanation as data. */
export function explanationToJson(explanation: Explanation): JsonMap {
  const { subject, value, differs, says, description, notes, usedAt } = explanation;
  return {
    subject,
    ...(value !== undefined && { value }),
    ...(differs && { differs }),
    says: says.map(sourceToJson),
    ...(description !== undefined && { description }),
    notes,
    ...(usedAt.length > 0 && { usedAt: usedAt.map(placeToJson) }),
  };
}

function sourceToJson({ at, text, how, wins, variables }: Contribution): JsonMap {
  return {
    ...(at && placeToJson(at)),
    text,
    how,
    wins,
    variables: variables.map((use) => ({
      text: use.text,
      name: use.name,
      value: use.value,
      isDefault: use.isDefault,
      says: use.says.map(sourceToJson),
    })),
  };
}

const placeToJson = ({ source, start }: Span): JsonMap => ({
  file: source.name,
  ...positionOf(source, start),
});
