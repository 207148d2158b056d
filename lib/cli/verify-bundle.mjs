#!/usr/bin/env node
// Verifies an exported audit bundle of a clinic: one file, Node 18 or later, no packages, no database,
// and no code of the application. It hashes every event itself, walks the chain, and holds it against
// signed checkpoints (C2SP tlog-checkpoint) and a witness's cosignatures (C2SP tlog-cosignature).
//
//   node verify-bundle.mjs <bundle> [--key <key>] [--checkpoints <file>]... [--witness <key>]
//                          [--other <bundle of another clinic>]... [--json]
//
// --key          the installation's verifying key, from whoever you trust to know it: 32 bytes in base64,
//                or a verifier key (name+id+base64). Without it the bundle's own key is used, which proves
//                only that the bundle agrees with itself.
// --checkpoints  checkpoints kept outside of the database: signed notes, or lines {"size", "note"}.
// --witness      the verifier key of a witness; then the newest checkpoint must carry its cosignature.
//
// Exit code 0: intact. 1: damaged, and the last line says at which position and how. 2: not a bundle.
//
//   altered    an event is not the one that was recorded         missing    an event was taken out
//   inserted   an event was put in                               reordered  events changed places
//   cut off    the end is missing                                spliced    an event of another clinic
//   rewritten  every link fits, and it is not what was signed    forked     two histories were signed
//
// A bundle may also hold statements that its installation signed: that a former key was good for checkpoints
// of up to so many events, and that a restore lost events that had been signed. They count if the key that
// you trust signed them, or one that it vouches for.
import { createHash, createPublicKey, verify } from "node:crypto";
import { createReadStream, readFileSync, realpathSync } from "node:fs";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const sha = (...parts) =>
  parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest();
const entryLabel = Buffer.from("chartkeep/audit/entry/v1\0");
const genesisLabel = Buffer.from("chartkeep/audit/genesis/v1\0");

class NotABundle extends Error {}

// Run, it is a command; imported, it only gives out what it verifies with.
if (process.argv[1] && import.meta.url === pathToFileURL(realpathSync(process.argv[1])).href)
  main(process.argv.slice(2)).then(
    (code) => {
      process.exitCode = code;
    },
    (error) => {
      console.error(error instanceof NotABundle || error.code === "ENOENT" ? error.message : error);
      process.exitCode = 2;
    },
  );

async function main(args) {
  const { file, ...options } = parseArguments(args);
  const report = await verifyBundle(file, options);
  if (options.json) console.log(JSON.stringify(report));
  else for (const line of inWords(report)) console.log(line);
  return report.damage ? 1 : 0;
}

function parseArguments(args) {
  const options = { checkpoints: [], other: [], json: false };
  const files = [];
  const rest = [...args];
  const next = (name) => {
    if (rest.length === 0) throw new NotABundle(`${name} needs a value.`);
    return rest.shift();
  };
  while (rest.length > 0) {
    const name = rest.shift();
    if (name === "--json") options.json = true;
    else if (["--key", "--witness"].includes(name)) options[name.slice(2)] = next(name);
    else if (["--checkpoints", "--other"].includes(name)) options[name.slice(2)].push(next(name));
    else if (name.startsWith("--")) throw new NotABundle(`There is no option ${name}.`);
    else files.push(name);
  }
  if (files.length !== 1)
    throw new NotABundle(
      "Usage: node verify-bundle.mjs <bundle> [--key <key>] [--checkpoints <file>] [--witness <key>] [--other <bundle>] [--json]",
    );
  return { ...options, file: files[0] };
}

/** What a bundle shows; `damage` is null where it is intact. */
export async function verifyBundle(file, { key: asked, checkpoints, witness, other }) {
  const { header, notes, statements } = await readHeader(file);
  const keyBytes = keyFrom(asked ?? header.key);
  const trust = trustFrom(keyBytes, statements, header.tenant);
  const collected = [...notes, ...checkpoints.flatMap(notesIn)];
  const signed = collected.map((note) => openNote(note, trust, header.tenant));
  const known = signed
    .filter((each) => each.isSigned && !isLost(trust, each))
    .sort((one, two) => one.size - two.size);
  const others = new Set();
  for (const path of other) for await (const event of eventsOf(path)) others.add(traceOf(event));

  const fork = forkAmong(known);
  const unsigned = signed.slice(0, notes.length).find((each) => !each.isSigned);
  const walked = await walk(file, header, known, others);
  const newest = known[known.length - 1];
  const short =
    newest && newest.size > walked.position
      ? { position: walked.position + 1, kind: "cut off", part: "checkpoint" }
      : undefined;
  const seen = newest && witness ? cosignedAt(newest, witness) : undefined;
  const unseen =
    witness && !seen
      ? { position: newest?.size ?? 0, kind: "not witnessed", part: "checkpoint" }
      : undefined;
  const forged = unsigned && { position: unsigned.size, kind: "altered", part: "checkpoint" };
  return {
    tenant: header.tenant,
    clinic: header.clinic,
    position: walked.position,
    head: walked.head,
    checkpoints: known.length,
    signed: newest?.size ?? 0,
    witnessed: seen ?? null,
    key: keyBytes.toString("base64"),
    isKeyOwn: asked === undefined,
    formerKeys: trust.former.map((each) => ({
      key: each.key.toString("base64"),
      until: each.until,
      at: each.at,
    })),
    restores: trust.lines.map(({ size, lostSize, at }) => ({ size, lostSize, at })),
    damage: walked.damage ?? fork ?? walked.wrong ?? short ?? forged ?? unseen ?? null,
  };
}

function inWords({
  clinic,
  tenant,
  position,
  head,
  checkpoints,
  signed,
  witnessed,
  key,
  isKeyOwn,
  formerKeys,
  restores,
  damage,
}) {
  return [
    `Clinic ${clinic ?? ""} (${tenant}), position ${position}, head ${head}`,
    isKeyOwn
      ? `Checkpoints are checked with the bundle's own key ${key}: compare it with the one that you were given.`
      : `Checkpoints are checked with the key ${key}.`,
    ...formerKeys.map(
      (each) =>
        `Up to ${each.until} events they may be under the former key ${each.key} (until ${each.at}).`,
    ),
    ...restores.map(
      ({ size, lostSize, at }) =>
        `A restore was recorded at ${at}: of ${lostSize} events that had been signed, ${size} are surely here, and up to ${lostSize - size} were lost.`,
    ),
    checkpoints === 0
      ? "There is no signed checkpoint: an end that was rewritten or cut off with its head would not be noticed."
      : `${checkpoints} signed checkpoints, the longest over ${signed} events.`,
    ...(witnessed ? [`The longest was seen by the witness at ${witnessed}.`] : []),
    damage
      ? `DAMAGED at position ${damage.position}: ${damage.kind} (${damage.part})`
      : position === 0
        ? "intact, no events yet"
        : `intact from 1 to ${position}`,
  ];
}

// Reading: one JSON value a line. First what the bundle is about, then checkpoints, then events, then how many.

async function* linesOf(file) {
  const lines = createInterface({
    input: createReadStream(file),
    crlfDelay: Number.POSITIVE_INFINITY,
  });
  let number = 0;
  for await (const line of lines) {
    number += 1;
    if (line === "") continue;
    let value;
    try {
      value = JSON.parse(line);
    } catch {
      throw new NotABundle(
        `Line ${number} of ${file} is not JSON: this is no bundle, or its transfer was cut off.`,
      );
    }
    yield value;
  }
}

async function readHeader(file) {
  let header;
  const notes = [];
  const statements = [];
  for await (const line of linesOf(file)) {
    if (!header) {
      if (line.chartkeep !== "audit-bundle/1") throw new NotABundle(`${file} is no audit bundle.`);
      header = line;
    } else if (line.checkpoint !== undefined) notes.push(String(line.checkpoint));
    else if (line.statement !== undefined) statements.push(String(line.statement));
    else break;
  }
  if (!header) throw new NotABundle(`${file} is empty.`);
  return { header, notes, statements };
}

async function* eventsOf(file) {
  let count = 0;
  let end;
  for await (const line of linesOf(file)) {
    if (line.seq !== undefined) {
      count += 1;
      yield line;
    } else if (line.end !== undefined) end = line.end;
  }
  if (end === undefined)
    throw new NotABundle(`${file} has no end: its transfer was cut off. Export it again.`);
  if (end !== count) console.error(`${file} says that it has ${end} events, and has ${count}.`);
}

// The hash of an event, written a second time from its description.

const uuid = (text) => Buffer.from(String(text).replaceAll("-", ""), "hex");
const number = (value) => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt.asUintN(64, BigInt(value)));
  return bytes;
};
const small = (value) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};
const words = (text) => {
  const bytes = Buffer.from(String(text), "utf8");
  return Buffer.concat([small(bytes.length), bytes]);
};
// An array of ids as PostgreSQL sends it: dimensions, no nulls, type 2950, count, first index 1.
const ids = (list) =>
  list.length === 0
    ? Buffer.concat([small(0), small(0), small(2950)])
    : Buffer.concat([
        ...[1, 0, 2950, list.length, 1].map(small),
        ...list.flatMap((id) => [small(16), uuid(id)]),
      ]);

function hashOf(event, position = event.seq) {
  try {
    return sha(
      entryLabel,
      Buffer.from(event.prev, "hex"),
      uuid(event.tenant),
      number(position),
      uuid(event.id),
      number(event.at),
      number(event.tx),
      uuid(event.actor),
      ...[event.role, event.action, event.outcome, event.entity, event.purpose, event.address].map(
        words,
      ),
      uuid(event.entityId),
      uuid(event.grant),
      ids(event.subjects),
      Buffer.from(event.detail, "hex"),
    ).toString("hex");
  } catch {
    throw new NotABundle(`The event at position ${event.seq} lacks what an event has.`);
  }
}

const fits = (event, position) => hashOf(event, position) === event.hash;
const genesis = (tenant) => sha(genesisLabel, uuid(tenant)).toString("hex");
// What stays of an event when it is given another clinic, position or hash.
const traceOf = ({ at, actor, action }) => `${at} ${actor} ${action}`;

// The walk.

async function walk(file, header, known, others) {
  const tree = new Tree();
  let good = genesis(header.tenant);
  let position = 1;
  let verified = 0;
  let wrong;
  let damage;
  let beyond;
  let next = 0;
  for await (const event of eventsOf(file)) {
    if (event.seq < 1) {
      damage ??= { position: event.seq, kind: "inserted", part: "event" };
      break;
    }
    if (event.seq > header.size) {
      beyond ??= event.seq;
      if (damage || position <= header.size) continue;
      break;
    }
    if (damage) continue;
    const isOwn = event.tenant === header.tenant;
    if (event.seq !== position || !isOwn || event.prev !== good || !fits(event, position)) {
      damage = await diagnose(file, header, position, good, others);
      break;
    }
    if (event.sealed !== event.detail) {
      damage = { position, kind: "altered", part: "detail" };
      break;
    }
    good = event.hash;
    tree.add(sha(Buffer.from([0]), Buffer.from(event.hash, "hex")));
    for (; known[next]?.size === position; next += 1) {
      if (wrong) continue;
      if (tree.root().equals(known[next].root)) verified = position;
      else wrong = { position: verified + 1, kind: "rewritten", part: "checkpoint" };
    }
    position += 1;
  }
  damage ??=
    position <= header.size ? await diagnose(file, header, position, good, others) : undefined;
  if (!damage && header.head !== null && good !== header.head)
    damage = { position: header.size, kind: "altered", part: "head" };
  if (!damage && beyond !== undefined)
    damage =
      header.head === null
        ? { position: header.last, kind: "missing", part: "head" }
        : { position: beyond, kind: "inserted", part: "event" };
  return { position: header.size, head: header.head ?? genesis(header.tenant), damage, wrong };
}

// Names what was done at the first position that does not hold. Nobody without the old content can make
// up a hash that fits: an event whose hash fits another position was moved, the rightful one found
// elsewhere was pushed aside, and what fits nowhere was altered.
async function diagnose(file, header, position, good, others) {
  let frame;
  let next;
  let rightful = false;
  const twins = new Map();
  let last = 0;
  for await (const event of eventsOf(file)) {
    last = Math.max(last, event.seq);
    if (event.seq === position) frame = event;
    else {
      if (event.seq === position + 1) next = event.prev;
      if (event.prev === good && fits(event, position)) rightful = true;
      twins.set(event.hash, event.prev);
      if (twins.size > 200_000) twins.delete(twins.keys().next().value);
    }
  }
  const at = (kind, where = position) => ({ position: where, kind, part: "event" });
  if (!frame) {
    if (rightful) return at("reordered");
    if (position <= last) return at("missing");
    return good === header.head
      ? { position: header.size, kind: "altered", part: "head" }
      : at("cut off");
  }
  if (frame.tenant !== header.tenant || others.has(traceOf(frame))) return at("spliced");
  if (fits(frame, position)) {
    const following = position === header.size ? header.head : next;
    const isItself = position === 1 || following !== frame.hash;
    return at("altered", isItself ? position : position - 1);
  }
  const own = ownPosition(frame, position, last);
  if (own === undefined) return at(rightful ? "inserted" : "altered");
  if (twins.get(frame.hash) === frame.prev) return at(rightful ? "inserted" : "altered");
  if (own < position) return at("inserted", own);
  return at(rightful ? "reordered" : "missing");
}

function ownPosition(frame, position, last) {
  for (let distance = 1; distance <= Math.min(last, 1_000_000); distance += 1) {
    if (position - distance >= 1 && fits(frame, position - distance)) return position - distance;
    if (fits(frame, position + distance)) return position + distance;
  }
  return undefined;
}

// The tree of RFC 6962, of which only the roots of its complete subtrees are kept.

class Tree {
  constructor() {
    this.roots = [];
    this.size = 0;
  }

  add(leaf) {
    let node = leaf;
    for (let rest = this.size; rest % 2 === 1; rest = (rest - 1) / 2)
      node = join(this.roots.pop(), node);
    this.roots.push(node);
    this.size += 1;
  }

  root() {
    return this.roots.reduceRight((right, left) => join(left, right));
  }
}

const join = (left, right) => sha(Buffer.from([1]), left, right);

// Signed notes.

function openNote(note, trust, tenant) {
  const { text, lines } = partsOf(note);
  const [origin = "", size = "", root = ""] = text.split("\n");
  const isSigned =
    text !== "" &&
    origin.endsWith(`/${tenant}`) &&
    /^[1-9]\d{0,15}$/.test(size) &&
    trust.keys.some(
      ({ key, from, until }) =>
        Number(size) > from && Number(size) <= until && isOwn(key, origin, { text, lines }),
    );
  return {
    text,
    lines,
    origin,
    size: Number(size) || 0,
    root: Buffer.from(root, "base64"),
    isSigned,
  };
}

function partsOf(note) {
  const end = note.lastIndexOf("\n\n");
  return { text: note.slice(0, end + 1), lines: signaturesOf(note.slice(end + 2)) };
}

// Signed by this key in the name of the note's own origin.
function isOwn(key, origin, { text, lines }) {
  const own = lines.filter(({ name, id }) => name === origin && id === keyId(origin, 1, key));
  return own.length > 0 && own.every(({ signature }) => isSignedBy(key, text, signature));
}

// Each key vouches for the one before it, from the trusted one back: who can only write into the bundle adds nothing.
function trustFrom(key, notes, tenant) {
  const read = notes.map(statementOf).filter((each) => each?.origin.endsWith(`/${tenant}`));
  const signers = [{ key, until: Number.POSITIVE_INFINITY }];
  for (const signer of signers)
    for (const each of read) {
      if (each.kind !== "former-key" || each.until > signer.until) continue;
      if (!isOwn(signer.key, each.origin, each.parts)) continue;
      if (!signers.some((one) => one.key.equals(each.key))) signers.push(each);
    }
  const former = signers.slice(1).sort((one, two) => one.until - two.until);
  const from = (at) => former[at - 1]?.until ?? 0;
  return {
    former,
    keys: [
      { key, from: from(former.length), until: Number.POSITIVE_INFINITY },
      ...former.map((each, at) => ({ key: each.key, from: from(at), until: each.until })),
    ],
    lines: read.filter(
      (each) =>
        each.kind === "restored" &&
        signers.some((one) => each.size <= one.until && isOwn(one.key, each.origin, each.parts)),
    ),
  };
}

function statementOf(note) {
  const parts = partsOf(note);
  const [origin = "", kind, ...rest] = parts.text.split("\n");
  const isNumber = (text) => /^(0|[1-9]\d{0,15})$/.test(text ?? "");
  if (kind === "former-key" && isNumber(rest[1])) {
    const key = Buffer.from(rest[0], "base64");
    if (key.length === 32) return { kind, origin, parts, key, until: Number(rest[1]), at: rest[2] };
  }
  if (kind === "restored" && isNumber(rest[0]) && isNumber(rest[2]))
    return { kind, origin, parts, size: Number(rest[0]), lostSize: Number(rest[2]), at: rest[4] };
  return undefined;
}

// What a restore lost, and somebody has signed for: the chain need not have it. A later restore, to before an
// earlier one, lost more of the lines before it.
function isLost({ lines }, { origin, size }) {
  const at = lines.findIndex((each) => each.origin === origin);
  return size <= lines[at]?.lostSize && lines.slice(at).some((each) => size > each.size);
}

function signaturesOf(text) {
  return text
    .split("\n")
    .map((line) => /^— (\S+) (\S+)$/u.exec(line))
    .filter(Boolean)
    .map(([, name, encoded]) => {
      const bytes = Buffer.from(encoded, "base64");
      return { name, id: bytes.toString("hex", 0, 4), signature: bytes.subarray(4) };
    });
}

const keyId = (name, type, key) =>
  sha(Buffer.from(`${name}\n`), Buffer.from([type]), key).toString("hex", 0, 4);

function isSignedBy(key, text, signature) {
  const head = Buffer.from("302a300506032b6570032100", "hex");
  const own = createPublicKey({ key: Buffer.concat([head, key]), format: "der", type: "spki" });
  return signature.length === 64 && verify(null, Buffer.from(text), own, signature);
}

function cosignedAt({ text, lines }, vkey) {
  const name = vkey.slice(0, vkey.indexOf("+"));
  const key = keyFrom(vkey);
  for (const each of lines) {
    if (each.name !== name || each.id !== keyId(name, 4, key) || each.signature.length !== 72)
      continue;
    const seconds = Number(each.signature.readBigUInt64BE(0));
    if (isSignedBy(key, `cosignature/v1\ntime ${seconds}\n${text}`, each.signature.subarray(8)))
      return new Date(seconds * 1000).toISOString();
  }
  return undefined;
}

function forkAmong(known) {
  for (let at = 1; at < known.length; at += 1)
    if (known[at].size === known[at - 1].size && !known[at].root.equals(known[at - 1].root))
      return { position: known[at].size, kind: "forked", part: "checkpoint" };
  return undefined;
}

function notesIn(file) {
  const text = readFileSync(file, "utf8");
  if (!text.startsWith("{")) return [text];
  return text.split("\n").flatMap((line) => {
    try {
      const { note } = JSON.parse(line);
      return typeof note === "string" ? [note] : [];
    } catch {
      return [];
    }
  });
}

function keyFrom(text) {
  const encoded =
    String(text ?? "").includes("+") && /^[^+]+\+[0-9a-f]{8}\+/.test(text)
      ? text.replace(/^[^+]+\+[0-9a-f]{8}\+/, "")
      : String(text ?? "");
  const bytes = Buffer.from(encoded, "base64");
  const key = bytes.length === 33 ? bytes.subarray(1) : bytes;
  if (key.length !== 32)
    throw new NotABundle("The key is no Ed25519 key: 32 bytes in base64, or a verifier key.");
  return key;
}
