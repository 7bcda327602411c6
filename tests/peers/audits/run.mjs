// The audits of GraphQL over HTTP against one address, each as a line of JSON: node run.mjs URL TOKEN [preferred]
// preferred: audits that name one media type prefer it, and take the other as well, as most clients do.
import { auditServer } from 'graphql-http';

const [url, token, how] = process.argv.slice(2);
const OTHER = {
  'application/json': 'application/graphql-response+json',
  'application/graphql-response+json': 'application/json',
};

function asked(headers) {
  const accept = headers.accept ?? headers.Accept;
  if (how !== 'preferred' || !OTHER[accept]) return headers;
  return { ...headers, accept: `${OTHER[accept]};q=0.5, ${accept}` };
}

function fetchFn(address, options = {}) {
  return fetch(address, { ...options, headers: { ...asked(options.headers ?? {}), authorization: `Bearer ${token}` } });
}

for (const { id, name, status, reason } of await auditServer({ url, fetchFn })) {
  console.log(JSON.stringify({ id, name, status, reason }));
}
