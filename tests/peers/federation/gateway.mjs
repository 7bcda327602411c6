// A gateway over the served lender and another subgraph answers what both know parts of: a line of JSON for each question.
//   node gateway.mjs SERVICE TOKEN
import { createGatewayRuntime } from '@graphql-hive/gateway-runtime';
import { composeServices } from '@theguild/federation-composition';
import { parse } from 'graphql';
import { serveReviews, typeDefs } from './reviews.mjs';

const [service, token] = process.argv.slice(2);
const url = `${service}/graphql`;
const authorization = `Bearer ${token}`;
const headers = { authorization, 'content-type': 'application/json' };
const asked = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query: '{ _service { sdl } }' }) });
const { data } = await asked.json();
const reviews = await serveReviews();
const { supergraphSdl } = composeServices([
  { name: 'creditrules', url, typeDefs: parse(data._service.sdl) },
  { name: 'reviews', url: reviews.url, typeDefs: parse(typeDefs) },
]);
const gateway = createGatewayRuntime({
  supergraph: supergraphSdl,
  logging: false,
  propagateHeaders: {
    fromClientToSubgraphs: ({ request, subgraphName }) =>
      subgraphName === 'creditrules' ? { authorization: request.headers.get('authorization') } : {},
  },
});
const QUESTIONS = {
  extended: '{ product(slug: "huabei") { name(locale: "en") stars } }',
  reached: '{ ratings { product { slug name(locale: "en") stars latestVersion } } }',
};
for (const [question, query] of Object.entries(QUESTIONS)) {
  const response = await gateway.fetch('http://gateway/graphql', { method: 'POST', headers, body: JSON.stringify({ query }) });
  console.log(JSON.stringify({ question, ...(await response.json()) }));
}
reviews.close();
await gateway.dispose?.();
process.exit(0);
