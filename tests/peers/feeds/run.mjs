// What a reader of feeds makes of those at the addresses given: one line of JSON each.
import { parseAtomFeed, parseJsonFeed } from "feedsmith"

for (const address of process.argv.slice(2)) {
    const answer = await fetch(address)
    const kind = answer.headers.get("content-type").split(";")[0]
    const text = await answer.text()
    const read = { "application/atom+xml": parseAtomFeed, "application/feed+json": parseJsonFeed }[kind]
    console.log(JSON.stringify(read(text)))
}
