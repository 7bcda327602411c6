// A second verifier of creditrules evidence, in JavaScript without dependencies (Node 18 or later), made from docs/evidence.md:
//   node verify-evidence.mjs decision.evidence lender.pem
// It says that the evidence is genuine, or what is wrong first, with status 1. It evaluates no rules.
import { createHash, createPublicKey, verify } from "node:crypto";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const FORM = "creditrules evidence 1";
const HALF_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n / 2n;
const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash("sha256"));
const hex = (...parts) => sha256(...parts).digest("hex");
const must = (holds, why) => { if (!holds) throw new Error(why); };
const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
const hasExactly = (value, names) => isObject(value) && Object.keys(value).sort().join() === [...names].sort().join();

function thumbprint(key) { // RFC 7638
  const { crv, kty, x, y } = key.export({ format: "jwk" });
  must(crv === "P-256", "The key is not on the curve P-256.");
  return sha256(JSON.stringify({ crv, kty, x, y })).digest("base64url");
}

function checkSignature(core, line, key) {
  const said = JSON.parse(line);
  must(hasExactly(said, ["algorithm", "key", "signature"]) && said.algorithm === "ES256", "The second line is no signature.");
  const { algorithm, key: name, signature } = said;
  must(JSON.stringify({ algorithm, key: name, signature }) === line, "The second line is not written as it must be.");
  must(/^[0-9a-f]{128}$/.test(signature), "The signature is not 64 bytes in hexadecimal.");
  must(name === thumbprint(key), "It was signed with another key.");
  must(BigInt(`0x${signature.slice(64)}`) <= HALF_ORDER, "The signature is not in its one form.");
  const statement = Buffer.from(`${FORM}\n${hex(core)}`);
  const how = { key, dsaEncoding: "ieee-p1363" };
  must(verify("sha256", statement, how, Buffer.from(signature, "hex")), "The signature is not that of this key over this file.");
}

function checkLink(link, number, previous) {
  must(hasExactly(link, ["hash", "number", "previous", "text"]) && link.number === number, `Link ${number} is missing.`);
  must(/^[0-9a-f]{64}$/.test(link.previous) && link.previous === previous, `Link ${number} does not name the hash of the link before it.`);
  const hash = hex(Buffer.from(previous, "hex"), Buffer.from(link.text, "ascii"));
  must(/^[\x20-\x7e]*$/.test(link.text) && hash === link.hash, `The hash of link ${number} is not that of its text.`);
  must(JSON.parse(link.text).number === number, `The text of link ${number} is that of another.`);
  return JSON.parse(link.text);
}

function checkChain(receipt, end, lines) {
  must(Number.isSafeInteger(end.number) && receipt.number <= end.number, "The receipt stands beyond the chain's end.");
  const said = checkLink(receipt, receipt.number, receipt.previous);
  must(said.act === "DECIDE" && said.kind === "DECISIONS" && said.slug === said.id[0], "The receipt is not that of a decision.");
  let last = receipt;
  for (const line of lines) {
    const { hash, number, previous, text } = JSON.parse(line);
    const link = { hash, number, previous, text };
    must(JSON.stringify(link) === line, `The line of link ${last.number + 1} is not written as it must be.`);
    const about = checkLink(link, last.number + 1, last.hash);
    for (const name of ["tenant", "kind", "slug"]) must(about[name] === said[name], `Link ${number} is of another chain.`);
    last = link;
  }
  return { said, last };
}

function within(summary, answer) { // of what both have, all is the same; numbers as texts
  if (Array.isArray(summary)) return Array.isArray(answer) && summary.length === answer.length && summary.every((each, place) => within(each, answer[place]));
  if (isObject(summary)) return isObject(answer) && Object.keys(summary).every((name) => !(name in answer) || within(summary[name], answer[name]));
  return typeof summary === "number" || typeof answer === "number" ? Number(summary) === Number(answer) : summary === answer;
}

function digestsIn(value) {
  if (value === null || typeof value !== "object") return [];
  const own = ["digest", "productDigest"].map((name) => value[name]).filter((digest) => typeof digest === "string");
  return [...own, ...Object.values(value).flatMap(digestsIn)];
}

export function check(bytes, pem) {
  const lines = bytes.toString("utf8").split("\n");
  must(Buffer.from(lines.join("\n")).equals(bytes) && lines.pop() === "" && lines.length >= 2, "It is cut off, or no text.");
  const [first, second, ...links] = lines;
  checkSignature(first, second, createPublicKey(pem));
  const core = JSON.parse(first);
  must(core.form === FORM && hasExactly(core, ["form", "madeAt", "question", "digested", "contents", "receipt", "end", "linked"]), "The first line is not of this form.");
  const { said, last } = checkChain(core.receipt, core.end, links);
  must(core.linked ? last.number === core.end.number : links.length === 0, "The links do not end where the chain does.");
  must(last.number !== core.end.number || last.hash === core.end.hash, "The last link is not the chain's end.");
  const { digested, question } = core, names = ["facts", "trace", "requests"].filter((name) => `${name}Digest` in said);
  must(hasExactly(digested, names), "What was digested is not what the receipt has digests of.");
  for (const name of names) must(hex(digested[name]) === said[`${name}Digest`], `The ${name} do not give the receipt's digest.`);
  const [facts, trace, requests] = ["facts", "trace", "requests"].map((name) => digested[name] && JSON.parse(digested[name])[name]);
  for (const name of ["validAt", "knownAt"]) must(Date.parse(question[name]) === Date.parse(said[name]), `Question and receipt name another ${name}.`);
  for (const [name, taken] of [["facts", facts], ["requests", requests]]) must(taken === undefined || hasExactly(question[name], Object.keys(taken)) && within(question[name], taken), `The question has other ${name} than the receipt.`);
  must(Array.isArray(trace) && within(said.products, trace), "The trace has other answers than the receipt.");
  if (core.contents !== null) {
    must(hasExactly(core.contents, new Set(digestsIn(trace))), "The contents are not those that the answers rest on.");
    for (const [digest, text] of Object.entries(core.contents)) must(hex(text) === digest, `A content does not give its digest, ${digest}.`);
  }
  return `${said.id}: genuine; ${trace.map((answer) => `${answer.product} ${answer.outcome}`).join(", ")}`;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try { console.log(check(readFileSync(process.argv[2]), readFileSync(process.argv[3]))); }
  catch (wrong) { console.error(`error: ${wrong.message}`); process.exitCode = 1; }
}
