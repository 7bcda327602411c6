export default graphql`
  fragment versions_ruleSet on RuleSet
  @refetchable(queryName: "versionsPageQuery")
  @argumentDefinitions(count: { type: "Int", defaultValue: 2 }, cursor: { type: "String" }) {
    slug
    latestVersion
    versions(first: $count, after: $cursor) @connection(key: "versions_versions") {
      edges {
        node {
          id
          number
          inForce {
            since
          }
        }
      }
    }
  }
`
