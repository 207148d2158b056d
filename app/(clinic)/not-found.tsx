import { Said } from "#components/shell/said";

/** A record that is not there, or not of this clinic: the same words for both. */
export default function NotFoundPage() {
  return (
    <Said title="Page not found">
      There is nothing at this address, or it does not belong to your clinic.
    </Said>
  );
}
