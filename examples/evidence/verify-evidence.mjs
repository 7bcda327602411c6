// A second verifier of creditrules evidence, in JavaScript without dependencies (Node 18 or later), made from docs/evidence.md:
//   node verify-evidence.mjs decision.evidence lender.pem
// It says that the evidence is genuine, or what is wrong first, with status 1. It evaluates no rules.
import { createHash, createPublicKey, verify } from "node:crypto";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
const FORM = "creditrules evidence 1";
const HALF_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n / 2n;
const TOKEN = /"([^"\\]*(?:\\.[^"\\]*)*)"|-?\d[\d.eE+-]*/g;
const NUMBER = /^(0|-?(0\.\d*[1-9]|[1-9]\d*(\.\d*[1-9])?)(E[+-]\d+)?)$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.(\d{6}))?(?:Z|[+-]\d\d:\d\d)$/;
const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash("sha256"));
const hex = (...parts) => sha256(...parts).digest("hex");
const must = (holds, why) => { if (!holds) throw new Error(why); };
const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
const sameNames = (one, other) => JSON.stringify([...one].sort()) === JSON.stringify([...other].sort());
const hasExactly = (value, ...names) => isObject(value) && sameNames(Object.keys(value), names);

// JSON in which no digit is lost: a text or a name begins with $, a number is a text as it is spelt that begins with #.
const marked = (text) => JSON.parse(text.replace(TOKEN, (token, inner) => (inner === undefined ? `"#${token}"` : `"$${inner}"`)));
const shortest = (number) => number.replace(/(\.\d*?)0+(?=E|$)/, "$1").replace(/\.(?=E|$)/, "").replace(/^-0$/, "0");

function spelt(value) { // what was marked, in the canonical form
  if (Array.isArray(value)) return `[${value.map(spelt).join()}]`;
  if (isObject(value)) return `{${Object.keys(value).sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other))).map((name) => `${spelt(name)}:${spelt(value[name])}`).join()}}`;
  if (typeof value !== "string") return String(value);
  return value[0] === "$" ? JSON.stringify(value.slice(1)) : NUMBER.test(value.slice(1)) ? value.slice(1) : "";
}
const canonical = (text, what) => { must(spelt(marked(text)) === text, `${what} is not in the canonical form.`); return JSON.parse(text); };
function checkSignature(core, line, key) {
  const said = canonical(line, "The second line"), { crv, kty, x, y } = key.export({ format: "jwk" });
  must(hasExactly(said, "algorithm", "key", "signature") && said.algorithm === "ES256" && /^[0-9a-f]{128}$/.test(said.signature), "The second line is no signature.");
  must(BigInt(`0x${said.signature.slice(64)}`) <= HALF_ORDER, "The signature is not in its one form.");
  must(crv === "P-256" && said.key === sha256(JSON.stringify({ crv, kty, x, y })).digest("base64url"), "It was signed with another key."); // RFC 7638
  const statement = Buffer.from(`${FORM}\n${hex(core)}`), how = { key, dsaEncoding: "ieee-p1363" };
  must(verify("sha256", statement, how, Buffer.from(said.signature, "hex")), "The signature is not that of this key over this file.");
}
function checkLink(link, number, previous) {
  must(hasExactly(link, "hash", "number", "previous", "text") && link.number === number, `Link ${number} is missing.`);
  must(/^[0-9a-f]{64}$/.test(previous) && link.previous === previous, `Link ${number} does not name the hash of the link before it.`);
  const hash = hex(Buffer.from(previous, "hex"), Buffer.from(link.text, "ascii")), said = JSON.parse(link.text);
  must(/^[\x20-\x7e]*$/.test(link.text) && hash === link.hash && said.number === number, `The hash of link ${number} is not that of its text.`);
  return said;
}
function checkChain(receipt, end, lines) {
  must(hasExactly(end, "hash", "number") && receipt.number <= end.number, "The receipt stands beyond the chain's end.");
  const said = checkLink(receipt, receipt.number, receipt.previous);
  must(said.act === "DECIDE" && said.kind === "DECISIONS" && [said.id.slice(0, 1), said.id.slice(0, 2)].includes(said.slug) && ["tenant", "author", "recordedAt"].every((name) => typeof said[name] === "string"), "The receipt is not that of a decision.");
  let last = receipt;
  for (const line of lines) {
    const { hash, number, previous, text } = JSON.parse(line), link = { hash, number, previous, text };
    must(JSON.stringify(link) === line, `The line of link ${last.number + 1} is not written as it must be.`);
    const about = checkLink(link, last.number + 1, last.hash);
    for (const name of ["tenant", "kind", "slug"]) must(about[name] === said[name], `Link ${number} is of another chain.`);
    last = link;
  }
  return { said, last };
}
function within(one, other, whole) { // what both have is the same; where `whole`, both have the same, numbers as it says
  if (Array.isArray(one)) return Array.isArray(other) && one.length === other.length && one.every((each, place) => within(each, other[place], whole));
  if (isObject(one)) return isObject(other) && (!whole || sameNames(Object.keys(one), Object.keys(other))) && Object.keys(one).every((name) => !Object.hasOwn(other, name) || within(one[name], other[name], whole));
  if (typeof one !== "string" || typeof other !== "string" || one[0] !== "#" || whole === "numbers") return one === other;
  return (other[0] === "$" || !whole) && shortest(other.slice(1)) === one.slice(1);
}
const objectsIn = (value) => (value === null || typeof value !== "object" ? [] : [value, ...Object.values(value).flatMap(objectsIn)]);
const moment = (text) => { must(TIME.test(text), "A time of it is none."); return `${Math.floor(Date.parse(text) / 1000)}.${TIME.exec(text)[1] ?? "000000"}`; };
export function check(bytes, pem) {
  const lines = bytes.toString("utf8").split("\n");
  must(Buffer.from(lines.join("\n")).equals(bytes) && lines.pop() === "" && lines.length >= 2, "It is cut off, or no text.");
  const [first, second, ...links] = lines;
  checkSignature(first, second, createPublicKey(pem));
  const core = canonical(first, "The first line"), { contents, digested, question, receipt } = core, { $question } = marked(first);
  const well = core.form === FORM && typeof core.linked === "boolean" && typeof core.madeAt === "string" && hasExactly({ parameterPins: {}, ...question }, "facts", "knownAt", "parameterPins", "pins", "products", "requests", "validAt");
  must(well && hasExactly(core, "form", "madeAt", "question", "digested", "contents", "receipt", "end", "linked"), "The first line is not of this form.");
  const { said, last } = checkChain(receipt, core.end, links);
  must(core.linked ? last.number === core.end.number : links.length === 0, "The links do not end where the chain does.");
  must(last.number !== core.end.number || last.hash === core.end.hash, "The last link is not the chain's end.");
  const names = ["facts", "trace", "requests"].filter((name) => `${name}Digest` in said), taken = {};
  must(hasExactly(digested, ...names), "What was digested is not what the receipt has digests of.");
  for (const name of names) {
    must(hex(digested[name]) === said[`${name}Digest`], `The ${name} do not give the receipt's digest.`);
    must(hasExactly(canonical(digested[name], `What was digested of the ${name}`), name, "salt"), `The ${name} are not written as they are digested.`);
    taken[name] = marked(digested[name])[`$${name}`];
    must(name === "trace" || within($question[`$${name}`], taken[name], said.numbers === "texts" ? "texts" : "numbers"), `The question has other ${name} than the receipt.`);
  }
  for (const name of ["validAt", "knownAt"]) must(moment(question[name]) === moment(said[name]), `Question and receipt name another ${name}.`);
  const { trace } = JSON.parse(digested.trace), products = trace.map((answer) => answer.product), parts = objectsIn(trace);
  must(trace.every((answer) => "product" in answer && "outcome" in answer) && within(marked(receipt.text).$products, taken.trace, false), "The trace has other answers than the receipt.");
  must(question.products === null || JSON.stringify([...new Set(question.products)]) === JSON.stringify(products), "The question is about other products than the answer.");
  const pin = ({ ruleSet, parameter }) => (ruleSet === undefined ? question.parameterPins?.[parameter] : question.pins[ruleSet]);
  must(parts.every((part) => part.pinned !== true || String(pin(part)) === String(part.version)), "The question has other pins than the answer.");
  must(contents === null || hasExactly(contents, ...new Set(parts.flatMap((part) => [part.digest, part.productDigest]).filter((each) => typeof each === "string"))), "The contents are not those that the answers rest on.");
  for (const [digest, text] of Object.entries(contents ?? {})) must(hex(text) === digest, `A content does not give its digest, ${digest}.`);
  return `${said.id}: genuine; ${trace.map((answer) => `${answer.product} ${answer.outcome}`).join(", ")}`;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try { must(process.argv.length === 4, "Name the evidence, and the file of the lender's public key."); console.log(check(readFileSync(process.argv[2]), readFileSync(process.argv[3]))); }
  catch (wrong) { console.error(`error: ${wrong.message}`); process.exitCode = 1; }
}
