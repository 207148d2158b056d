/** Values of the header that made older servers skip their own proxy. */
export const skippedProxy: readonly string[] = [
  "proxy:proxy:proxy:proxy:proxy",
  "middleware:middleware:middleware:middleware:middleware",
  "src/middleware:src/middleware:src/middleware:src/middleware:src/middleware",
];

const form = (fields: Readonly<Record<string, string>>): FormData => {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  return body;
};

const nested = (depth: number) => `${"[".repeat(depth)}${"]".repeat(depth)}`;

/**
 * Bodies in the framework's own encoding that reached code, source or endless loops in versions before:
 * published shapes, references to the action itself, cycles, depth, width, and plain rubbish. None would
 * do harm if it worked: it would only say "pwned".
 */
export const flightBodies = (action: string): readonly (readonly [string, string | FormData])[] => [
  ["rubbish", "\u0000\u0001{]"],
  ["nothing", ""],
  ["no list", "{}"],
  ["deep", nested(20_000)],
  ["wide", JSON.stringify(Array.from({ length: 20_000 }, (_, index) => index))],
  ["unknown reference", '["$9"]'],
  ["path into a prototype", '["$1:__proto__:constructor:constructor"]'],
  [
    "the action as an argument",
    form({ "0": '["$F1"]', "1": JSON.stringify({ id: action, bound: null }) }),
  ],
  [
    "the action as text",
    form({ "0": '[{"toString":"$F1"}]', "1": JSON.stringify({ id: action, bound: null }) }),
  ],
  [
    "another module's function",
    form({
      "0": '["$F1"]',
      "1": '{"id":"vm#runInThisContext","bound":["console.log(\'pwned\')"]}',
    }),
  ],
  [
    "a thenable made of a chunk",
    form({
      "0": '{"then":"$1:__proto__:then","status":"resolved_model","reason":-1,"value":"{\\"then\\":\\"$B1337\\"}","_response":{"_prefix":"throw new Error(\'pwned\')//","_chunks":"$Q2","_formData":{"get":"$1:constructor:constructor"}}}',
      "1": '"$@0"',
      "2": "[]",
    }),
  ],
  ["a cycle", form({ "0": '["$1"]', "1": '["$0"]' })],
  ["a chunk that waits for itself", form({ "0": '["$@0"]' })],
  ["a map of itself", form({ "0": '["$Q1"]', "1": '[["$Q1","$Q1"]]' })],
  ["a big number", form({ "0": `["$n${"9".repeat(50_000)}"]` })],
  ["a stream never ended", form({ "0": '["$R1"]' })],
  ["an iterator never ended", form({ "0": '["$X1"]' })],
  ["lone surrogate", form({ "0": '[{"status":"idle"},"$K1"]', _1_email: "\\ud800" })],
  [
    "prototype keys",
    form({ "0": '[{"__proto__":{"isAdmin":true}},"$K1"]', _1___proto__: "x", _1_constructor: "x" }),
  ],
];
