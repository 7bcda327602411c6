// Another subgraph, which knows products by their slugs and adds stars to them: served until the process ends.
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { buildSchema, graphql } from 'graphql';

export const typeDefs = readFileSync(new URL('reviews.graphql', import.meta.url), 'utf8');
const STARS = { huabei: 4.5, jiebei: 3 };
const product = (slug) => ({ __typename: 'Product', slug, stars: STARS[slug] });
const schema = buildSchema(`
  ${typeDefs.replace(/extend schema.*/, '').replace(/ @(key\(.*?\)|shareable)/g, '')}
  scalar _Any
  union _Entity = Product
  extend type Query { _entities(representations: [_Any!]!): [_Entity]! }
`);
const rootValue = {
  ratings: () => Object.keys(STARS).map((slug) => ({ stars: 4, product: product(slug) })),
  _entities: ({ representations }) => representations.map(({ slug }) => product(slug)),
};

export async function serveReviews() {
  const server = createServer(async (request, response) => {
    const parts = [];
    for await (const part of request) parts.push(part);
    const { query, variables } = JSON.parse(Buffer.concat(parts).toString());
    const answer = await graphql({ schema, source: query, variableValues: variables, rootValue });
    response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  return { url: `http://127.0.0.1:${server.address().port}/graphql`, close: () => server.close() };
}
