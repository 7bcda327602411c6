// What graphql-schema-linter and graphql-eslint find in a schema, by all of their rules for schemas: a line of JSON each.
//   node linted.mjs SCHEMA
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import eslint, { parser } from '@graphql-eslint/eslint-plugin';
import { Linter } from 'eslint';

const { runner } = createRequire(import.meta.url)('graphql-schema-linter');
const [path] = process.argv.slice(2);
const told = (rule, message, line) => console.log(JSON.stringify({ rule, message, line }));

let printed = '';
const sink = { write: (text) => (printed += text) };
await runner.run(sink, process.stdin, sink, ['node', 'linter', '--format', 'json', path]);
for (const { rule, message, location } of JSON.parse(printed.slice(printed.indexOf('{'))).errors) {
  told(rule, message, location?.line);
}

const { 'flat/schema-all': all, 'flat/schema-relay': relay } = eslint.configs;
const rules = {
  ...all.rules,
  ...relay.rules,
  // a list that is bounded by nature is a list: tests/api/test_api_lists.py holds each to its bound
  '@graphql-eslint/relay-edge-types': ['error', { listTypeCanWrapOnlyEdgeType: false }],
};
const config = {
  files: ['**/*.graphql'],
  languageOptions: { parser, parserOptions: { graphQLConfig: { schema: path } } },
  plugins: { '@graphql-eslint': eslint },
  rules,
};
const linter = new Linter({ configType: 'flat', cwd: dirname(path) });
for (const { ruleId, message, line } of linter.verify(readFileSync(path, 'utf8'), [config], { filename: path })) {
  told(ruleId ?? 'no rule', message, line);
}
