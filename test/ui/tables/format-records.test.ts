import { expect, test } from 'vitest';
import { formatRecords, labelReader } from '../../../src/ui/tables/format-records.ts';
import { lines } from '../../support/lines.ts';

const record = (name: string, status: string, labels: Readonly<Record<string, string>> = {}) => ({
  Name: name,
  Status: status,
  Label: labelReader(labels),
});
const records = [record('web', 'Up 3 minutes', { 'com.example.my-team': 'red' }), record('a-long-one', 'Up')];
const shape = { headers: { Name: 'NAME', Status: 'STATUS' }, table: () => 'the default table\n' };
const format = (text: string): string => formatRecords(text, records, shape);

test('formatRecords() prints the default table for `table` and for nothing', () => {
  expect([format('table'), format('')]).toEqual(['the default table\n', 'the default table\n']);
});

test('formatRecords() prints one JSON object a line', () => {
  expect(format('json')).toBe(
    lines('{"Name":"web","Status":"Up 3 minutes"}', '{"Name":"a-long-one","Status":"Up"}', ''),
  );
});

test('formatRecords() aligns a table of a template under headers, tabs written as \\t or as they are', () => {
  const expected = lines(
    'NAME         STATUS         MY TEAM',
    'web          Up 3 minutes   red',
    'a-long-one   Up             ',
    '',
  );
  expect(format('table {{.Name}}\\t{{.Status}}\\t{{.Label "com.example.my-team"}}')).toBe(expected);
  expect(format('table {{.Name}}\t{{.Status}}\t{{.Label "com.example.my-team"}}')).toBe(expected);
});

test('formatRecords() keeps the empty column in front, and the least width of ten, as docker does', () => {
  expect(formatRecords('table\\t{{.Name}}', [record('web', 'Up')], shape)).toBe(
    lines('          NAME', '          web', ''),
  );
});

test('formatRecords() keeps the line ends around a template, and no blanks, as docker does', () => {
  expect(format(' {{.Name}}\n ')).toBe(lines('web', '', 'a-long-one', '', ''));
});

test('formatRecords() prints one line for each record with any other template', () => {
  expect(format('{{.Name}}={{.Status}}')).toBe(lines('web=Up 3 minutes', 'a-long-one=Up', ''));
});
