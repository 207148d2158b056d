"use client";

import { Plus, X } from "lucide-react";
import { useState } from "react";
import { detailsOf, nameOf } from "#components/patients/patient-words";
import { usePatientSearch } from "#components/patients/use-patient-search";
import { Button } from "#components/ui/button";
import { Dialog } from "#components/ui/dialog";
import { inputClass } from "#components/ui/input-look";

/** The patient that the trail is narrowed to. */
export interface ChosenPatient {
  readonly id: string;
  readonly name: string;
}

/** Narrows the trail to one patient, found by the search that the patient list has; only the id is kept in the address. */
export function PatientFilter({
  tenantId,
  chosen,
  title = "Events of one patient",
  onChange,
}: {
  readonly tenantId: string;
  readonly title?: string;
  readonly chosen: ChosenPatient | undefined;
  readonly onChange: (patient: ChosenPatient | undefined) => void;
}) {
  const [isOpen, setOpen] = useState(false);
  const [typed, setTyped] = useState("");
  const search = usePatientSearch(tenantId, typed, 10);
  const close = () => {
    setOpen(false);
    setTyped("");
  };

  if (chosen) {
    return (
      <Button
        aria-label={`Patient is ${chosen.name}: take off this filter`}
        onClick={() => onChange(undefined)}
        className="max-w-72 border-transparent bg-selected"
      >
        <span className="truncate">Patient is {chosen.name}</span>
        <X aria-hidden className="size-3.5!" />
      </Button>
    );
  }
  return (
    <Dialog
      title={title}
      open={isOpen}
      onOpenChange={(next) => (next ? setOpen(true) : close())}
      trigger={
        <Button className="print:hidden">
          <Plus aria-hidden /> Patient
        </Button>
      }
    >
      <input
        type="search"
        aria-label="Search patients by name, birth date, phone, e-mail or MRN"
        placeholder="Name, birth date, phone or MRN"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        autoComplete="off"
        spellCheck={false}
        maxLength={200}
        className={inputClass}
      />
      <ul className="mt-2" aria-live="polite" aria-busy={search.isBusy}>
        {search.results?.patients.map((patient) => (
          <li key={patient.id}>
            <Button
              look="quiet"
              onClick={() => {
                onChange({ id: patient.id, name: nameOf(patient) });
                close();
              }}
              className="h-auto w-full flex-wrap justify-start gap-x-2 py-1.5 text-left text-ink"
            >
              {nameOf(patient)} <span className="font-normal text-ink-3">{detailsOf(patient)}</span>
            </Button>
          </li>
        ))}
        {search.results?.patients.length === 0 ? (
          <li className="py-1.5 text-ink-3">No patient matches</li>
        ) : null}
      </ul>
      {search.error === null ? null : (
        <p className="text-critical">The search could not be carried out. Type more letters.</p>
      )}
    </Dialog>
  );
}
