import { expect, test } from "vitest";
import { browserWords } from "./browser-words.ts";

const engine = "AppleWebKit/537.36 (KHTML, like Gecko)";
const chrome = `${engine} Chrome/142.0.0.0 Safari/537.36`;

test.each([
  [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${chrome}`, "Chrome on Windows"],
  [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${chrome} Edg/142.0.0.0`, "Edge on Windows"],
  [
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Safari/605.1.15",
    "Safari on macOS",
  ],
  [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1",
    "Safari on iPhone",
  ],
  ["Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"],
  [`Mozilla/5.0 (Linux; Android 16; Pixel 9) ${chrome}`, "Chrome on Android"],
  ["curl/8.5.0", "Unknown browser"],
  ["<script>alert(1)</script>", "Unknown browser"],
  [null, "Unknown browser"],
])("%s is %s", (userAgent, words) => expect(browserWords(userAgent)).toBe(words));
