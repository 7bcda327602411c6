export default graphql`
  fragment changes_query on Query
  @refetchable(queryName: "changesPageQuery")
  @argumentDefinitions(
    product: { type: "String" }
    count: { type: "Int", defaultValue: 2 }
    cursor: { type: "String" }
  ) {
    ruleChanges(product: $product, first: $count, after: $cursor) @connection(key: "changes_ruleChanges") {
      edges {
        node {
          id
          ...change_change
        }
      }
    }
  }
`
