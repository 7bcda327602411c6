// What the caches are asked: the same text for each.
export const questions = {
  Product: `query ProductQuery($slug: String!, $validAt: DateTime, $knownAt: DateTime) {
  product(slug: $slug, validAt: $validAt, knownAt: $knownAt) {
    id name validAt
    ruleSets { id slug reasons { code } versionInForce { id number inForce { since validAt } } }
  }
}`,
  Versions: `query VersionsQuery($slug: String!, $validAt: DateTime, $knownAt: DateTime) {
  ruleSet(slug: $slug, validAt: $validAt, knownAt: $knownAt) {
    id latestVersion
    versionInForce { id number inForce { since until } }
    versions(first: 20) { nodes { id number inForce { since until } ruleSet { id slug } } }
  }
}`,
  Eligibility: `query EligibilityQuery($facts: JSON!, $locale: String, $validAt: DateTime) {
  eligibility(input: {products: ["huabei"], facts: $facts, locale: $locale, validAt: $validAt}) {
    decisions {
      outcome
      product { id name description }
      reasons { code message ruleSet { id name } version { id number statement { notice } } }
    }
  }
}`,
}
