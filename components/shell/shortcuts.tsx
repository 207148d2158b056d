"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { Dialog } from "#components/ui/dialog";
import { Kbd } from "#components/ui/kbd";
import type { NavEntry } from "./navigation.ts";

const others: readonly (readonly [string, string])[] = [
  ["Ctrl K", "Search patients and pages"],
  ["/", "Go to the search box of the page"],
  ["J K", "Next and previous row"],
  ["Enter", "Open the row"],
  ["Esc", "Close what is open"],
  ["Shift L", "Lock the screen"],
  ["?", "Show these keys"],
];

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName));

/** Keys that work on every page: G and a letter go somewhere, / finds the search box, ? explains. */
export function Shortcuts({ entries }: { readonly entries: readonly NavEntry[] }) {
  const router = useRouter();
  const [isOpen, setOpen] = useState(false);
  const chord = useRef(0);

  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if (event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target)) return;
      if (document.querySelector('[role="dialog"],[role="menu"]')) return;
      const key = event.key.toLowerCase();
      const isSecond = Date.now() - chord.current < 1500;
      chord.current = key === "g" ? Date.now() : 0;
      if (isSecond) {
        const entry = entries.find(({ keys }) => keys?.toLowerCase() === `g ${key}`);
        if (entry) router.push(entry.href);
      } else if (key === "/") {
        const box = document.querySelector<HTMLInputElement>("main [data-page-search]");
        if (!box) return;
        event.preventDefault();
        box.focus();
      } else if (key === "?") setOpen(true);
    }
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [entries, router]);

  const rows = [
    ...entries.flatMap(({ keys, label }) => (keys === undefined ? [] : [[keys, label] as const])),
    ...others,
  ];
  return (
    <Dialog title="Keys" open={isOpen} onOpenChange={setOpen} className="w-90">
      <dl className="divide-y divide-line">
        {rows.map(([keys, words]) => (
          <div key={keys} className="flex h-8 items-center justify-between">
            <dt className="order-2">
              <Kbd>{keys}</Kbd>
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
