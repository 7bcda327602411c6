// What graphql-schema-linter and graphql-eslint find in a schema, by all of their rules: a line of JSON for each finding.
//   node linted.mjs SCHEMA
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as plugin from '@graphql-eslint/eslint-plugin';
import { Linter } from 'eslint';

const load = createRequire(import.meta.url);
const { runner } = load('graphql-schema-linter');
const [path] = process.argv.slice(2);
const told = (rule, message, place) => console.log(JSON.stringify({ rule, message, place }));

// graphql-schema-linter: every rule unless fewer are named
let printed = '';
const sink = { write: (text) => (printed += text) };
await runner.run(sink, process.stdin, sink, ['node', 'linter', '--format', 'json', path]);
const own = JSON.parse(printed.slice(printed.indexOf('{')));
for (const { rule, message, location } of own.errors) told(rule, message, location.line);

// graphql-eslint: what it recommends, what it says of Relay, and all its other rules for schemas
const text = readFileSync(path, 'utf8');
const configs = plugin.default.configs;
const rules = { ...configs['flat/schema-all'].rules, ...configs['flat/schema-relay'].rules };
const config = [{
  files: ['**/*.graphql'],
  languageOptions: { parser: plugin.parser ?? plugin.default.parser, parserOptions: { graphQLConfig: { schema: path } } },
  plugins: { '@graphql-eslint': plugin.default },
  rules,
}];
const linter = new Linter({ configType: 'flat', cwd: join(path, '..') });
for (const { ruleId, message, line } of linter.verify(text, config, { filename: path })) told(ruleId ?? 'fault', message, line);
