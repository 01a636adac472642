import { positionOf, type Span } from '../../diagnostics/source.ts';
import type { Explanation, Say } from '../../model/explanation.ts';
import type { JsonMap } from '../../model/json.ts';

/** What a program can read of an explanation. */
export function explanationToJson(explanation: Explanation): JsonMap {
  const { subject, value, says, description, notes, usedAt } = explanation;
  return {
    subject,
    ...(value !== undefined && { value }),
    says: says.map(sayToJson),
    ...(description !== undefined && { description }),
    notes,
    ...(usedAt.length > 0 && { usedAt: usedAt.map(placeToJson) }),
  };
}

function sayToJson({ at, text, how, wins, variables }: Say): JsonMap {
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
      says: use.says.map(sayToJson),
    })),
  };
}

const placeToJson = ({ source, start }: Span): JsonMap => ({
  file: source.name,
  ...positionOf(source, start),
});
