export default graphql`
  fragment change_change on RuleChange {
    kind
    recordedAt
    document {
      id
      slug
    }
    statement {
      notice
    }
  }
`
