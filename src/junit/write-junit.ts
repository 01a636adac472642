import { capText, cleanText } from './clean-text.ts';
import { type TestCase, type TestReport, type TestResult, type TestSuite, totalsOf } from './report.ts';

/**
 * Writes `testsuites > testsuite > testcase`, the part of JUnit XML that GitLab, Jenkins and the actions of GitHub all read. Piece by
 * piece, because a report of many tests is long.
 */
export function* writeJunit({ suites }: TestReport): Generator<string> {
  yield '<?xml version="1.0" encoding="UTF-8"?>\n';
  yield `<testsuites${attributes(counts(suites))}>\n`;
  for (const suite of suites) yield* writeSuite(suite);
  yield '</testsuites>\n';
}

function* writeSuite(suite: TestSuite): Generator<string> {
  const { name, timestamp, cases } = suite;
  yield `  <testsuite${attributes({ name, ...counts([suite]), timestamp })}>\n`;
  for (const one of cases) yield writeCase(one, name);
  yield '  </testsuite>\n';
}

function writeCase({ classname, name, file, line, seconds, ...rest }: TestCase, suite: string): string {
  const { result, systemOut, systemErr } = rest;
  const children = [
    ...resultElements(result),
    ...output('system-out', systemOut),
    ...output('system-err', systemErr),
  ];
  const start = `    <testcase${attributes({
    classname: classname === '' ? suite : classname,
    name,
    file,
    line,
    time: inSeconds(seconds ?? 0),
  })}`;
  return children.length === 0
    ? `${start}/>\n`
    : `${start}>\n${children.map((child) => `      ${child}\n`).join('')}    </testcase>\n`;
}

function resultElements(result: TestResult): readonly string[] {
  switch (result.kind) {
    case 'passed':
      return [];
    case 'skipped':
      return [element('skipped', { message: result.message }, undefined)];
    case 'failed':
    case 'error': {
      const { message, type, text } = result;
      return [element(result.kind === 'failed' ? 'failure' : 'error', { message, type }, text)];
    }
  }
}

const output = (name: string, text: string | undefined): readonly string[] =>
  text === undefined || text === '' ? [] : [element(name, {}, text)];

function element(name: string, given: Attributes, text: string | undefined): string {
  const content = text === undefined ? '' : escaped(capText(cleanText(text)));
  return content === ''
    ? `<${name}${attributes(given)}/>`
    : `<${name}${attributes(given)}>${content}</${name}>`;
}

function counts(suites: readonly TestSuite[]): Attributes {
  const { seconds, ...numbers } = totalsOf(suites);
  return { ...numbers, time: inSeconds(seconds) };
}

/** Readers disagree about exponents, so there are none. */
const inSeconds = (seconds: number): string => seconds.toFixed(3);

type Attributes = Readonly<Record<string, string | number | undefined>>;

const attributes = (given: Attributes): string =>
  Object.entries(given)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}="${attributeText(String(value))}"`)
    .join('');

/** A line end in an attribute is a blank to every reader, unless it is a reference. */
const attributeText = (text: string): string =>
  escaped(capText(cleanText(text)))
    .replaceAll('"', '&quot;')
    .replace(/[\t\n]/g, (found) => `&#${found.charCodeAt(0)};`);

/** A carriage return would be read as a line end. */
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\r', '&#13;');
