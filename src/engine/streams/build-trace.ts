/** The members of BuildKit's trace that gantry uses. */
export interface BuildTrace {
  readonly steps: readonly TracedStep[];
  readonly output: readonly { readonly step: string; readonly bytes: Buffer }[];
}

export interface TracedStep {
  readonly digest: string;
  /** `[api 2/3] RUN npm ci`; a step that is not from the Dockerfile starts with `[internal]` or has no bracket. */
  readonly name: string;
  readonly started: boolean;
  readonly ended: boolean;
  readonly cached: boolean;
  readonly error: string;
}

/**
 * Reads the `aux` of a `moby.buildkit.trace` message: a protobuf message in base 64.
 *
 * Parsed by hand, because gantry needs five fields, and a protobuf library takes longer to load than the rest of the program.
 * Unknown fields are skipped, as protobuf requires.
 *
 * Source: buildkit `api/services/control/control.proto`: StatusResponse 1 vertexes, 3 logs; Vertex 1 digest, 3 name,
 * 4 cached, 5 started, 6 completed, 7 error; VertexLog 1 vertex, 4 msg.
 */
export function readTrace(base64: string): BuildTrace {
  const steps: TracedStep[] = [];
  const output: { step: string; bytes: Buffer }[] = [];
  for (const { field, value } of fieldsOf(Buffer.from(base64, 'base64'))) {
    if (!Buffer.isBuffer(value)) continue;
    if (field === 1) steps.push(readStep(value));
    else if (field === 3) output.push(readOutput(value));
  }
  return { steps, output };
}

function readStep(message: Buffer): TracedStep {
  const by = new Map(fieldsOf(message).map(({ field, value }) => [field, value]));
  return {
    digest: textOf(by.get(1)),
    name: textOf(by.get(3)),
    cached: by.get(4) === 1,
    started: by.has(5),
    ended: by.has(6),
    error: textOf(by.get(7)),
  };
}

function readOutput(message: Buffer): { step: string; bytes: Buffer } {
  const by = new Map(fieldsOf(message).map(({ field, value }) => [field, value]));
  const bytes = by.get(4);
  return { step: textOf(by.get(1)), bytes: Buffer.isBuffer(bytes) ? bytes : Buffer.alloc(0) };
}

type Value = Buffer | number;

const textOf = (value: Value | undefined): string => (Buffer.isBuffer(value) ? value.toString('utf8') : '');

/** The fields of one protobuf message in their order. Numbers above 2^53 lose digits; gantry uses none of them. */
function fieldsOf(message: Buffer): readonly { readonly field: number; readonly value: Value }[] {
  const fields: { field: number; value: Value }[] = [];
  let offset = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; offset < message.length; scale *= 128) {
      const byte = message[offset++] ?? 0;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) break;
    }
    return value;
  };
  const bytes = (length: number): Buffer => {
    const value = message.subarray(offset, offset + length);
    offset += length;
    return value;
  };
  while (offset < message.length) {
    const key = varint();
    const field = Math.floor(key / 8);
    switch (key % 8) {
      case 0:
        fields.push({ field, value: varint() });
        break;
      case 1:
        fields.push({ field, value: bytes(8) });
        break;
      case 2:
        fields.push({ field, value: bytes(varint()) });
        break;
      case 5:
        fields.push({ field, value: bytes(4) });
        break;
      default:
        return fields; // groups, which BuildKit does not send
    }
  }
  return fields;
}
