import { capabilityName, GIVES_POWER } from '../subject/capabilities.ts';
import { atValue, type Rule } from '../subject/rule.ts';

/** It can do to the kernel what few programs have to. */
export const capabilityAdded: Rule = {
  levels: { dev: 'off', prod: 'info' },
  *look({ services }) {
    for (const { spec } of services)
      for (const [index, capability] of spec.capAdd.entries()) {
        const name = capabilityName(capability);
        if (ORDINARY.has(name) || GIVES_POWER.has(name)) continue;
        yield {
          at: atValue('services', spec.name, 'cap_add', index),
          service: spec.name,
          message: `service "${spec.name}" gets the capability ${capability}, which few programs need`,
          hint: 'leave it out, or say why it is needed: "# gantry-ignore capability-added: the reason"',
        };
      }
  },
};

/** What the engine gives by itself (they come back after `cap_drop: [ALL]`), and what databases and debuggers of timing ask for. */
const ORDINARY = new Set(
  `AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE NET_RAW SETFCAP SETGID SETPCAP SETUID SYS_CHROOT
  IPC_LOCK SYS_NICE SYS_RESOURCE`.split(/\s+/),
);
