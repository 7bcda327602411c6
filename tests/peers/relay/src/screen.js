export default graphql`
  query screenQuery($product: String!, $ruleSet: String!, $subject: String!) {
    ...changes_query @arguments(product: $product)
    ...products_query
    ...decisions_query @arguments(subject: $subject)
    ruleSet(slug: $ruleSet) {
      id
      ...versions_ruleSet
    }
  }
`
