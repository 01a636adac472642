/** What a builder tells of its steps: the members of BuildKit's trace that gantry uses. Times are milliseconds since 1970. */
export interface BuildTrace {
  readonly steps: readonly TracedStep[];
  readonly items: readonly TracedItem[];
  readonly output: readonly TracedOutput[];
  readonly warnings: readonly { readonly step: string; readonly text: string }[];
}

export interface TracedStep {
  readonly digest: string;
  /** `[api 2/3] RUN npm ci`; a step that is not from the Dockerfile starts with `[internal]` or has no bracket. */
  readonly name: string;
  readonly startedMs?: number | undefined;
  readonly endedMs?: number | undefined;
  readonly cached: boolean;
  readonly error: string;
}

/** A part of the work of a step: a layer that is fetched, a context that is sent. */
export interface TracedItem {
  readonly step: string;
  readonly id: string;
  readonly currentBytes: number;
  readonly totalBytes: number;
  readonly startedMs?: number | undefined;
  readonly endedMs?: number | undefined;
}

export interface TracedOutput {
  readonly step: string;
  readonly bytes: Buffer;
  readonly atMs?: number | undefined;
}

/**
 * Reads the `aux` of a `moby.buildkit.trace` message: a protobuf message in base 64.
 *
 * Parsed by hand, because gantry needs few fields, and a protobuf library takes longer to load than the rest of the program.
 * Unknown fields are skipped, as protobuf requires.
 *
 * Source: buildkit `api/services/control/control.proto`: StatusResponse 1 vertexes, 2 statuses, 3 logs, 4 warnings; Vertex
 * 1 digest, 3 name, 4 cached, 5 started, 6 completed, 7 error; VertexStatus 1 ID, 2 vertex, 4 current, 5 total, 7 started,
 * 8 completed; VertexLog 1 vertex, 2 timestamp, 4 msg; VertexWarning 1 vertex, 3 short. Timestamp 1 seconds, 2 nanos.
 */
export function readTrace(base64: string): BuildTrace {
  const steps: TracedStep[] = [];
  const items: TracedItem[] = [];
  const output: TracedOutput[] = [];
  const warnings: { step: string; text: string }[] = [];
  for (const { field, value } of fieldsOf(Buffer.from(base64, 'base64'))) {
    if (!Buffer.isBuffer(value)) continue;
    const by = new Map(fieldsOf(value).map((one) => [one.field, one.value]));
    if (field === 1) steps.push(readStep(by));
    else if (field === 2) items.push(readItem(by));
    else if (field === 3) output.push(readOutput(by));
    else if (field === 4) warnings.push({ step: textOf(by.get(1)), text: textOf(by.get(3)) });
  }
  return { steps, items, output, warnings };
}

const readStep = (by: Fields): TracedStep => ({
  digest: textOf(by.get(1)),
  name: textOf(by.get(3)),
  cached: by.get(4) === 1,
  startedMs: timeOf(by.get(5)),
  endedMs: timeOf(by.get(6)),
  error: textOf(by.get(7)),
});

const readItem = (by: Fields): TracedItem => ({
  step: textOf(by.get(2)),
  id: textOf(by.get(1)),
  currentBytes: numberOf(by.get(4)),
  totalBytes: numberOf(by.get(5)),
  startedMs: timeOf(by.get(7)),
  endedMs: timeOf(by.get(8)),
});

function readOutput(by: Fields): TracedOutput {
  const bytes = by.get(4);
  return {
    step: textOf(by.get(1)),
    bytes: Buffer.isBuffer(bytes) ? bytes : Buffer.alloc(0),
    atMs: timeOf(by.get(2)),
  };
}

type Value = Buffer | number;
type Fields = ReadonlyMap<number, Value>;

const textOf = (value: Value | undefined): string => (Buffer.isBuffer(value) ? value.toString('utf8') : '');

const numberOf = (value: Value | undefined): number => (typeof value === 'number' ? value : 0);

function timeOf(value: Value | undefined): number | undefined {
  if (!Buffer.isBuffer(value)) return undefined;
  const by = new Map(fieldsOf(value).map((one) => [one.field, one.value]));
  return numberOf(by.get(1)) * 1000 + numberOf(by.get(2)) / 1e6;
}

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
