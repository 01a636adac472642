import sax, { type QualifiedTag, type Tag } from 'sax';
import { capText, parseable } from './clean-text.ts';
import { errorReport, type TestCase, type TestReport, type TestResult, type TestSuite } from './report.ts';

export interface ReadOptions {
  /** For messages. */
  readonly name: string;
  /** Default: as much as anybody reads of a report. */
  readonly mostBytes?: number;
  readonly mostCases?: number;
}

const MOST_BYTES = 100 * 1024 * 1024;
const MOST_CASES = 250_000;
/** Nothing nests deeper than a few suites. */
const DEEPEST = 64;

/**
 * Reads what a test runner wrote, as it comes: only what counts is kept. Declarations of entities are not looked at, so no entity
 * can grow, and none names a file.
 *
 * @returns never an error: a file that is broken, empty or something else is one `error` case, behind the cases read until there.
 */
export async function readJunit(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  { name, mostBytes = MOST_BYTES, mostCases = MOST_CASES }: ReadOptions,
): Promise<TestReport> {
  const collector = new Collector(mostCases);
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  let bytes = 0;
  let problem: string | undefined;
  try {
    for await (const chunk of chunks) {
      bytes += chunk.length;
      if (bytes > mostBytes) throw new Error(`it is larger than ${mostBytes} bytes`);
      decoder ??= decoderFor(chunk);
      collector.write(parseable(decoder.decode(chunk, { stream: true })));
    }
    collector.end();
  } catch (error) {
    problem = error instanceof Error ? error.message : String(error);
  }
  if (bytes === 0) problem = 'it is empty';
  const { suites } = collector;
  if (problem === undefined && !collector.isReport) problem = 'it is no JUnit report';
  if (problem === undefined) return { suites };
  const broken = errorReport('gantry.report', name, {
    message: `${name} cannot be read: ${problem}`,
    type: 'bad-report',
  });
  return { suites: [...suites, ...broken.suites] };
}

/** By the mark at its beginning, else by what the declaration says. */
function decoderFor(first: Uint8Array): InstanceType<typeof TextDecoder> {
  const [a, b] = first;
  if (a === 0xff && b === 0xfe) return new TextDecoder('utf-16le');
  if (a === 0xfe && b === 0xff) return new TextDecoder('utf-16be');
  const start = new TextDecoder('latin1').decode(first.subarray(0, 200));
  const label = /^\s*<\?xml[^>]*\bencoding\s*=\s*["']([\w.-]+)["']/.exec(start)?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(label);
  } catch {
    throw new Error(`its encoding is ${JSON.stringify(label)}, which is not known`);
  }
}

interface OpenSuite {
  readonly name: string;
  readonly file: string | undefined;
  readonly timestamp: string | undefined;
  readonly seconds: number | undefined;
  readonly cases: TestCase[];
}

interface OpenCase {
  readonly attributes: Attributes;
  result: TestResult;
  systemOut: string | undefined;
  systemErr: string | undefined;
}

type Attributes = Readonly<Record<string, string>>;

/** What stands around the cases: `testsuites`, and a suite in a suite. */
class Collector {
  readonly #parser = sax.parser(true);
  readonly #mostCases: number;
  readonly #suites: OpenSuite[] = [];
  readonly #open: string[] = [];
  readonly #openSuites: OpenSuite[] = [];
  #case: OpenCase | undefined;
  #text = '';
  #cases = 0;
  /** The first element is one of JUnit. */
  isReport = false;

  constructor(mostCases: number) {
    this.#mostCases = mostCases;
    // A message in an attribute may be long; the whole file is not, and that bounds everything.
    const parser = Object.assign(this.#parser, { bufferCheckPosition: Number.POSITIVE_INFINITY });
    parser.onerror = (error) => {
      const [problem = ''] = error.message.split('\n');
      throw new Error(`line ${parser.line + 1}, column ${parser.column}: ${problem}`);
    };
    parser.onopentag = ({ name, attributes }) => this.#openTag(name, plain(attributes));
    parser.onclosetag = (name) => this.#closeTag(name);
    parser.ontext = (text) => this.#addText(text);
    parser.oncdata = (text) => this.#addText(text);
  }

  /** In the order of the file; those without cases say nothing. */
  get suites(): readonly TestSuite[] {
    return this.#suites
      .filter(({ cases }) => cases.length > 0)
      .map(({ name, timestamp, seconds, cases }) => ({ name, timestamp, seconds, cases }));
  }

  write(text: string): void {
    this.#parser.write(text);
  }

  end(): void {
    this.#parser.close();
  }

  #openTag(name: string, attributes: Attributes): void {
    this.#open.push(name);
    if (this.#open.length > DEEPEST) throw new Error(`elements nest deeper than ${DEEPEST}`);
    if (this.#open.length === 1) this.isReport = name === 'testsuites' || name === 'testsuite';
    this.#text = '';
    if (name === 'testsuite') this.#openSuite(attributes);
    else if (name === 'testcase') this.#openCase(attributes);
    else if (this.#case) this.#case.result = resultOf(name, attributes) ?? this.#case.result;
    // Jenkins takes an error that belongs to no case for one.
    else if (name === 'error' && this.#openSuites.length > 0)
      this.#case = openCase({ name: '<init>' }, resultOf(name, attributes));
  }

  #openSuite(attributes: Attributes): void {
    const outer = this.#openSuites.at(-1);
    const suite: OpenSuite = {
      name: attributes.name || (outer?.name ?? ''),
      file: attributes.file ?? outer?.file,
      timestamp: attributes.timestamp,
      seconds: numberOf(attributes.time),
      cases: [],
    };
    this.#openSuites.push(suite);
    this.#suites.push(suite);
  }

  #openCase(attributes: Attributes): void {
    if (++this.#cases > this.#mostCases) throw new Error(`it has more than ${this.#mostCases} tests`);
    this.#case = openCase(attributes);
  }

  #closeTag(name: string): void {
    this.#open.pop();
    const open = this.#case;
    if (name === 'testsuite') this.#openSuites.pop();
    else if (open) {
      if (name === 'testcase' || (name === 'error' && this.#open.at(-1) === 'testsuite')) {
        if (name === 'error') this.#addResultText(open);
        this.#closeCase(open);
      } else if (name === 'system-out') open.systemOut = capText(this.#text);
      else if (name === 'system-err') open.systemErr = capText(this.#text);
      else this.#addResultText(open);
    }
    this.#text = '';
  }

  #addResultText(open: OpenCase): void {
    const text = this.#text.trim();
    const { result } = open;
    if (text === '' || (result.kind !== 'failed' && result.kind !== 'error')) return;
    if (result.text === undefined) open.result = { ...result, text: capText(text) };
  }

  #closeCase({ attributes, result, systemOut, systemErr }: OpenCase): void {
    const suite = this.#openSuites.at(-1);
    suite?.cases.push({
      classname: attributes.classname || suite.name,
      name: attributes.name ?? '',
      file: attributes.file ?? suite.file,
      line: numberOf(attributes.line),
      seconds: numberOf(attributes.time),
      result,
      systemOut,
      systemErr,
    });
    this.#case = undefined;
  }

  #addText(text: string): void {
    if (this.#case && this.#open.at(-1) !== 'testcase') this.#text += text;
  }
}

const openCase = (attributes: Attributes, result: TestResult = { kind: 'passed' }): OpenCase => ({
  attributes,
  result,
  systemOut: undefined,
  systemErr: undefined,
});

/** Of several the last one counts: they are the attempts of one case. undefined: the element says nothing of the result. */
function resultOf(name: string, { message, type }: Attributes): TestResult | undefined {
  switch (name) {
    case 'failure':
      return { kind: 'failed', message, type };
    case 'error':
      return { kind: 'error', message, type };
    case 'skipped':
      return { kind: 'skipped', message };
    default:
      return undefined;
  }
}

/** `1,234.5` is how some producers write a long time. */
function numberOf(text: string | undefined): number | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  const number = Number(text.replaceAll(',', ''));
  return Number.isFinite(number) && number >= 0 ? number : undefined;
}

/** Without namespaces an attribute is a text. */
const plain = (attributes: (Tag | QualifiedTag)['attributes']): Attributes =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : value.value,
    ]),
  );
