// Each rule of graphql-schema-linter over a schema: a line of JSON for each finding.
import { readFileSync } from 'node:fs';
import { Configuration } from 'graphql-schema-linter/lib/configuration.js';
import { validateSchemaDefinition } from 'graphql-schema-linter/lib/validator.js';
