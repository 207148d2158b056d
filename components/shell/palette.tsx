"use client";

import { Autocomplete } from "@base-ui/react/autocomplete";
import { Dialog } from "@base-ui/react/dialog";
import { FileText, Search, UserRound } from "lucide-react";
import type { Route } from "next";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { detailsOf, nameOf } from "#components/patients/patient-words";
import { usePatientSearch } from "#components/patients/use-patient-search";
import { Kbd } from "#components/ui/kbd";
import { chartHref } from "#lib/routes";
import type { NavEntry } from "./navigation.ts";

interface Item {
  readonly id: string;
  readonly kind: "patient" | "page";
  readonly label: string;
  readonly detail: string;
  readonly href: Route;
}

interface Group {
  readonly value: string;
  readonly items: readonly Item[];
}

const matches = (label: string, typed: string) =>
  label.toLowerCase().includes(typed.trim().toLowerCase());

function useGroups(tenantId: string, entries: readonly NavEntry[], typed: string) {
  const search = usePatientSearch(tenantId, typed, 8);
  const patients = (search.results?.patients ?? []).map(
    (patient): Item => ({
      id: patient.id,
      kind: "patient",
      label: nameOf(patient),
      detail: detailsOf(patient),
      href: chartHref(patient.id),
    }),
  );
  const pages = entries
    .filter(({ label }) => matches(label, typed))
    .map(
      ({ href, label, keys }): Item => ({
        id: href,
        kind: "page",
        label,
        detail: keys ?? "",
        href,
      }),
    );
  const groups: Group[] = [
    { value: "Patients", items: patients },
    { value: "Pages", items: pages },
  ].filter(({ items }) => items.length > 0);
  return { groups, search };
}

function PaletteItem({ item, onOpen }: { readonly item: Item; readonly onOpen: () => void }) {
  const Icon = item.kind === "patient" ? UserRound : FileText;
  return (
    <Autocomplete.Item
      value={item}
      onClick={onOpen}
      className="flex min-h-8 cursor-default items-center gap-2 rounded-control px-2 py-1 outline-none data-highlighted:bg-selected pointer-coarse:min-h-10"
    >
      <Icon aria-hidden className="size-4 shrink-0 text-ink-3" />
      <span className="flex min-w-0 flex-1 flex-wrap items-baseline justify-between gap-x-2">
        <span className="min-w-0 break-words font-medium">{item.label}</span>
        <span className="tabular text-ink-3 text-xs">{item.detail}</span>
      </span>
    </Autocomplete.Item>
  );
}

/**
 * Ctrl or Cmd and K: patients and pages in one box, only what the member may open. Closing it
 * forgets what was typed.
 */
export function Palette({
  tenantId,
  entries,
}: {
  readonly tenantId: string;
  readonly entries: readonly NavEntry[];
}) {
  const router = useRouter();
  const [isOpen, setOpen] = useState(false);

  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if (!(event.metaKey || event.ctrlKey) || event.key.toLowerCase() !== "k") return;
      event.preventDefault();
      setOpen((was) => !was);
    }
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);

  return (
    <Dialog.Root open={isOpen} onOpenChange={(next) => setOpen(next)}>
      <Dialog.Trigger className="flex h-7 w-85 min-w-0 items-center justify-between gap-2 rounded-control border border-control bg-raised px-2.5 font-medium text-ink-3 hover:bg-hover pointer-coarse:h-10">
        <span className="flex min-w-0 items-center gap-2">
          <Search aria-hidden className="size-4 shrink-0" />
          <span className="truncate">Search patients and pages</span>
        </span>
        <Kbd className="shrink-0 max-sm:hidden">Ctrl K</Kbd>
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-50 bg-scrim" />
        <Dialog.Popup
          aria-label="Search patients and pages"
          className="-translate-x-1/2 fixed top-(--dialog-top) left-1/2 z-50 flex max-h-[min(32rem,calc(100dvh-var(--dialog-top)-1rem))] w-160 max-w-[calc(100vw-2rem)] flex-col overflow-hidden rounded-dialog border border-line bg-raised text-ink shadow-dialog outline-none"
        >
          <PaletteBody
            tenantId={tenantId}
            entries={entries}
            onOpen={(href) => {
              setOpen(false);
              router.push(href);
            }}
          />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function PaletteBody({
  tenantId,
  entries,
  onOpen,
}: {
  readonly tenantId: string;
  readonly entries: readonly NavEntry[];
  readonly onOpen: (href: Route) => void;
}) {
  const [typed, setTyped] = useState("");
  const { groups, search } = useGroups(tenantId, entries, typed);
  const total = search.results?.total ?? 0;

  return (
    <Autocomplete.Root
      open
      inline
      items={groups}
      filter={null}
      value={typed}
      onValueChange={(value, { reason }) => {
        if (reason !== "item-press") setTyped(value);
      }}
      itemToStringValue={(item: Item) => item.label}
      autoHighlight="always"
      keepHighlight
    >
      <div className="flex items-center gap-2 border-line border-b px-3">
        <Search aria-hidden className="size-4 shrink-0 text-ink-3" />
        <Autocomplete.Input
          aria-label="Name, birth date, phone, e-mail or MRN; or the name of a page"
          placeholder="Name, birth date, phone, e-mail, MRN or page"
          autoComplete="off"
          spellCheck={false}
          className="h-11 w-full bg-transparent text-base outline-none"
        />
        <Dialog.Close className="rounded-chip text-ink-3">
          <span className="sr-only">Close search</span>
          <Kbd>Esc</Kbd>
        </Dialog.Close>
      </div>
      <div className="scroll-region min-h-40 flex-1 p-1" aria-busy={search.isBusy}>
        <Autocomplete.Empty>
          <p className="px-2 py-6 text-ink-2 empty:hidden">
            {search.error !== null
              ? "The search could not be carried out. Try again."
              : search.isBusy
                ? "Searching…"
                : "No patient and no page matches."}
          </p>
        </Autocomplete.Empty>
        <Autocomplete.List>
          {(group: Group) => (
            <Autocomplete.Group key={group.value} items={group.items as Item[]}>
              <Autocomplete.GroupLabel className="px-2 pt-2 pb-1 text-ink-3 text-xs">
                {group.value}
              </Autocomplete.GroupLabel>
              <Autocomplete.Collection>
                {(item: Item) => (
                  <PaletteItem key={item.id} item={item} onOpen={() => onOpen(item.href)} />
                )}
              </Autocomplete.Collection>
            </Autocomplete.Group>
          )}
        </Autocomplete.List>
      </div>
      <Autocomplete.Status className="flex h-8 items-center border-line border-t px-3 text-ink-3 text-xs">
        {search.results === undefined
          ? "Two letters or more search patients"
          : `${total.toLocaleString("en-US")} ${total === 1 ? "patient" : "patients"}${total > 8 ? ", the best 8 shown" : ""}`}
      </Autocomplete.Status>
    </Autocomplete.Root>
  );
}
