import { type Rule, say } from './rule.ts';
import { serviceReferences } from './service-references.ts';

/** No service needs itself, not even through others. Each cycle is named once, from its first service in order. */
export const noCycle: Rule = (checked) => {
  const { services } = checked;
  const done = new Set<string>();
  const onTrail: string[] = [];

  for (const name of [...services.keys()].sort()) visit(name);

  function visit(name: string): void {
    const service = services.get(name);
    if (!service || done.has(name)) return;
    onTrail.push(name);
    for (const edge of serviceReferences(service)) {
      const start = onTrail.indexOf(edge.service);
      if (start < 0) visit(edge.service);
      else
        say(checked, edge.path, {
          code: 'dependency-cycle',
          part: edge.part,
          message:
            start === onTrail.length - 1
              ? `service "${name}" needs itself`
              : `these services need one another: ${[...onTrail.slice(start), edge.service].join(' → ')}`,
          hint: start === onTrail.length - 1 ? 'remove it' : 'remove one of these dependencies',
        });
    }
    onTrail.pop();
    done.add(name);
  }
};
