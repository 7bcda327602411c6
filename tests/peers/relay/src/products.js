export default graphql`
  fragment products_query on Query
  @refetchable(queryName: "productsPageQuery")
  @argumentDefinitions(count: { type: "Int", defaultValue: 2 }, cursor: { type: "String" }) {
    products(last: $count, before: $cursor) @connection(key: "products_products") {
      edges {
        node {
          id
          slug
        }
      }
      pageInfo {
        hasPreviousPage
      }
    }
  }
`
