import { atKey, type Rule } from '../subject/rule.ts';

/** A program with the setuid bit makes any process that starts it root. */
export const newPrivileges: Rule = {
  levels: { dev: 'off', prod: 'info' },
  together: (names, count) =>
    `processes of ${count} services may become root with a setuid program, unless the engine forbids it: ${names}`,
  *look({ services }) {
    for (const { spec } of services) {
      const isForbidden = spec.securityOpt.some((option) => /^no-new-privileges(?:[:=]true)?$/.test(option));
      // A privileged one has more than that to lose.
      if (isForbidden || spec.privileged || spec.provider !== undefined) continue;
      yield {
        at: atKey('services', spec.name),
        service: spec.name,
        message: `a process of service "${spec.name}" may become root with a setuid program, unless the engine forbids it`,
        hint: 'write "security_opt: [no-new-privileges:true]", if the service needs no sudo',
      };
    }
  },
};
