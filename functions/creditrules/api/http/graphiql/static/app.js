"use strict";

const settings = JSON.parse(document.getElementById("settings").textContent);
const fetcher = GraphiQL.createFetcher({ url: settings.endpoint });
const element = React.createElement(GraphiQL, {
  fetcher,
  defaultQuery: settings.query,
  variables: settings.variables,
  headers: settings.headers,
  defaultEditorToolsVisibility: "headers",
  shouldPersistHeaders: false,
  storage: {
    getItem: () => null,
    setItem: () => {},
    removeItem: () => {},
    clear: () => {},
    length: 0,
  },
});
ReactDOM.createRoot(document.getElementById("graphiql")).render(element);
