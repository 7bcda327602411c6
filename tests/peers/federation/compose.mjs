// Whether a schema composes with another subgraph, by Apollo's composition and by the Guild's: a line of JSON for each.
//   node compose.mjs SUBGRAPH
import { readFileSync } from 'node:fs';
import { composeServices as apollo } from '@apollo/composition';
import { composeServices as guild } from '@theguild/federation-composition';
import { parse } from 'graphql';
import { typeDefs } from './reviews.mjs';

const [own] = process.argv.slice(2);
const subgraphs = [
  { name: 'creditrules', url: 'http://127.0.0.1:1/graphql', typeDefs: parse(readFileSync(own, 'utf8')) },
  { name: 'reviews', url: 'http://127.0.0.1:2/graphql', typeDefs: parse(typeDefs) },
];
for (const [composer, compose] of Object.entries({ apollo, guild })) {
  const { errors = [], supergraphSdl = '' } = compose(subgraphs);
  const joined = supergraphSdl.match(/type Product [^{]*/)?.[0].match(/key: "\w+"/g) ?? [];
  console.log(JSON.stringify({ composer, errors: errors.map(({ message }) => message), keys: joined.sort() }));
}
