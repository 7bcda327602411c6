export default graphql`
  fragment decisions_query on Query
  @refetchable(queryName: "decisionsPageQuery")
  @argumentDefinitions(
    subject: { type: "String" }
    count: { type: "Int", defaultValue: 2 }
    cursor: { type: "String" }
  ) {
    decisions(subject: $subject, first: $count, after: $cursor)
      @connection(key: "decisions_decisions", filters: ["subject"]) {
      edges {
        node {
          decisionId
          decision {
            id
            recordedAt
          }
        }
      }
    }
  }
`
