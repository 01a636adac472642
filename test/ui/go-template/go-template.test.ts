import { describe, expect, test } from 'vitest';
import { compileTemplate } from '../../../src/ui/go-template/evaluate.ts';

/** Three containers as `docker-compose ps` knows them. */
const DB = {
  Name: 'gt-lab-db-1',
  Service: 'db',
  State: 'running',
  Health: 'healthy',
  ExitCode: 0,
  Publishers: null,
  Label: () => '',
};
const WEB = {
  Name: 'gt-lab-web-1',
  Service: 'web',
  State: 'running',
  Health: '',
  ExitCode: 0,
  Publishers: [
    { URL: '0.0.0.0', TargetPort: 80, PublishedPort: 24080, Protocol: 'tcp' },
    { URL: '::', TargetPort: 80, PublishedPort: 24080, Protocol: 'tcp' },
  ],
  Label: (name: unknown) => (name === 'mine' ? '1' : ''),
};

/** What docker-compose 2.26.1 printed on the real engine for these. */
const RECORDED: readonly (readonly [template: string, db: string, web: string])[] = [
  ['{{.Name}}\t{{.State}}', 'gt-lab-db-1\trunning', 'gt-lab-web-1\trunning'],
  [
    '{{upper .Name}} {{lower .State}} {{json .Service}} {{truncate .Name 5}} {{pad .State 2 3}}|',
    'GT-LAB-DB-1 running "db" gt-la   running   |',
    'GT-LAB-WEB-1 running "web" gt-la   running   |',
  ],
  ['{{join (split .Name "-") "/"}}', 'gt/lab/db/1', 'gt/lab/web/1'],
  ['{{println .Name}}', 'gt-lab-db-1\n', 'gt-lab-web-1\n'],
  ['{{range .Publishers}}{{.PublishedPort}},{{else}}none{{end}}', 'none', '24080,24080,'],
  ['{{range $i, $p := .Publishers}}{{$i}}={{$p.URL}} {{end}}', '', '0=0.0.0.0 1=:: '],
  ['{{if eq .Service "db"}}DB{{else if eq .Service "web"}}WEB{{else}}other{{end}}', 'DB', 'WEB'],
  ['{{with .Health}}h={{.}}{{end}}', 'h=healthy', ''],
  [
    '{{printf "%-10s|%5d|%q|%v" .Service .ExitCode .State .Name}}',
    'db        |    0|"running"|gt-lab-db-1',
    'web       |    0|"running"|gt-lab-web-1',
  ],
  ['{{len .Name}} {{title .State}}', '11 Running', '12 Running'],
  ['{{len .Publishers}}', '0', '2'],
  ['{{.Publishers}}', '[]', '[{0.0.0.0 80 24080 tcp} {:: 80 24080 tcp}]'],
  ['{{$n := .Name}}{{$n}} {{ .Label "mine" }}', 'gt-lab-db-1 ', 'gt-lab-web-1 1'],
  ['{{- .Name -}}  x', 'gt-lab-db-1x', 'gt-lab-web-1x'],
  [
    '{{not true}} {{and .Name "x"}} {{or "" "y"}} {{gt 3 2}} {{slice .Name 1 3}}',
    'false x y true t-',
    'false x y true t-',
  ],
  ['{{/* a comment */}}{{.Name | upper | printf "%s!"}}', 'GT-LAB-DB-1!', 'GT-LAB-WEB-1!'],
  ['{{if and (eq .State "running") (ne .Health "")}}{{.Name}}{{end}}', 'gt-lab-db-1', ''],
  ['{{index (split .Name "-") 1}}', 'lab', 'lab'],
  ['{{range split .Name "-"}}[{{.}}]{{end}}', '[gt][lab][db][1]', '[gt][lab][web][1]'],
  ['{{1}} {{"q"}} {{true}} {{`raw`}}', '1 q true raw', '1 q true raw'],
  ['plain', 'plain', 'plain'],
];

test.each(RECORDED)('compileTemplate() prints what docker-compose prints for %s', (template, db, web) => {
  const print = compileTemplate(template);

  expect([print(DB), print(WEB)]).toEqual([db, web]);
});

test('compileTemplate() gives the data alone as JSON, without what can be called', () => {
  expect(JSON.parse(compileTemplate('{{json .}}')(WEB))).toEqual(JSON.parse(JSON.stringify(WEB)));
});

describe('compileTemplate() says what is wrong with', () => {
  test.each([
    ['an action without an end', '{{.Name'],
    ['an if without an end', '{{if .Name}}x'],
    ['an end too many', '{{.Name}}{{end}}'],
    ['a bracket that is not closed', '{{upper (lower .Name}}'],
    ['an empty action', '{{}}'],
    ['a value that is missing in a pipeline', '{{.Name | }}'],
    ['a function that does not exist', '{{shout .Name}}'],
    ['a character that means nothing', '{{.Name ; .State}}'],
    ['a field that does not exist', '{{.Nope}}'],
    ['a field of a text', '{{.Name.Foo}}'],
    ['an item that is not there', '{{index .Publishers 9}}'],
    ['an argument for what takes none', '{{.Name "x"}}'],
    ['a variable that was not set', '{{$x}}'],
  ])('%s', (_, template) => {
    expect(() => compileTemplate(template)(WEB)).toThrow(/^the template cannot be used: /);
  });
});

test('compileTemplate() names the field that was probably meant', () => {
  expect(() => compileTemplate('{{.Sevice}}')(WEB)).toThrow(
    expect.objectContaining({ code: 'bad-usage', hint: 'did you mean "Service"?' }),
  );
});

test('compileTemplate() keeps a variable of a block to itself', () => {
  expect(compileTemplate('{{$x := "a"}}{{if true}}{{$x := "b"}}{{$x}}{{end}}{{$x}}')({})).toBe('ba');
});
